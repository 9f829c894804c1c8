/** @file Positions of a map in few bytes: 16 bits a coordinate, as text that a JSON file can hold. */

const STEPS = 0xffff;

/** A map rounded to 65,536 steps over its own square. */
export interface PackedMap {
  /** Middle of the square. */
  readonly centre: readonly [number, number];
  /** Half of its side, greater than 0. */
  readonly reach: number;
  /** Base64 of little-endian unsigned 16-bit integers, x and y by turns. */
  readonly data: string;
}

/** The square around all points: its middle, and half of its side (1 where all points lie together). */
export function extentOf(positions: ArrayLike<number>): {
  readonly centre: [number, number];
  readonly reach: number;
} {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  for (let at = 0; at < positions.length; at++) {
    low[at % 2] = Math.min(low[at % 2]!, positions[at]!);
    high[at % 2] = Math.max(high[at % 2]!, positions[at]!);
  }
  const reach = Math.max(high[0]! - low[0]!, high[1]! - low[1]!) / 2;
  return {
    centre: [(low[0]! + high[0]!) / 2, (low[1]! + high[1]!) / 2],
    reach: Number.isFinite(reach) && reach > 0 ? reach : 1,
  };
}

/** @param positions x and y by turns [2 * count], finite, count > 0 */
export function packMap(positions: ArrayLike<number>): PackedMap {
  const { centre, reach } = extentOf(positions);
  const bytes = new Uint8Array(positions.length * 2);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < positions.length; at++) {
    const share = (positions[at]! - centre[at % 2]! + reach) / (2 * reach);
    view.setUint16(at * 2, Math.round(share * STEPS), true);
  }
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return { centre, reach, data: btoa(text) };
}

/** Positions, x and y by turns [2 * count], each at most 1/65,535 of the square's side from where it was. */
export function unpackMap({ centre, reach, data }: PackedMap): Float64Array<ArrayBuffer> {
  const text = atob(data);
  const positions = new Float64Array(text.length / 2);
  for (let at = 0; at < positions.length; at++) {
    const step = text.charCodeAt(at * 2) + 256 * text.charCodeAt(at * 2 + 1);
    positions[at] = centre[at % 2]! + ((2 * step) / STEPS - 1) * reach;
  }
  return positions;
}
