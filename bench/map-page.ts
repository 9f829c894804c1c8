/**
 * @file Runs in the page of the map benchmark: our engine and packaged ones on the same vectors, one after the other on one thread, each
 * judged by the same exact divergence. Every engine is loaded, started and warmed up on a small problem before its clock starts.
 */
import { jointProbabilities, neighboursFor } from '../src/core/tsne/affinities.ts';
import { TSNE_KERNELS } from '../src/core/tsne/kernel-bytes.ts';
import { MapKernel } from '../src/core/tsne/map-kernel.ts';
import { findNeighbours } from '../src/core/tsne/nearest-neighbours.ts';
import { neighbourRecall } from '../src/core/tsne/quality.ts';
import { runToEnd } from '../src/core/tsne/run-to-end.ts';
import { compileKernels, Tsne } from '../src/core/tsne/tsne.ts';
import { launchMap } from '../src/workers/map/launch.ts';
import { clusteredVectors } from '../tests/unit/core-samples.ts';

const DIMENSION = 384;
const PERPLEXITY = 30;
const ITERATIONS = 1000;
/** A peer's final divergence, and this much of it on top, is the goal of our run. */
const SLACK = 1.02;
const CHECK_EVERY = 10;
const SEED = 7;
/** Titles of the small problem, and its iterations: enough that the loops are compiled for speed. */
const WARM_TITLES = 200;
const WARM_ITERATIONS = 60;

export type PeerName = 'tsne-js' | 'tsne' | 'druidjs' | 'wasm-bhtsne' | 'umap-js';

export interface PeerRun {
  readonly seconds: number;
  readonly divergence: number;
  readonly recall: number;
}

export interface OwnRun extends PeerRun {
  /** By goal, seconds until the divergence was at or under it; null if it never was. Checks do not count. */
  readonly secondsTo: readonly (number | null)[];
}

type Positions = ArrayLike<ArrayLike<number>>;
/** A map of some rows. */
type Peer = (rows: number[][], iterations: number) => Positions;

/** Each loads its package, and hands back what makes maps with it: loading is not timed. */
const PEERS: Readonly<Record<PeerName, () => Promise<Peer>>> = {
  // As its README sets it up; it takes no seed.
  'tsne-js': async () => {
    const { default: TSNE } = await import('tsne-js/build/tsne.min.js');
    const settings = { dim: 2, earlyExaggeration: 4, learningRate: 100, metric: 'euclidean' } as const;
    return (rows, iterations) => {
      const model = new TSNE({ ...settings, perplexity: PERPLEXITY, nIter: iterations });
      model.init({ data: rows, type: 'dense' });
      model.run();
      return model.getOutput();
    };
  },
  tsne: async () => {
    const { default: tsnejs } = await import('tsne');
    return (rows, iterations) => {
      const model = new tsnejs.tSNE({ epsilon: 10, perplexity: PERPLEXITY, dim: 2 });
      model.initDataRaw(rows);
      for (let step = 0; step < iterations; step++) model.step();
      return model.getSolution();
    };
  },
  druidjs: async () => {
    const { TSNE } = await import('@saehrimnir/druidjs');
    return (rows, iterations) => {
      const epsilon = Math.max(10, rows.length / 16);
      return new TSNE(rows, { perplexity: PERPLEXITY, epsilon, d: 2, seed: SEED }).transform(iterations);
    };
  },
  'wasm-bhtsne': async () => {
    const { default: init, bhtSNEf32 } = await import('wasm-bhtsne');
    await init();
    return (rows, iterations) => {
      const input = rows.map((row) => Float32Array.from(row));
      return new bhtSNEf32(input, { perplexity: PERPLEXITY }).step(iterations) as number[][];
    };
  },
  'umap-js': async () => {
    const { UMAP } = await import('umap-js');
    return (rows) => {
      let state = SEED;
      const random = () => (state = (state * 16807) % 2147483647) / 2147483647;
      return new UMAP({ nNeighbors: 15, random }).fit(rows);
    };
  },
};

const warmPeers = new Map<PeerName, Promise<Peer>>();

/** An engine that has made a small map already. */
function warmPeer(name: PeerName): Promise<Peer> {
  const known = warmPeers.get(name);
  if (known) return known;
  const warm = PEERS[name]().then((peer) => {
    peer(sampleOf(WARM_TITLES).rows, WARM_ITERATIONS);
    return peer;
  });
  warmPeers.set(name, warm);
  return warm;
}

let isOwnWarm = false;

function warmOwn(): void {
  if (isOwnWarm) return;
  isOwnWarm = true;
  const { vectors } = sampleOf(WARM_TITLES);
  const settings = { perplexity: PERPLEXITY, iterations: WARM_ITERATIONS };
  const map = runToEnd(Tsne.prepare(modules, { vectors, dimension: DIMENSION }, settings));
  map.step(WARM_ITERATIONS);
  map.divergence();
}

interface Sample {
  readonly vectors: Float32Array<ArrayBuffer>;
  readonly rows: number[][];
  readonly judge: (positions: Float64Array) => { divergence: number; recall: number };
}

const modules = compileKernels(TSNE_KERNELS);
const samples = new Map<number, Sample>();

/** The vectors of a size, and the judge of every map of them. */
function sampleOf(count: number): Sample {
  const known = samples.get(count);
  if (known) return known;
  const vectors = clusteredVectors(count, DIMENSION, SEED);
  const neighbours = findNeighbours(modules.neighbours, vectors, DIMENSION, neighboursFor(PERPLEXITY, count));
  const affinities = jointProbabilities(neighbours, PERPLEXITY);
  const sample: Sample = {
    vectors,
    rows: Array.from({ length: count }, (_, row) => [
      ...vectors.subarray(row * DIMENSION, (row + 1) * DIMENSION),
    ]),
    judge: (positions) => ({
      divergence: new MapKernel(modules.layout, affinities, positions).divergence(),
      recall: neighbourRecall(neighbours, positions, 10),
    }),
  };
  samples.set(count, sample);
  return sample;
}

async function timePeer(name: PeerName, count: number): Promise<PeerRun> {
  const { rows, judge } = sampleOf(count);
  const peer = await warmPeer(name);
  const started = performance.now();
  const map = peer(rows, ITERATIONS);
  const seconds = (performance.now() - started) / 1000;
  const positions = Float64Array.from({ length: 2 * count }, (_, at) => map[at >> 1]![at % 2]!);
  return { seconds, ...judge(positions) };
}

/** Ours, from vectors to the last iteration, on the page's own thread as the peers. */
function timeOwn(count: number, goals: readonly number[]): OwnRun {
  warmOwn();
  const { vectors, judge } = sampleOf(count);
  let spent = 0;
  let started = performance.now();
  const map = runToEnd(
    Tsne.prepare(
      modules,
      { vectors, dimension: DIMENSION },
      { perplexity: PERPLEXITY, iterations: ITERATIONS },
    ),
  );
  const secondsTo = goals.map((): number | null => null);
  while (!map.done) {
    map.step(CHECK_EVERY);
    spent += performance.now() - started;
    const divergence = map.divergence();
    goals.forEach((goal, at) => {
      if (divergence <= goal * SLACK) secondsTo[at] ??= spent / 1000;
    });
    started = performance.now();
  }
  return { seconds: spent / 1000, secondsTo, ...judge(map.positions()) };
}

/** Two maps at once in two workers that are warm: seconds from vectors to final. */
async function timeBoth(count: number): Promise<number> {
  const remotes = [launchMap(), launchMap()];
  const make = (vectors: Float32Array, iterations: number) => {
    const settings = { perplexity: PERPLEXITY, iterations };
    const input = { vectors, dimension: DIMENSION, settings };
    return Promise.all(remotes.map((remote) => remote.call('run', input)));
  };
  await make(sampleOf(WARM_TITLES).vectors, WARM_ITERATIONS);
  const { vectors } = sampleOf(count);
  const started = performance.now();
  await make(vectors, ITERATIONS);
  const seconds = (performance.now() - started) / 1000;
  for (const remote of remotes) remote.terminate();
  return seconds;
}

export interface MapBench {
  readonly timePeer: typeof timePeer;
  readonly timeOwn: typeof timeOwn;
  readonly timeBoth: typeof timeBoth;
}

declare global {
  var mapBench: MapBench;
}
globalThis.mapBench = { timePeer, timeOwn, timeBoth };
