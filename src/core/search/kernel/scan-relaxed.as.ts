/**
 * Exact scan with relaxed SIMD (AssemblyScript): the same integers as scan.as.ts, from the 8-bit dot product instruction that
 * newer processors have. That instruction is exact on every processor only while one operand lies in 0..127, so the 14-bit
 * query comes as two 7-bit digits, query = 128 * (high - 64) + low, and the 64 is taken back with the sum of the row.
 */

/** Sum of the four lanes. */
function lanes(v: v128): i32 {
  return (
    i32x4.extract_lane(v, 0) + i32x4.extract_lane(v, 1) + i32x4.extract_lane(v, 2) + i32x4.extract_lane(v, 3)
  );
}

/** The score of a row from its dot products with both digits, and the row's sum. */
function combine(high: v128, low: v128, rowSum: i32): i32 {
  return ((lanes(high) - (rowSum << 6)) << 7) + lanes(low);
}

/** Sums of the rows, i32; same layout as `scan`. */
export function sumRows(rows: usize, count: u32, dimension: u32, sums: usize): void {
  for (let r: u32 = 0; r < count; r++) {
    let row = rows + <usize>r * dimension;
    let sum = i32x4.splat(0);
    for (let end = row + dimension; row < end; row += 16) {
      sum = i32x4.add(sum, i32x4.extadd_pairwise_i16x8_s(i16x8.extadd_pairwise_i8x16_s(v128.load(row))));
    }
    store<i32>(sums + ((<usize>r) << 2), lanes(sum));
  }
}

/**
 * @param rows int8, `count` rows of `dimension`, `count` a multiple of 4, `dimension` a multiple of 16
 * @param query for every 16 dimensions the 16 high digits, then the 16 low digits, all in 0..127
 * @param sums i32, `count` values, from `sumRows`
 * @param scores i32, `count` values, overwritten
 */
export function scan(
  rows: usize,
  count: u32,
  dimension: u32,
  query: usize,
  sums: usize,
  scores: usize,
): void {
  // Four rows a pass: each load of the query serves four sums.
  for (let r: u32 = 0; r < count; r += 4) {
    let row0 = rows + <usize>r * dimension;
    let row1 = row0 + dimension;
    let row2 = row1 + dimension;
    let row3 = row2 + dimension;
    let high0 = i32x4.splat(0);
    let high1 = i32x4.splat(0);
    let high2 = i32x4.splat(0);
    let high3 = i32x4.splat(0);
    let low0 = i32x4.splat(0);
    let low1 = i32x4.splat(0);
    let low2 = i32x4.splat(0);
    let low3 = i32x4.splat(0);
    let q = query;
    for (let end = row0 + dimension; row0 < end;) {
      let high = v128.load(q);
      let low = v128.load(q, 16);
      let values = v128.load(row0);
      high0 = i32x4.relaxed_dot_i8x16_i7x16_add_s(values, high, high0);
      low0 = i32x4.relaxed_dot_i8x16_i7x16_add_s(values, low, low0);
      values = v128.load(row1);
      high1 = i32x4.relaxed_dot_i8x16_i7x16_add_s(values, high, high1);
      low1 = i32x4.relaxed_dot_i8x16_i7x16_add_s(values, low, low1);
      values = v128.load(row2);
      high2 = i32x4.relaxed_dot_i8x16_i7x16_add_s(values, high, high2);
      low2 = i32x4.relaxed_dot_i8x16_i7x16_add_s(values, low, low2);
      values = v128.load(row3);
      high3 = i32x4.relaxed_dot_i8x16_i7x16_add_s(values, high, high3);
      low3 = i32x4.relaxed_dot_i8x16_i7x16_add_s(values, low, low3);
      row0 += 16;
      row1 += 16;
      row2 += 16;
      row3 += 16;
      q += 32;
    }
    let sum = sums + ((<usize>r) << 2);
    let score = scores + ((<usize>r) << 2);
    store<i32>(score, combine(high0, low0, load<i32>(sum)));
    store<i32>(score, combine(high1, low1, load<i32>(sum, 4)), 4);
    store<i32>(score, combine(high2, low2, load<i32>(sum, 8)), 8);
    store<i32>(score, combine(high3, low3, load<i32>(sum, 12)), 12);
  }
}
