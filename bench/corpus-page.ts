/** @file Runs in the page of the corpus benchmark: fills a corpus through the app's own worker, opens it anew and asks it. */
import { createScanner } from '../src/core/search/kernel/scanner.ts';
import { selectTop } from '../src/core/search/ranking.ts';
import type { CorpusModel } from '../src/core/search/corpus/corpus-manifest.ts';
import { quantizeQuery, quantizeWithScale, rowScale } from '../src/core/vectors/quantize.ts';
import { launchCorpus, type CorpusRemote } from '../src/workers/corpus/launch.ts';
import { PEERS } from './corpus-peers.ts';
import { DIMENSION, GrownVectors, TrueNeighbours } from './corpus-vectors.ts';

const ID = 'bench';
const DEPLOYMENT = 'rolemap:/bench/';
const NEIGHBOURS = 10;
const PIECE = 8192;
/** Queries against which recall is measured, and that are timed. */
const ASKED = 50;
const MODELS = ['first', 'second'].map((id): CorpusModel => {
  const sha256 = id.padEnd(64, '0');
  return { id, label: id, file: 'none', sha256, dimension: DIMENSION, settings: 'bench' };
});

export interface CorpusRun {
  readonly origin: string;
  readonly buildSeconds: number;
  readonly readySeconds: number;
  /** Rows or codes that the worker holds for both models. */
  readonly heldBytes: number;
  /** Of one model, by query. */
  readonly scan: readonly number[];
  readonly rescore: readonly number[];
  readonly recall: number;
}

export interface PlainRun {
  readonly scan: readonly number[];
  readonly recall: number;
}

export interface PeerRun {
  readonly name: string;
  /** Null where the package is not installed. */
  readonly run: {
    readonly buildSeconds: number;
    readonly query: readonly number[];
    readonly recall: number;
  } | null;
}

/** By number of rows: the vectors, the true neighbours of the queries. */
let current: { readonly vectors: GrownVectors; readonly truth: TrueNeighbours } | null = null;
let remote: CorpusRemote | null = null;

function queryOf(vectors: GrownVectors, query: number): Float32Array<ArrayBuffer> {
  return vectors.queries.slice(query * DIMENSION, (query + 1) * DIMENSION);
}

async function started(): Promise<CorpusRemote> {
  const worker = launchCorpus();
  await worker.call('start', { deployment: DEPLOYMENT });
  return worker;
}

/** The vectors, from the address under which the bench serves them. */
async function prepare(rows: number): Promise<void> {
  const bytes = await (await fetch('/bench-vectors.f32')).arrayBuffer();
  const vectors = new GrownVectors(new Float32Array(bytes), rows);
  const truth = new TrueNeighbours(vectors.queries.subarray(0, ASKED * DIMENSION), NEIGHBOURS);
  for (let first = 0; first < rows; first += PIECE)
    truth.add(vectors.range(first, Math.min(rows, first + PIECE)), first);
  current = { vectors, truth };
}

/** Stores titles and vectors as the app does, without the encoder: its seconds are printed elsewhere. */
async function fill(worker: CorpusRemote, vectors: GrownVectors): Promise<void> {
  const { rows } = vectors;
  const lines = [
    'job title',
    ...Array.from({ length: rows }, (_, row) => `Senior Operations Manager ${row}`),
  ];
  const file = new File([lines.join('\n')], 'bench.csv');
  const mapping = { title: 0, kept: [], filters: [] };
  await worker.call('read', { id: ID, name: 'Bench', file, mapping, choice: { header: true } });
  await worker.call('addModels', { id: ID, models: MODELS });
  for (let first = 0; first < rows; first += PIECE) {
    for (const { id } of MODELS) {
      const piece = vectors.range(first, Math.min(rows, first + PIECE));
      const input = { id: ID, model: id, first, vectors: piece };
      await worker.call('append', input, { transfer: [piece.buffer] });
    }
  }
  await worker.call('finish', { id: ID });
}

/** Fills, ends the worker, opens the corpus in a new one and asks it. The worker stays, for its memory to be measured. */
async function timeOwn(): Promise<CorpusRun> {
  const { vectors, truth } = current!;
  const first = await started();
  await first.call('remove', { id: ID });
  const start = performance.now();
  await fill(first, vectors);
  const buildSeconds = (performance.now() - start) / 1000;
  first.terminate();
  const opening = performance.now();
  remote = await started();
  const { bytes } = await remote.call('open', { id: ID });
  const readySeconds = (performance.now() - opening) / 1000;
  const [scan, rescore, found]: [number[], number[], number[][]] = [[], [], []];
  for (let query = 0; query < ASKED; query++) {
    const vector = queryOf(vectors, query);
    const answer = await remote.call('search', {
      id: ID,
      queries: { first: vector, second: vector },
      k: NEIGHBOURS,
    });
    for (const timing of Object.values(answer.timings)) {
      scan.push(timing.scanMilliseconds);
      rescore.push(timing.rescoreMilliseconds);
    }
    found.push(answer.hits['first']!.map(({ row }) => row));
  }
  const recall = truth.recall(found);
  return { origin: vectors.origin, buildSeconds, readySeconds, heldBytes: bytes, scan, rescore, recall };
}

/** Gives the worker's memory back and removes what was stored. */
async function clear(): Promise<void> {
  remote?.terminate();
  const worker = await started();
  await worker.call('remove', { id: ID });
  worker.terminate();
}

/** The exact scan of int8 rows in plain JavaScript. */
function timePlain(): PlainRun {
  const { vectors, truth } = current!;
  const scanner = createScanner({ dimension: DIMENSION, force: 'javascript' });
  const scale = rowScale(vectors.range(0, Math.min(vectors.rows, PIECE)));
  for (let first = 0; first < vectors.rows; first += PIECE)
    scanner.append(quantizeWithScale(vectors.range(first, Math.min(vectors.rows, first + PIECE)), scale));
  const scores = new Int32Array(vectors.rows);
  const [scan, found]: [number[], number[][]] = [[], []];
  for (let query = 0; query < ASKED; query++) {
    const start = performance.now();
    scanner.scan(quantizeQuery(queryOf(vectors, query)), scores);
    found.push([...selectTop(scores, NEIGHBOURS)]);
    scan.push(performance.now() - start);
  }
  return { scan, recall: truth.recall(found) };
}

async function timePeer(name: string): Promise<PeerRun> {
  const { vectors, truth } = current!;
  const peer = PEERS.find((each) => each.name === name);
  if (!peer?.build) return { name, run: null };
  const all = vectors.range(0, vectors.rows);
  const rows = Array.from({ length: vectors.rows }, (_, row) =>
    all.slice(row * DIMENSION, (row + 1) * DIMENSION),
  );
  const start = performance.now();
  const index = await peer.build(rows);
  const buildSeconds = (performance.now() - start) / 1000;
  const [query, found]: [number[], (readonly number[])[]] = [[], []];
  for (let asked = 0; asked < ASKED; asked++) {
    const asking = performance.now();
    found.push(await index.nearest(queryOf(vectors, asked), NEIGHBOURS));
    query.push(performance.now() - asking);
  }
  return { name, run: { buildSeconds, query, recall: truth.recall(found) } };
}

export interface CorpusBench {
  readonly prepare: typeof prepare;
  readonly timeOwn: typeof timeOwn;
  readonly timePlain: typeof timePlain;
  readonly timePeer: typeof timePeer;
  readonly clear: typeof clear;
  readonly peers: readonly string[];
}

declare global {
  var corpusBench: CorpusBench;
}
globalThis.corpusBench = {
  prepare,
  timeOwn,
  timePlain,
  timePeer,
  clear,
  peers: PEERS.map(({ name }) => name),
};
