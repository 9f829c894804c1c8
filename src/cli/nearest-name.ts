/** @file The name that somebody most likely meant. */

/** Changes beyond this share of the longer name make it another name. */
const MOST_CHANGES = 0.4;

/** Fewest letters to put in, take out, change or swap with the next (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, beforeLast[j - 2]! + 1);
      row.push(least);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length]!;
}

/** The name nearest to what was written, the first of equals; null where none is near. A name that begins with it is always near. */
export function nearestName(written: string, names: readonly string[]): string | null {
  const begun = names.find((name) => written.length > 3 && name.startsWith(written));
  if (begun !== undefined) return begun;
  const distances = names.map(
    (name) => editDistance(written, name) / Math.max(written.length, name.length, 1),
  );
  const least = Math.min(...distances);
  return least <= MOST_CHANGES ? (names[distances.indexOf(least)] ?? null) : null;
}
