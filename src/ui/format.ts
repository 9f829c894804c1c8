/** @file Numbers as people read them. */

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** 1234 -> "1,234". */
export function formatCount(value: number): string {
  return WHOLE.format(value);
}

/** Bytes as "under 1 kB", "620 kB" or "18 MB" (10^6); one decimal below 10 MB. */
export function formatBytes(bytes: number): string {
  if (bytes > 0 && bytes < 1000) return 'under 1 kB';
  if (bytes < 1e6) return `${WHOLE.format(bytes / 1e3)} kB`;
  const megabytes = bytes / 1e6;
  return `${megabytes < 9.95 ? megabytes.toFixed(1) : WHOLE.format(megabytes)} MB`;
}

/** Seconds as "6 s", "2 min" or "1 h 20 min". */
export function formatDuration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
