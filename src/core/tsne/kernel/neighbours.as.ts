/**
 * Exact nearest neighbours in WebAssembly (AssemblyScript, plain SIMD). Nothing allocates; the caller lays out the memory
 * (../wasm-kernel.ts). Sums run in a fixed order, so that one machine gives the same bits every time.
 */

function lanes(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) +
    f32x4.extract_lane(v, 1) +
    (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}

/** Puts (distance, index) into the sorted list of the k nearest; `length` entries are there already. */
function insert(distances: usize, indices: usize, length: u32, k: u32, distance: f32, index: u32): void {
  let place = length;
  if (length === k) {
    if (distance >= load<f32>(distances + ((<usize>(k - 1)) << 2))) return;
    place = k - 1;
  }
  while (place > 0) {
    let before = (<usize>(place - 1)) << 2;
    if (load<f32>(distances + before) <= distance) break;
    store<f32>(distances + before, load<f32>(distances + before), 4);
    store<u32>(indices + before, load<u32>(indices + before), 4);
    place--;
  }
  store<f32>(distances + ((<usize>place) << 2), distance);
  store<u32>(indices + ((<usize>place) << 2), index);
}

/**
 * The k nearest rows of rows `first` to `last` (exclusive) by squared Euclidean distance of unit vectors, 2 - 2 cos, nearest first, the
 * row itself left out. Of equal distances the row that comes sooner after the own one is first (after the last row the first one
 * follows): otherwise many equal rows would all choose the same few.
 * @param vectors f32, `count` rows of `dimension`, a multiple of 4
 * @param distances f32 and `indices` u32, k for each of the `last - first` rows, overwritten; k below `count`
 */
export function nearest(
  vectors: usize,
  count: u32,
  dimension: u32,
  first: u32,
  last: u32,
  k: u32,
  distances: usize,
  indices: usize,
): void {
  let bytes = (<usize>dimension) << 2;
  for (let r = first; r < last; r++) {
    let row = vectors + <usize>r * bytes;
    let found: u32 = 0;
    for (let step: u32 = 1; step < count; step++) {
      let j = r + step;
      if (j >= count) j -= count;
      let other = vectors + <usize>j * bytes;
      let sum0 = f32x4.splat(0);
      let sum1 = f32x4.splat(0);
      let sum2 = f32x4.splat(0);
      let sum3 = f32x4.splat(0);
      let i: usize = 0;
      for (; i + 64 <= bytes; i += 64) {
        sum0 = f32x4.add(sum0, f32x4.mul(v128.load(row + i), v128.load(other + i)));
        sum1 = f32x4.add(sum1, f32x4.mul(v128.load(row + i, 16), v128.load(other + i, 16)));
        sum2 = f32x4.add(sum2, f32x4.mul(v128.load(row + i, 32), v128.load(other + i, 32)));
        sum3 = f32x4.add(sum3, f32x4.mul(v128.load(row + i, 48), v128.load(other + i, 48)));
      }
      for (; i < bytes; i += 16) sum0 = f32x4.add(sum0, f32x4.mul(v128.load(row + i), v128.load(other + i)));
      let cosine = lanes(f32x4.add(f32x4.add(sum0, sum1), f32x4.add(sum2, sum3)));
      insert(distances, indices, found, k, max<f32>(0, 2 - 2 * cosine), j);
      if (found < k) found++;
    }
    distances += (<usize>k) << 2;
    indices += (<usize>k) << 2;
  }
}
