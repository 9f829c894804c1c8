/** @file Numbers in words. */

/** "14.3 MB", "0.4 MB", "12 kB", "300 bytes": decimal units, as file managers and hosts count. */
export function megabytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 100_000) return `${Math.ceil(bytes / 1000)} kB`;
  if (bytes >= 1_000_000_000) return `${(bytes / 1_000_000_000).toFixed(1)} GB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
