/** @file Lays one map over another: rotation, mirror image, spread and shift, because t-SNE leaves all four open. */

export interface Alignment {
  /** The moved map, x and y by turns [2 * count]. */
  readonly positions: Float64Array;
  /**
   * 1 less the squared correlation of the two shapes, as in Procrustes analysis: 0 for the same shape, 1 for nothing in common. It is the share
   * of the squared spread that no turn and no scale can bring together.
   */
  readonly disparity: number;
}

/** Positions as complex numbers about their mean. */
function centred(positions: Float64Array): {
  readonly values: Float64Array;
  readonly x: number;
  readonly y: number;
} {
  const count = positions.length / 2;
  let x = 0;
  let y = 0;
  for (let at = 0; at < positions.length; at += 2) {
    x += positions[at]! / count;
    y += positions[at + 1]! / count;
  }
  return { values: positions.map((value, at) => value - (at % 2 ? y : x)), x, y };
}

/** Sum over the points of conj(a) b, with b mirrored or not; its length is the fit, its angle the turn from a to b. */
function correlate(a: Float64Array, b: Float64Array, mirrored: boolean): readonly [number, number] {
  const sign = mirrored ? -1 : 1;
  let real = 0;
  let imaginary = 0;
  for (let at = 0; at < a.length; at += 2) {
    const [ax, ay] = [a[at]!, sign * a[at + 1]!];
    real += ax * b[at]! + ay * b[at + 1]!;
    imaginary += ax * b[at + 1]! - ay * b[at]!;
  }
  return [real, imaginary];
}

/**
 * Orthogonal Procrustes (Schönemann 1966; in the plane it is one complex division): the turn or mirror image of `map` that comes nearest to
 * `target`, point by point, brought to the target's spread. The scale of least squares would shrink a map the more the less the two have in
 * common.
 * @param map x and y by turns [2 * count]
 * @param target the same points in the same order
 * @returns where one of them has all points in one place, the middle of the target for every point
 * @throws RangeError if the two have different lengths
 */
export function align(map: Float64Array, target: Float64Array): Alignment {
  if (map.length !== target.length)
    throw new RangeError(
      `A map of ${map.length / 2} points cannot be laid over one of ${target.length / 2}.`,
    );
  const from = centred(map);
  const to = centred(target);
  const size = from.values.reduce((sum, value) => sum + value * value, 0);
  const spread = to.values.reduce((sum, value) => sum + value * value, 0);
  if (size === 0 || spread === 0)
    return { positions: map.map((_, at) => (at % 2 ? to.y : to.x)), disparity: size === spread ? 0 : 1 };
  const fits = [false, true].map((mirrored) => {
    const [real, imaginary] = correlate(from.values, to.values, mirrored);
    return { mirrored, real, imaginary, fit: Math.hypot(real, imaginary) };
  });
  const best = fits[1]!.fit > fits[0]!.fit ? fits[1]! : fits[0]!;
  // The turn alone, which has the length 1; two maps that do not fit at all are not turned.
  const [real, imaginary] = best.fit > 0 ? [best.real / best.fit, best.imaginary / best.fit] : [1, 0];
  const scale = Math.sqrt(spread / size);
  const positions = new Float64Array(map.length);
  for (let at = 0; at < map.length; at += 2) {
    const x = from.values[at]!;
    const y = best.mirrored ? -from.values[at + 1]! : from.values[at + 1]!;
    positions[at] = scale * (real * x - imaginary * y) + to.x;
    positions[at + 1] = scale * (real * y + imaginary * x) + to.y;
  }
  return { positions, disparity: Math.max(0, 1 - best.fit ** 2 / (size * spread)) };
}
