/** @file Cutting a stored file into shards, and putting it together again. */

/** Shards are small enough to hash in one call, to fit every host's file limit, and to lose little when a download is cut. */
export const MAXIMUM_SHARD_BYTES: number = 8 * 1024 * 1024;

/**
 * Where to cut a file: [start, end) byte ranges in order, all of `maximumBytes` but the last, none empty (an empty file has none).
 * @throws RangeError if `maximumBytes` is not a positive whole number.
 */
export function shardRanges(
  totalBytes: number,
  maximumBytes: number = MAXIMUM_SHARD_BYTES,
): readonly (readonly [number, number])[] {
  if (!Number.isInteger(maximumBytes) || maximumBytes < 1) {
    throw new RangeError(`A shard holds a positive whole number of bytes, not ${maximumBytes}.`);
  }
  const ranges: (readonly [number, number])[] = [];
  for (let start = 0; start < totalBytes; start += maximumBytes) {
    ranges.push([start, Math.min(start + maximumBytes, totalBytes)]);
  }
  return ranges;
}

/** One array with the bytes of all shards in order. A single shard is not copied. */
export function joinShards(shards: readonly ArrayBuffer[]): Uint8Array<ArrayBuffer> {
  if (shards.length === 1 && shards[0]) return new Uint8Array(shards[0]);
  const joined = new Uint8Array(shards.reduce((sum, shard) => sum + shard.byteLength, 0));
  let offset = 0;
  for (const shard of shards) {
    joined.set(new Uint8Array(shard), offset);
    offset += shard.byteLength;
  }
  return joined;
}
