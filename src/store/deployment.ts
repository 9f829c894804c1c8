/** @file Names that carry the deployment's path: two copies of the app on one host do not touch each other's storage. */

/** Absolute URL of the folder that the page came from, with a slash at the end: `https://host/sub/path/`. */
export function deploymentBase(address: string = globalThis.location.href): string {
  return new URL('.', address).href;
}

/** Name of the database, and beginning of the names of locks: `rolemap:/sub/path/`. */
export function deploymentName(base: string): string {
  return `rolemap:${new URL(base).pathname}`;
}

/** True for the caches of this deployment's service worker: workbox ends their names with the scope's URL. */
export function isOwnCache(name: string, base: string): boolean {
  return name.endsWith(`-${base}`);
}
