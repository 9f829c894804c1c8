/** @file A small title data set, published as the build does it, and a host of it that can be told to fail. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publishTitleData } from '../../scripts/data/publish.ts';
import type { Table } from '../../scripts/data/title-data.ts';
import type { TitleDataManifest } from '../../src/core/formats/title-data.ts';

export const BASE = 'https://example.test/sub/path/';
const FOLDER = `${BASE}data/title-data/`;
/** Of the table "titles". */
export const ROWS = 120;

/** Two tables: one split and longer than two pages, one not split. */
export const TABLES: readonly Table[] = [
  {
    name: 'titles',
    about: 'One row a title.',
    rows: ROWS,
    columns: [
      {
        name: 'title',
        meaning: 'a job',
        values: Array.from({ length: ROWS }, (_, i) => (i % 3 === 0 ? `Nurse ${i}` : `Baker ${i}`)),
      },
      { name: 'ambiguous', meaning: '', values: Array.from({ length: ROWS }, (_, i) => i % 2 === 0) },
      {
        name: 'split',
        meaning: '',
        values: Array.from({ length: ROWS }, (_, i) => (i < 100 ? 'train' : 'test')),
      },
    ],
  },
  {
    name: 'occupations',
    about: 'One row an occupation.',
    rows: 2,
    columns: [{ name: 'title', meaning: 'official', values: ['Chefs | "Head" Cooks', '=1+1, naïve'] }],
  },
];
export const CARD = '# Card\n';

export interface Published {
  readonly manifest: TitleDataManifest;
  readonly bytesOf: (name: string) => Uint8Array<ArrayBuffer>;
  readonly remove: () => void;
}

/** Writes `TABLES` into a new folder. */
export function publish(): Published {
  const folder = mkdtempSync(join(tmpdir(), 'rolemap-title-data-'));
  return {
    manifest: publishTitleData(folder, TABLES, CARD, '2025-11-22'),
    bytesOf: (name) => new Uint8Array(readFileSync(join(folder, name))),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Serves what was published; `answer` may give another response, or throw as a network does that is not there. */
export class Host {
  readonly asked: string[] = [];
  answer: (name: string) => Response | null = () => null;
  readonly #published: Published;

  constructor(published: Published) {
    this.#published = published;
  }

  readonly fetch = async (input: RequestInfo | URL, { signal }: RequestInit = {}): Promise<Response> => {
    const address = input as string;
    if (!address.startsWith(FOLDER)) throw new Error(`${address} is not below ${FOLDER}`);
    const name = address.slice(FOLDER.length);
    this.asked.push(name);
    await Promise.resolve();
    signal?.throwIfAborted();
    return this.answer(name) ?? new Response(this.#published.bytesOf(name));
  };
}
