/**
 * The layout of a t-SNE map in WebAssembly (AssemblyScript, plain SIMD): both forces, the step, the divergence. Nothing allocates; the
 * caller lays out the memory (../map-kernel.ts). Sums run in a fixed order, so that one machine gives the same bits every time.
 */

function lanes(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) +
    f32x4.extract_lane(v, 1) +
    (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}

// ---------------------------------------------------------------------------------------------------------- exact repulsion

/**
 * Repulsion by all pairs: with q = 1 / (1 + d²), sets force to the sum over j of q² (y_i - y_j) and returns Z, the sum of q over
 * all ordered pairs (van der Maaten and Hinton 2008, section 3, without the factor 4).
 * @param xs f32 and `ys`, `count` positions, then padding to a multiple of 4 with coordinates of 1e18 (it adds nothing)
 * @param forceX f64 and `forceY`, `count` values, overwritten
 */
export function repelExact(xs: usize, ys: usize, count: u32, forceX: usize, forceY: usize): f64 {
  let end = (<usize>((count + 3) & ~3)) << 2;
  let one = f32x4.splat(1);
  let z: f64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    let at = (<usize>i) << 2;
    let x = f32x4.splat(load<f32>(xs + at));
    let y = f32x4.splat(load<f32>(ys + at));
    let sumQ = f32x4.splat(0);
    let sumX = f32x4.splat(0);
    let sumY = f32x4.splat(0);
    for (let j: usize = 0; j < end; j += 16) {
      let dx = f32x4.sub(x, v128.load(xs + j));
      let dy = f32x4.sub(y, v128.load(ys + j));
      let q = f32x4.div(one, f32x4.add(one, f32x4.add(f32x4.mul(dx, dx), f32x4.mul(dy, dy))));
      sumQ = f32x4.add(sumQ, q);
      q = f32x4.mul(q, q);
      sumX = f32x4.add(sumX, f32x4.mul(q, dx));
      sumY = f32x4.add(sumY, f32x4.mul(q, dy));
    }
    // The point itself counted 1.
    z += <f64>lanes(sumQ) - 1;
    store<f64>(forceX + (at << 1), lanes(sumX));
    store<f64>(forceY + (at << 1), lanes(sumY));
  }
  return z;
}

// ------------------------------------------------------------------------------------------------------ Barnes-Hut repulsion

/** Bytes of a node: four children (i32), a point that stands for a leaf or -1 (i32), points below (i32), half width, centre, mean (f64). */
const NODE: usize = 64;
const POINT: usize = 16;
const MASS: usize = 20;
const HALF: usize = 24;
const CENTRE_X: usize = 32;
const CENTRE_Y: usize = 40;
const MASS_X: usize = 48;
const MASS_Y: usize = 56;
/**
 * Points that are still together this deep share a leaf: on a map 200 wide they are 2e-4 apart at most, where 1 / (1 + d²) is 1 but for
 * 1e-7. The caller makes room for so many nodes a point.
 */
const DEEPEST: u32 = 20;

function clear(node: usize, half: f64, centreX: f64, centreY: f64): void {
  v128.store(node, i32x4.splat(-1));
  store<i32>(node, -1, POINT);
  store<i32>(node, 0, MASS);
  store<f64>(node, half, HALF);
  store<f64>(node, centreX, CENTRE_X);
  store<f64>(node, centreY, CENTRE_Y);
  store<f64>(node, 0, MASS_X);
  store<f64>(node, 0, MASS_Y);
}

function quadrant(node: usize, x: f64, y: f64): usize {
  return (x > load<f64>(node, CENTRE_X) ? 4 : 0) | (y > load<f64>(node, CENTRE_Y) ? 8 : 0);
}

/** The child of `node` in a quadrant, made at number `next` if it is not there. */
function child(tree: usize, node: usize, where: usize, next: i32): usize {
  let number = load<i32>(node + where);
  if (number >= 0) return tree + <usize>number * NODE;
  let made = tree + <usize>next * NODE;
  let half = load<f64>(node, HALF) * 0.5;
  clear(
    made,
    half,
    load<f64>(node, CENTRE_X) + (where & 4 ? half : -half),
    load<f64>(node, CENTRE_Y) + (where & 8 ? half : -half),
  );
  store<i32>(node + where, next);
  return made;
}

function addMass(node: usize, count: i32, x: f64, y: f64): void {
  store<i32>(node, load<i32>(node, MASS) + count, MASS);
  store<f64>(node, load<f64>(node, MASS_X) + x, MASS_X);
  store<f64>(node, load<f64>(node, MASS_Y) + y, MASS_Y);
}

/**
 * Builds the quadtree of all points.
 * @param tree room for 1 + 21 * `count` nodes of 64 bytes: what `DEEPEST` can need at most
 * @returns number of nodes
 */
export function buildTree(xs: usize, ys: usize, count: u32, tree: usize): i32 {
  let lowX = Infinity;
  let lowY = Infinity;
  let highX = -Infinity;
  let highY = -Infinity;
  for (let i: usize = 0; i < (<usize>count) << 3; i += 8) {
    lowX = min(lowX, load<f64>(xs + i));
    highX = max(highX, load<f64>(xs + i));
    lowY = min(lowY, load<f64>(ys + i));
    highY = max(highY, load<f64>(ys + i));
  }
  clear(tree, max(highX - lowX, highY - lowY) * 0.5 + 1e-9, (lowX + highX) * 0.5, (lowY + highY) * 0.5);
  let nodes: i32 = 1;
  for (let i: u32 = 0; i < count; i++) {
    let x = load<f64>(xs + ((<usize>i) << 3));
    let y = load<f64>(ys + ((<usize>i) << 3));
    let node = tree;
    for (let depth: u32 = 0; ; depth++) {
      let mass = load<i32>(node, MASS);
      let point = load<i32>(node, POINT);
      if (mass > 0 && point >= 0 && depth < DEEPEST) {
        // A leaf with another point: what is in it goes one level down, unless it is at the very same place.
        let otherX = load<f64>(xs + ((<usize>point) << 3));
        let otherY = load<f64>(ys + ((<usize>point) << 3));
        if (otherX !== x || otherY !== y) {
          let where = quadrant(node, otherX, otherY);
          let lower = child(tree, node, where, nodes++);
          addMass(lower, mass, load<f64>(node, MASS_X), load<f64>(node, MASS_Y));
          store<i32>(lower, point, POINT);
          store<i32>(node, -1, POINT);
          point = -1;
        }
      }
      addMass(node, 1, x, y);
      if (mass === 0) {
        store<i32>(node, i, POINT);
        break;
      }
      if (point >= 0) break;
      let where = quadrant(node, x, y);
      if (load<i32>(node + where) < 0) node = child(tree, node, where, nodes++);
      else node = child(tree, node, where, 0);
    }
  }
  for (let node = tree; node < tree + <usize>nodes * NODE; node += NODE) {
    let mass = <f64>load<i32>(node, MASS);
    store<f64>(node, load<f64>(node, MASS_X) / mass, MASS_X);
    store<f64>(node, load<f64>(node, MASS_Y) / mass, MASS_Y);
  }
  return nodes;
}

/** The leaf that holds a point: the way by quadrants is the one on which it was put in. */
function leafOf(tree: usize, x: f64, y: f64): usize {
  let node = tree;
  while (load<i32>(node, POINT) < 0) {
    node = tree + <usize>load<i32>(node + quadrant(node, x, y)) * NODE;
  }
  return node;
}

/**
 * Repulsion by a quadtree (Barnes and Hut 1986; van der Maaten 2014, section 4.2): a cell counts as one point where its width is less
 * than `angle` times its distance. Same result as `repelExact`, but for that.
 * @param angle at most 0.7, so that no cell counts as one point for a point inside it
 * @param stack room for 512 pointers
 */
export function repelTree(
  xs: usize,
  ys: usize,
  count: u32,
  tree: usize,
  angle: f64,
  stack: usize,
  forceX: usize,
  forceY: usize,
): f64 {
  let limit = angle * angle;
  let z: f64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    let at = (<usize>i) << 3;
    let x = load<f64>(xs + at);
    let y = load<f64>(ys + at);
    let own = leafOf(tree, x, y);
    let sumX: f64 = 0;
    let sumY: f64 = 0;
    let top = stack;
    store<usize>(top, tree);
    top += sizeof<usize>();
    while (top > stack) {
      top -= sizeof<usize>();
      let node = load<usize>(top);
      let point = load<i32>(node, POINT);
      let dx = x - load<f64>(node, MASS_X);
      let dy = y - load<f64>(node, MASS_Y);
      let distance = dx * dx + dy * dy;
      let width = 2 * load<f64>(node, HALF);
      if (point >= 0 || width * width < limit * distance) {
        let mass = <f64>load<i32>(node, MASS);
        if (node === own) {
          // The other points of the leaf, and their mean without this one.
          if (mass === 1) continue;
          dx = x - (load<f64>(node, MASS_X) * mass - x) / (mass - 1);
          dy = y - (load<f64>(node, MASS_Y) * mass - y) / (mass - 1);
          distance = dx * dx + dy * dy;
          mass -= 1;
        }
        let q = 1 / (1 + distance);
        z += mass * q;
        let force = mass * q * q;
        sumX += force * dx;
        sumY += force * dy;
      } else {
        for (let c: usize = 0; c < 16; c += 4) {
          let number = load<i32>(node + c);
          if (number >= 0) {
            store<usize>(top, tree + <usize>number * NODE);
            top += sizeof<usize>();
          }
        }
      }
    }
    store<f64>(forceX + at, sumX);
    store<f64>(forceY + at, sumY);
  }
  return z;
}

// ------------------------------------------------------------------------------------------------------- attraction and step

/**
 * Turns the repulsion into the gradient: exaggeration times attraction, minus repulsion / Z (without the factor 4).
 * @param starts u32, `count` + 1: where the neighbours of each point begin in `columns` (u32) and `weights` (f32, symmetric P, sum 1)
 * @param gradientX f64 and `gradientY`: the repulsion comes in, the gradient goes out
 */
export function attract(
  xs: usize,
  ys: usize,
  count: u32,
  starts: usize,
  columns: usize,
  weights: usize,
  exaggeration: f64,
  z: f64,
  gradientX: usize,
  gradientY: usize,
): void {
  for (let i: u32 = 0; i < count; i++) {
    let at = (<usize>i) << 3;
    let x = load<f64>(xs + at);
    let y = load<f64>(ys + at);
    let sumX: f64 = 0;
    let sumY: f64 = 0;
    let end = (<usize>load<u32>(starts + ((<usize>i) << 2), 4)) << 2;
    for (let e = (<usize>load<u32>(starts + ((<usize>i) << 2))) << 2; e < end; e += 4) {
      let j = (<usize>load<u32>(columns + e)) << 3;
      let dx = x - load<f64>(xs + j);
      let dy = y - load<f64>(ys + j);
      let force = <f64>load<f32>(weights + e) / (1 + dx * dx + dy * dy);
      sumX += force * dx;
      sumY += force * dy;
    }
    store<f64>(gradientX + at, exaggeration * sumX - load<f64>(gradientX + at) / z);
    store<f64>(gradientY + at, exaggeration * sumY - load<f64>(gradientY + at) / z);
  }
}

/** Longest step of a point along one axis: openTSNE and FIt-SNE limit a step to 5 too, by its length in the plane. */
const LONGEST: f64 = 5;

/**
 * One step of one axis, with momentum and with gains that grow while the gradient keeps its direction (Jacobs 1988, as in van der Maaten's
 * code: +0.2 and * 0.8, not below 0.01), then centred on 0; `singles` (f32) gets a copy.
 */
export function move(
  positions: usize,
  count: u32,
  gradient: usize,
  velocity: usize,
  gains: usize,
  rate: f64,
  momentum: f64,
  singles: usize,
): void {
  let end = (<usize>count) << 3;
  let sum: f64 = 0;
  for (let at: usize = 0; at < end; at += 8) {
    let slope = load<f64>(gradient + at);
    let speed = load<f64>(velocity + at);
    let gain = load<f64>(gains + at);
    // At rest every direction is new: mirrored starts give mirrored maps.
    let turned = speed === 0 ? slope !== 0 : slope > 0 !== speed > 0;
    gain = turned ? gain + 0.2 : max(0.01, gain * 0.8);
    speed = min(LONGEST, max(-LONGEST, momentum * speed - rate * gain * slope));
    let position = load<f64>(positions + at) + speed;
    store<f64>(gains + at, gain);
    store<f64>(velocity + at, speed);
    store<f64>(positions + at, position);
    sum += position;
  }
  let mean = sum / <f64>count;
  for (let at: usize = 0; at < end; at += 8) {
    let position = load<f64>(positions + at) - mean;
    store<f64>(positions + at, position);
    store<f32>(singles + (at >> 1), <f32>position);
  }
}

/** Sum over the neighbours of P log(1 + d²), from which the Kullback-Leibler divergence follows. */
export function crossEntropyTerm(
  xs: usize,
  ys: usize,
  count: u32,
  starts: usize,
  columns: usize,
  weights: usize,
): f64 {
  let sum: f64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    let x = load<f64>(xs + ((<usize>i) << 3));
    let y = load<f64>(ys + ((<usize>i) << 3));
    let end = (<usize>load<u32>(starts + ((<usize>i) << 2), 4)) << 2;
    for (let e = (<usize>load<u32>(starts + ((<usize>i) << 2))) << 2; e < end; e += 4) {
      let j = (<usize>load<u32>(columns + e)) << 3;
      let dx = x - load<f64>(xs + j);
      let dy = y - load<f64>(ys + j);
      sum += <f64>load<f32>(weights + e) * Math.log(1 + dx * dx + dy * dy);
    }
  }
  return sum;
}
