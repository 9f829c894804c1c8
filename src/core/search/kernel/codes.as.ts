/**
 * Scan over binary codes with plain 128-bit SIMD (AssemblyScript). The distance of a row is the sum of the query's weights over
 * the bits in which row and query differ. The weights come as bit planes: distance = sum over planes j of
 * 2^j * popcount((row ^ signs) & plane[j]), so one plane of ones is the Hamming distance.
 *
 * One pass keeps the best `wanted` rows: a row that is nearer than `limit` joins the candidates, and where these are full a
 * histogram of their distances finds the new limit. Ties go to the row that comes first.
 */

/** Code of 384 bits, for which the loop is written out. */
const COMMON_BYTES: u32 = 48;
const COMMON_PLANES: u32 = 4;
/** Of one word of the mask. */
const MASK_ROWS: u32 = 32;

/** Candidates: u32 row and u32 distance, one after the other. */
const ENTRY: usize = 8;

let histogram: usize = 0;
let candidates: usize = 0;
let capacity: u32 = 0;
let wanted: u32 = 0;
let found: u32 = 0;
/** Rows join below it. */
let limit: u32 = 0;

/**
 * Begins a search.
 * @param histogramAt room for u32, one a distance from 0 to `greatest`
 * @param candidatesAt room for `room` entries of two u32
 * @param room more than `keep`
 * @param keep rows to be kept, at least 1
 * @param greatest distance that a row can have
 */
export function begin(histogramAt: usize, candidatesAt: usize, room: u32, keep: u32, greatest: u32): void {
  histogram = histogramAt;
  candidates = candidatesAt;
  capacity = room;
  wanted = keep;
  found = 0;
  limit = greatest + 1;
}

/** Drops all but the best `wanted` candidates, the others in the order in which they came; gives their number. */
export function settle(): u32 {
  if (found <= wanted) return found;
  memory.fill(histogram, 0, (<usize>limit) << 2);
  let end = candidates + <usize>found * ENTRY;
  for (let at = candidates; at < end; at += ENTRY) {
    let bin = histogram + ((<usize>load<u32>(at, 4)) << 2);
    store<u32>(bin, load<u32>(bin) + 1);
  }
  let distance: u32 = 0;
  let nearer: u32 = 0;
  while (true) {
    let count = load<u32>(histogram + ((<usize>distance) << 2));
    if (nearer + count >= wanted) break;
    nearer += count;
    distance++;
  }
  // Of the rows at this distance the first ones stay, so none that comes later can join.
  let ties = wanted - nearer;
  let to = candidates;
  for (let at = candidates; at < end; at += ENTRY) {
    let own = load<u32>(at, 4);
    if (own > distance) continue;
    if (own == distance) {
      if (ties == 0) continue;
      ties--;
    }
    store<u64>(to, load<u64>(at));
    to += ENTRY;
  }
  found = wanted;
  limit = distance;
  return found;
}

function add(row: u32, distance: u32): void {
  let at = candidates + <usize>found * ENTRY;
  store<u32>(at, row);
  store<u32>(at, distance, 4);
  found++;
  if (found == capacity) settle();
}

/** Sum of the four lanes. */
function lanes(v: v128): u32 {
  return (
    i32x4.extract_lane(v, 0) + i32x4.extract_lane(v, 1) + i32x4.extract_lane(v, 2) + i32x4.extract_lane(v, 3)
  );
}

/** Sum of sixteen bytes without sign. */
function sumBytes(v: v128): u32 {
  return lanes(i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(v)));
}

/** Any length of code and any number of planes. */
function distanceOf(code: usize, bytes: u32, signs: usize, planes: u32): u32 {
  let total = i32x4.splat(0);
  let plane = signs + bytes;
  for (let j: u32 = 0; j < planes; j++) {
    let sum = i16x8.splat(0);
    for (let at: usize = 0; at < <usize>bytes; at += 16) {
      let differing = v128.and(v128.xor(v128.load(code + at), v128.load(signs + at)), v128.load(plane + at));
      sum = i16x8.add(sum, i16x8.extadd_pairwise_i8x16_u(i8x16.popcnt(differing)));
    }
    total = i32x4.add(total, i32x4.shl(i32x4.extadd_pairwise_i16x8_u(sum), j));
    plane += bytes;
  }
  return lanes(total);
}

/**
 * 48 bytes and four planes. The two highest planes alone tell most rows from near ones: where they reach the limit, their share is
 * given instead of the distance.
 */
function commonDistance(code: usize, signs: usize): u32 {
  let a = v128.xor(v128.load(code), v128.load(signs));
  let b = v128.xor(v128.load(code, 16), v128.load(signs, 16));
  let c = v128.xor(v128.load(code, 32), v128.load(signs, 32));
  // Counts of bits, byte by byte: at most 24 a plane, so that 2 * 24 + 24 fits.
  let high = i8x16.popcnt(v128.and(a, v128.load(signs, 192)));
  high = i8x16.add(high, i8x16.popcnt(v128.and(b, v128.load(signs, 208))));
  high = i8x16.add(high, i8x16.popcnt(v128.and(c, v128.load(signs, 224))));
  high = i8x16.shl(high, 1);
  high = i8x16.add(high, i8x16.popcnt(v128.and(a, v128.load(signs, 144))));
  high = i8x16.add(high, i8x16.popcnt(v128.and(b, v128.load(signs, 160))));
  high = i8x16.add(high, i8x16.popcnt(v128.and(c, v128.load(signs, 176))));
  let share = sumBytes(high) << 2;
  if (share >= limit) return share;
  let low = i8x16.popcnt(v128.and(a, v128.load(signs, 96)));
  low = i8x16.add(low, i8x16.popcnt(v128.and(b, v128.load(signs, 112))));
  low = i8x16.add(low, i8x16.popcnt(v128.and(c, v128.load(signs, 128))));
  low = i8x16.shl(low, 1);
  low = i8x16.add(low, i8x16.popcnt(v128.and(a, v128.load(signs, 48))));
  low = i8x16.add(low, i8x16.popcnt(v128.and(b, v128.load(signs, 64))));
  low = i8x16.add(low, i8x16.popcnt(v128.and(c, v128.load(signs, 80))));
  return share + sumBytes(low);
}

/** 48 bytes and one plane. */
function commonHamming(code: usize, signs: usize): u32 {
  let a = v128.and(v128.xor(v128.load(code), v128.load(signs)), v128.load(signs, 48));
  let b = v128.and(v128.xor(v128.load(code, 16), v128.load(signs, 16)), v128.load(signs, 64));
  let c = v128.and(v128.xor(v128.load(code, 32), v128.load(signs, 32)), v128.load(signs, 80));
  return sumBytes(i8x16.add(i8x16.add(i8x16.popcnt(a), i8x16.popcnt(b)), i8x16.popcnt(c)));
}

/**
 * Goes on with the search over the next rows.
 * @param codes `count` codes of `bytes`, a multiple of 16
 * @param first number of the first row
 * @param signs the query: `bytes` of signs, then `planes` planes of `bytes`
 * @param mask u32, bit r & 31 of word r >> 5 says whether row `first + r` takes part; 0 where all do
 */
export function scan(
  codes: usize,
  count: u32,
  first: u32,
  bytes: u32,
  signs: usize,
  planes: u32,
  mask: usize,
): void {
  let common = bytes == COMMON_BYTES && planes == COMMON_PLANES;
  let hamming = bytes == COMMON_BYTES && planes == 1;
  let word: u32 = 0xffffffff;
  for (let r: u32 = 0; r < count; r++) {
    if (mask != 0) {
      if ((r & (MASK_ROWS - 1)) == 0) word = load<u32>(mask + ((<usize>(r >> 5)) << 2));
      if (word == 0) {
        r |= MASK_ROWS - 1;
        continue;
      }
      if (((word >> (r & (MASK_ROWS - 1))) & 1) == 0) continue;
    }
    let code = codes + <usize>r * bytes;
    let distance: u32;
    if (common) distance = commonDistance(code, signs);
    else if (hamming) distance = commonHamming(code, signs);
    else distance = distanceOf(code, bytes, signs, planes);
    if (distance < limit) add(first + r, distance);
  }
}
