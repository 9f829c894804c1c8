/**
 * Exact scan with plain 128-bit SIMD (AssemblyScript): scores[r] = sum over i of row[r][i] * query[i], as i32.
 * The query holds 14-bit integers, so no sum can overflow up to 2,048 dimensions.
 */

/** Sum of the four lanes. */
function lanes(v: v128): i32 {
  return (
    i32x4.extract_lane(v, 0) + i32x4.extract_lane(v, 1) + i32x4.extract_lane(v, 2) + i32x4.extract_lane(v, 3)
  );
}

/** Sixteen products of int8 values with the query, added to the four running sums of `sum`. */
function multiply(sum: v128, row: usize, low: v128, high: v128): v128 {
  sum = i32x4.add(sum, i32x4.dot_i16x8_s(v128.load_ext<i8>(row), low));
  return i32x4.add(sum, i32x4.dot_i16x8_s(v128.load_ext<i8>(row, 8), high));
}

/**
 * @param rows int8, `count` rows of `dimension`, `count` a multiple of 4, `dimension` a multiple of 16
 * @param query i16, `dimension` values in -8191..8191
 * @param scores i32, `count` values, overwritten
 */
export function scan(rows: usize, count: u32, dimension: u32, query: usize, scores: usize): void {
  // Four rows a pass: each load of the query serves four sums.
  for (let r: u32 = 0; r < count; r += 4) {
    let row0 = rows + <usize>r * dimension;
    let row1 = row0 + dimension;
    let row2 = row1 + dimension;
    let row3 = row2 + dimension;
    let sum0 = i32x4.splat(0);
    let sum1 = i32x4.splat(0);
    let sum2 = i32x4.splat(0);
    let sum3 = i32x4.splat(0);
    let q = query;
    for (let end = row0 + dimension; row0 < end;) {
      let low = v128.load(q);
      let high = v128.load(q, 16);
      sum0 = multiply(sum0, row0, low, high);
      sum1 = multiply(sum1, row1, low, high);
      sum2 = multiply(sum2, row2, low, high);
      sum3 = multiply(sum3, row3, low, high);
      row0 += 16;
      row1 += 16;
      row2 += 16;
      row3 += 16;
      q += 32;
    }
    let score = scores + ((<usize>r) << 2);
    store<i32>(score, lanes(sum0));
    store<i32>(score, lanes(sum1), 4);
    store<i32>(score, lanes(sum2), 8);
    store<i32>(score, lanes(sum3), 12);
  }
}
