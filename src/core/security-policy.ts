/** @file The content security policy, once: for the service worker, the `<meta>` of the page, `_headers` and the preview server. */

const DIRECTIVES: readonly (readonly [string, string])[] = [
  ['default-src', "'self'"],
  ['script-src', "'self' 'wasm-unsafe-eval'"],
  ['connect-src', "'self'"],
  ['img-src', "'self' blob: data:"],
  ['object-src', "'none'"],
  ['base-uri', "'none'"],
  // Not covered by default-src: a form could otherwise carry text to another origin.
  ['form-action', "'none'"],
];

function policy(changes: Readonly<Record<string, string>> = {}): string {
  return DIRECTIVES.map(([name, value]) => `${name} ${changes[name] ?? value}`).join('; ');
}

/** No third-party origin, no eval; WebAssembly may be compiled. Value of a `Content-Security-Policy` header. */
export const CONTENT_SECURITY_POLICY: string = policy();

/** For the worker of the reference map engine, which compiles its loops with eval: it reaches no other host, and cannot fetch. */
const REFERENCE_POLICY: string = policy({ 'script-src': "'self' 'unsafe-eval'", 'connect-src': "'none'" });

/** Script of that worker, as the build names it. */
const REFERENCE_WORKER = /\/reference-map\.worker-[\w-]+\.js$/;

/** The policy of a document or script of the app. */
export function policyFor(url: string): string {
  return REFERENCE_WORKER.test(new URL(url).pathname) ? REFERENCE_POLICY : CONTENT_SECURITY_POLICY;
}
