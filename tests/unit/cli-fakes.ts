/** @file A command line without models: streams that are read afterwards, an encoder of letters, a coder of two occupations. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment, LoadedCoder, LoadedEncoder, Output } from '../../src/cli/environment.ts';
import { main } from '../../src/cli/main.ts';
import { DIMENSION } from '../../src/cli/node-encoder.ts';
import {
  descriptionDigest,
  descriptionOf,
  titleOf,
  type TitleInput,
} from '../../src/core/coding/description.ts';
import type { CodedTitle, Step } from '../../src/core/coding/types.ts';
import { CorpusSearch } from '../../src/core/search/corpus-search.ts';
import { normalise } from '../../src/core/vectors/similarity.ts';
import { posting } from './core-samples.ts';

/** Counts of letters and pairs of letters: texts with common letters are near. */
function lettersOf(text: string): Float32Array {
  const vector = new Float32Array(DIMENSION);
  const plain = text.toLowerCase();
  for (let at = 0; at < plain.length; at++) {
    vector[plain.charCodeAt(at) % 128]! += 1;
    vector[128 + ((plain.charCodeAt(at) * 31 + (plain.charCodeAt(at + 1) || 0)) % 256)]! += 2;
  }
  return normalise(vector);
}

/** Says how many texts it was given. */
export class FakeEncoder implements LoadedEncoder {
  readonly texts: string[] = [];
  readonly file: LoadedEncoder['file'];
  disposed = false;
  #before: ((text: string) => void) | undefined;

  constructor(id: string, before?: (text: string) => void) {
    this.file = { id, file: `models/${id}/model.onnx`, sha256: 'a'.repeat(64) };
    this.#before = before;
  }

  encode = (texts: readonly string[]): Promise<Float32Array<ArrayBuffer>> => {
    const vectors = new Float32Array(texts.length * DIMENSION);
    texts.forEach((text, row) => {
      this.#before?.(text);
      this.texts.push(text);
      vectors.set(lettersOf(text), row * DIMENSION);
    });
    return Promise.resolve(vectors);
  };

  dispose = (): Promise<void> => {
    this.disposed = true;
    return Promise.resolve();
  };
}

const NURSE: readonly Step[] = [
  { detail: 'detailed', code: '29-1141.00', confidence: 0.9 },
  { detail: 'soc', code: '29-1141', confidence: 0.91 },
  { detail: 'broad', code: '29-114', confidence: 0.92 },
  { detail: 'minor', code: '29-1', confidence: 0.95 },
  { detail: 'major', code: '29', confidence: 0.99 },
];
const MANAGER: readonly Step[] = [
  { detail: 'detailed', code: '11-2011.00', confidence: 0.3 },
  { detail: 'soc', code: '11-2011', confidence: 0.35 },
  { detail: 'broad', code: '11-201', confidence: 0.4 },
  { detail: 'minor', code: '11-2', confidence: 0.7 },
  { detail: 'major', code: '11', confidence: 0.8 },
];

/** A nurse by the title, or by the description. */
function codeOne(input: TitleInput): CodedTitle {
  const description = descriptionOf(input);
  const said = description === '' ? {} : { description: descriptionDigest(description) };
  const raw = titleOf(input);
  const clean = raw.trim();
  if (clean === '') return { raw, ...said, clean, kept: [], removed: [], reason: 'empty', jobs: [] };
  const steps = /nurse/iu.test(`${clean} ${description}`) ? NURSE : MANAGER;
  const job = {
    title: clean,
    source: 'model' as const,
    steps,
    alternatives: [{ code: steps[0]!.code, confidence: steps[0]!.confidence, titles: [] }],
    nearest: [{ title: 'Nurse', code: '29-1141.00', cosine: 0.5 }],
    level: { name: 'Professional', confidence: 0.9 },
    area: { name: 'Care', confidence: 0.8 },
  };
  return { raw, ...said, clean, kept: [], removed: [], reason: null, jobs: [job] };
}

function textsOf(input: TitleInput): string[] {
  return [titleOf(input).trim(), descriptionOf(input)].filter((text) => text !== '');
}

export const CODER: LoadedCoder = {
  coder: {
    textsOf: (titles) => [...new Set(titles.flatMap(textsOf))],
    code: (titles, vectorOf) => {
      for (const text of titles.flatMap(textsOf)) vectorOf(text);
      return Promise.resolve(titles.map(codeOne));
    },
  },
  names: { title: (code) => (code.startsWith('29') ? 'Nurses' : '') },
  threshold: 0.6,
  files: [{ file: 'data/coding/titles.parquet', sha256: 'b'.repeat(64) }],
};

class Capture implements Output {
  readonly isTerminal: boolean;
  readonly columns = 80;
  readonly pieces: Uint8Array[] = [];
  constructor(isTerminal: boolean) {
    this.isTerminal = isTerminal;
  }
  write = (content: string | Uint8Array): Promise<void> => {
    this.pieces.push(typeof content === 'string' ? new TextEncoder().encode(content) : content);
    return Promise.resolve();
  };
  get bytes(): Buffer {
    return Buffer.concat(this.pieces);
  }
}

export interface RunSettings {
  /** Standard input; the keyboard where absent. */
  readonly input?: string | Uint8Array;
  /** Whether standard error is a terminal. */
  readonly terminal?: boolean;
  readonly outputIsTerminal?: boolean;
  readonly signal?: AbortSignal;
  readonly beforeText?: (text: string) => void;
  readonly environment?: Partial<Environment>;
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly bytes: Buffer;
  readonly err: string;
  /** Every text that was encoded, by all encoders. */
  readonly texts: readonly string[];
  readonly encoders: readonly FakeEncoder[];
}

async function* one(content: string | Uint8Array) {
  await Promise.resolve();
  yield typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

/** Three postings with vectors under both models, as the shipped corpus. */
export function threePostings(): CorpusSearch {
  const corpus = new CorpusSearch();
  const titles = ['Registered Nurse', 'Welder', 'Software Developer'];
  corpus.appendPostings(
    titles.map((title, row) => posting(row, { title, company: 'Acme', code: '29-1141.00' })),
  );
  const vectors = new Float32Array(titles.length * DIMENSION);
  titles.forEach((title, row) => vectors.set(lettersOf(title), row * DIMENSION));
  for (const model of ['base', 'tuned'] as const)
    for (const field of ['title', 'skills'] as const) corpus.appendVectors({ model, field, vectors });
  return corpus;
}

/** Runs a command line to its end. */
export async function run(args: readonly string[], settings: RunSettings = {}): Promise<Ran> {
  const output = new Capture(settings.outputIsTerminal ?? false);
  const errors = new Capture(settings.terminal ?? false);
  const encoders: FakeEncoder[] = [];
  let milliseconds = Date.UTC(2026, 10, 22);
  const environment: Environment = {
    input: { isTerminal: settings.input === undefined, bytes: one(settings.input ?? '') },
    output,
    errors,
    signal: settings.signal ?? new AbortController().signal,
    version: '1.2.3',
    siteFolder: '/nowhere',
    now: () => new Date((milliseconds += 500)),
    loadEncoder: (model) => {
      encoders.push(new FakeEncoder(model, settings.beforeText));
      return Promise.resolve(encoders[encoders.length - 1]!);
    },
    loadCoder: () => Promise.resolve(CODER),
    shippedCorpus: () => Promise.resolve(threePostings()),
    ...settings.environment,
  };
  const code = await main(args, environment);
  const texts = encoders.flatMap((encoder) => encoder.texts);
  return {
    code,
    out: output.bytes.toString(),
    bytes: output.bytes,
    err: errors.bytes.toString(),
    texts,
    encoders,
  };
}

/** Does the work in an empty folder, which is removed. */
export async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'rolemap-cli-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
