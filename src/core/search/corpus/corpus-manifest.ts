/**
 * @file The manifest of a stored corpus: how much of each file counts. It is written last and so commits what was written before; what
 * a file holds beyond it was cut short, and is written over.
 *
 * There are two, `manifest-0` and `manifest-1`, written in turn: a manifest that was cut leaves the other one whole. Each is a line
 * `<bytes> <check>` and then so many bytes of JSON; the one with the greater `sequence` holds.
 */
import type { CodeSettings } from '../codes/binary-coder.ts';
import type { ByteFile, CorpusFolder } from './byte-file.ts';
import { CorpusError } from './corpus-error.ts';

/** The file that made vectors: vectors of other files or settings are never compared with them. */
export interface CorpusModel {
  /** Short and unique among the models of this browser: "base", "tuned", or that of a model that the user added. */
  readonly id: string;
  readonly label: string;
  /** The ONNX file. */
  readonly file: string;
  /** Of that file, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  readonly dimension: number;
  /** Pooling, normalisation, prompt and maximum length in words; compared as it is. */
  readonly settings: string;
}

export interface StoredVectors {
  readonly model: CorpusModel;
  /** Number in the names of its files. */
  readonly slot: number;
  /** Rows that count. */
  readonly rows: number;
  /** value = stored * scale; null before the first row. */
  readonly scale: number | null;
  /** Null where there are no codes (yet). */
  readonly codes: CodeSettings | null;
}

export interface CorpusManifest {
  readonly formatVersion: 1;
  /** Grows with every commit. */
  readonly sequence: number;
  readonly name: string;
  /** ISO 8601. */
  readonly created: string;
  readonly source: {
    readonly name: string;
    readonly bytes: number;
    /** Rows of the table that are dealt with, those left out too. */
    readonly rowsRead: number;
  };
  /** Columns that are kept. */
  readonly columns: readonly string[];
  /** Place of the job title among them. */
  readonly titleColumn: number;
  /** Places of those by which rows can be filtered. */
  readonly filters: readonly number[];
  readonly rows: number;
  /** All rows of the table are there. */
  readonly complete: boolean;
  /** Bytes of the texts. */
  readonly textBytes: number;
  /** Bytes of the values of each filter. */
  readonly valueBytes: readonly number[];
  readonly vectors: readonly StoredVectors[];
}

const SLOTS = ['manifest-0', 'manifest-1'] as const;
/** First line: up to 10 digits, a space, 8 digits, a line feed. */
const HEAD = /^(\d{1,10}) ([0-9a-f]{8})\n/u;
const HEAD_BYTES = 20;

/** FNV-1a, 32 bits (Fowler, Noll, Vo), as 8 hexadecimal digits: tells a cut write, not a malicious one. */
function check(bytes: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}

async function readSlot(file: ByteFile): Promise<CorpusManifest | null> {
  const size = await file.size();
  if (size === 0) return null;
  const bytes = await file.read(0, size);
  const head = HEAD.exec(String.fromCharCode(...bytes.subarray(0, HEAD_BYTES)));
  if (head === null) return null;
  const json = bytes.subarray(head[0].length, head[0].length + Number(head[1]));
  if (json.length !== Number(head[1]) || check(json) !== head[2]) return null;
  const manifest = JSON.parse(new TextDecoder().decode(json)) as Omit<CorpusManifest, 'formatVersion'> & {
    readonly formatVersion: number;
  };
  if (manifest.formatVersion !== 1) {
    throw new CorpusError(
      'unavailable',
      `${manifest.name} was stored by another version of Rolemap. Reload the page; if that does not help, add the corpus again.`,
    );
  }
  return { ...manifest, formatVersion: 1 };
}

/** The manifest that holds; null where there is none, as of a corpus whose very first write was cut. */
export async function readManifest(folder: CorpusFolder): Promise<CorpusManifest | null> {
  const [first, second] = await Promise.all(SLOTS.map((name) => readSlot(folder.file(name))));
  if (!first || !second) return first ?? second ?? null;
  return first.sequence > second.sequence ? first : second;
}

/** Commits. @returns the manifest as it was written, with the next sequence */
export async function writeManifest(folder: CorpusFolder, manifest: CorpusManifest): Promise<CorpusManifest> {
  const next = { ...manifest, sequence: manifest.sequence + 1 };
  const json = new TextEncoder().encode(JSON.stringify(next));
  const head = new TextEncoder().encode(`${json.length} ${check(json)}\n`);
  const bytes = new Uint8Array(head.length + json.length);
  bytes.set(head);
  bytes.set(json, head.length);
  await folder.file(SLOTS[next.sequence % 2]!).write(0, bytes);
  return next;
}

/** Whether vectors of one may be compared with vectors of the other. */
export function sameModel(a: CorpusModel, b: CorpusModel): boolean {
  return a.sha256 === b.sha256 && a.dimension === b.dimension && a.settings === b.settings;
}
