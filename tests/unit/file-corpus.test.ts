import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ModelId } from '../../src/core/formats/manifest.ts';
import { normalise } from '../../src/core/vectors/similarity.ts';
import { FileCorpus } from '../../src/features/search/file-corpus.svelte.ts';
import type { EncodeOptions, Encoder } from '../../src/features/setup/encoder.svelte.ts';
import { SearchClient } from '../../src/features/setup/search-client.ts';
import { SearchService } from '../../src/workers/search/search-service.ts';
import { launchFake, type FakeWorker } from './fake-worker.ts';

/** The same title always has the same vector, two titles hardly ever alike ones. */
function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(384).fill(0.01);
  for (let i = 0; i < text.length; i++) vector[(text.charCodeAt(i) * 31 + i * 17) % 384]! += 1;
  return normalise(vector);
}

/** An encoder that the test can stop in the middle, or break. */
class FakeEncoder {
  answers = true;
  readonly start = vi.fn();
  readonly calls: string[][] = [];
  before: (call: number) => void | Promise<void> = () => undefined;
  async encode(texts: readonly string[], { signal }: EncodeOptions = {}): Promise<Float32Array> {
    signal?.throwIfAborted();
    this.calls.push([...texts]);
    await this.before(this.calls.length);
    signal?.throwIfAborted();
    return Float32Array.from(texts.flatMap((text) => [...vectorOf(text)]));
  }
}

let workers: FakeWorker[];
let client: SearchClient;
let tuned: FakeEncoder;
let base: FakeEncoder;
let encoders: Partial<Record<ModelId, Encoder>>;
let corpus: FileCorpus;
const changed = vi.fn();
/** The corpus that is searched at each change. */
let replaced: (string | null)[];
let onReplaced: () => void;

const csv = (rows: number, name = 'jobs.csv', prefix = 'Job') =>
  new File(
    [
      [
        'title',
        ...Array.from({ length: rows }, (_, i) => `${prefix} ${String.fromCharCode(65 + (i % 26))}${i}`),
      ].join('\n'),
    ],
    name,
  );

/** Does something while the second of the first file's chunks is being encoded. */
async function underWay(opening: Promise<void>, act: () => Promise<void>): Promise<void> {
  const acts: Promise<void>[] = [];
  tuned.before = (call) => {
    if (call === 2) acts.push(act());
  };
  await opening;
  await Promise.all(acts);
}

async function find(title: string) {
  const queries = { tuned: { title: vectorOf(title) }, base: { title: vectorOf(title) } };
  const results = await client.call('search', { corpus: 'file', queries, k: 1 });
  return (['tuned', 'base'] as const).map((model) => results[model]?.[0]?.posting.title ?? null);
}

beforeEach(() => {
  workers = [];
  changed.mockReset();
  replaced = [];
  onReplaced = () => undefined;
  client = new SearchClient(() => {
    const { worker, remote } = launchFake<SearchService>(new SearchService());
    workers.push(worker);
    return remote;
  });
  [tuned, base] = [new FakeEncoder(), new FakeEncoder()];
  encoders = { tuned, base } as unknown as typeof encoders;
  corpus = new FileCorpus(
    client,
    () => encoders,
    changed,
    () => {
      replaced.push(corpus.corpus?.name ?? null);
      onReplaced();
    },
  );
});
afterEach(() => {
  for (const worker of workers) worker.terminate();
});

describe('a file', () => {
  it('is searched by words at once and by both models as its rows are encoded', async () => {
    const seen: number[] = [];
    changed.mockImplementation(() => seen.push(corpus.done));
    onReplaced = () => seen.push(corpus.done);
    await corpus.open(csv(70));
    expect(corpus.summary).toBe('jobs.csv: 70 rows, “title” read as job title.');
    expect(replaced).toEqual(['jobs.csv']);
    expect(seen[0], 'the words answer before the first chunk').toBe(0);
    expect(corpus.corpus?.searchWords('C2', '', 1)?.[0]?.posting.title).toBe('Job C2');
    expect(tuned.calls.map(({ length }) => length)).toEqual([32, 32, 6]);
    expect([corpus.done, corpus.total, corpus.running]).toEqual([140, 140, false]);
    expect(corpus.corpus?.readyModels({ title: 'x', skills: '' })).toEqual(['tuned', 'base']);
    expect(corpus.corpus?.readyModels({ title: 'x', skills: 'y' })).toEqual([]);
    expect(await find('Job R69')).toEqual(['Job R69', 'Job R69']);
  });

  it('with skills has both fields encoded, titles cleaned', async () => {
    await corpus.open(new File(['title,skills\nNurse (m/f/d),"ICU, triage"\nBaker,\n'], 'jobs.csv'));
    expect(tuned.calls).toEqual([
      ['Nurse', 'Baker'],
      ['ICU, triage', ''],
    ]);
    expect(corpus.summary).toBe('jobs.csv: 2 rows, “title” read as job title and “skills” as skills.');
    expect(corpus.corpus?.readyModels({ title: 'x', skills: 'y' })).toEqual(['tuned', 'base']);
    expect((await corpus.corpus?.posting('row-1'))?.posting).toMatchObject({
      title: 'Nurse (m/f/d)',
      place: 'row 2',
    });
  });

  it('lists what could not be read', async () => {
    await corpus.open(new File(['title,place\nNurse,Leeds\n,York\n'], 'jobs.csv'));
    expect(corpus.problems).toEqual([{ row: 3, reason: 'no title; the row is left out' }]);
  });

  it('can be paused, and goes on where it stopped', async () => {
    tuned.before = (call) => {
      if (call === 2) corpus.pause();
    };
    await corpus.open(csv(70));
    expect([corpus.running, corpus.paused, corpus.error]).toEqual([false, true, null]);
    expect(corpus.done).toBeLessThan(140);
    const before = tuned.calls.length;
    corpus.resume();
    expect(corpus.running, 'a model that arrives does not undo the pause').toBe(false);
    await corpus.encode();
    expect(corpus.done).toBe(140);
    // The second chunk, whose vectors were not kept, and the third.
    expect(tuned.calls.slice(before).map(([first]) => first)).toEqual(['Job G32', 'Job M64']);
    expect(await find('Job R69')).toEqual(['Job R69', 'Job R69']);
  });

  it('is encoded once, however often that is asked for', async () => {
    tuned.before = (call) => {
      if (call === 1) void corpus.encode();
    };
    await Promise.all([corpus.open(csv(40)), corpus.encode()]);
    expect(corpus.done).toBe(80);
    expect(tuned.calls).toHaveLength(2);
  });

  it('waits for models that are not set up, and is searched by words meanwhile', async () => {
    encoders = {};
    await corpus.open(csv(3));
    expect([corpus.error, corpus.done, corpus.total, corpus.running]).toEqual([null, 0, 6, false]);
    encoders = { tuned, base } as unknown as typeof encoders;
    await corpus.encode();
    expect(corpus.done).toBe(6);
  });

  it('waits for a model that does not answer yet, starts none, and goes on when it has arrived', async () => {
    base.answers = false;
    await corpus.open(csv(40));
    expect([corpus.error, corpus.done, corpus.total, corpus.running]).toEqual([null, 40, 80, false]);
    expect(base.calls).toEqual([]);
    expect(await find('Job M38')).toEqual(['Job M38', null]);
    const before = tuned.calls.length;
    base.answers = true;
    corpus.resume();
    await corpus.encode();
    expect(corpus.done).toBe(80);
    expect(tuned.calls).toHaveLength(before);
    expect(await find('Job M38')).toEqual(['Job M38', 'Job M38']);
    corpus.resume();
    expect(corpus.running, 'nothing is left').toBe(false);
    expect([...tuned.start.mock.calls, ...base.start.mock.calls]).toEqual([]);
  });

  it('says that another corpus is searched when it is there, and when it is gone', async () => {
    await corpus.close();
    expect(replaced).toEqual([]);
    await corpus.open(csv(3, 'first.csv'));
    expect(replaced).toEqual(['first.csv']);
    await corpus.open(csv(3, 'second.csv'));
    await corpus.close();
    expect(replaced).toEqual(['first.csv', null, 'second.csv', null]);
  });

  it('survives the death of the search worker', async () => {
    await corpus.open(csv(40));
    workers[0]!.crash();
    expect(await find('Job M38')).toEqual(['Job M38', 'Job M38']);
    expect(workers).toHaveLength(2);
  });

  it('of which one model fails keeps the other, says why, and can go on', async () => {
    base.before = () => Promise.reject(new Error('The general model could not start.'));
    await corpus.open(csv(40));
    expect(corpus.error).toBe('The general model could not start.');
    expect([corpus.done, corpus.running]).toEqual([40, false]);
    corpus.resume();
    expect(corpus.running, 'it waits for the user').toBe(false);
    corpus.dismiss();
    expect([corpus.error, corpus.corpus?.name]).toEqual([null, 'jobs.csv']);
    base.before = () => undefined;
    await corpus.encode();
    expect([corpus.done, corpus.error]).toEqual([80, null]);
    expect(await find('Job M38')).toEqual(['Job M38', 'Job M38']);
  });
});

describe('closing', () => {
  it('leaves nothing of the file behind, in the worker or its replacement', async () => {
    await corpus.open(csv(10));
    await corpus.close();
    expect(corpus.corpus).toBeNull();
    expect(await client.call('posting', { corpus: 'file', id: 'row-1' })).toBeNull();
    workers[0]!.crash();
    expect(await client.call('posting', { corpus: 'file', id: 'row-1' })).toBeNull();
    expect(await find('Job A0')).toEqual([null, null]);
  });

  it('while it is being encoded stops that, and the next file is whole', async () => {
    await underWay(corpus.open(csv(70)), () => corpus.close());
    expect([corpus.running, corpus.error]).toEqual([false, null]);
    await corpus.open(csv(5, 'next.csv', 'Work'));
    expect([corpus.done, corpus.total]).toEqual([10, 10]);
    expect(await find('Work E4')).toEqual(['Work E4', 'Work E4']);
  });

  it('of two files opened at the same time, the later one stays', async () => {
    await Promise.all([corpus.open(csv(40, 'first.csv')), corpus.open(csv(3, 'second.csv', 'Work'))]);
    expect(corpus.corpus?.name).toBe('second.csv');
    expect([corpus.done, corpus.total, corpus.error]).toEqual([6, 6, null]);
    expect(await client.call('posting', { corpus: 'file', id: 'row-4' })).toBeNull();
    expect(await find('Work C2')).toEqual(['Work C2', 'Work C2']);
  });

  it('a file that replaces one under way is whole', async () => {
    await underWay(corpus.open(csv(70, 'first.csv')), () => corpus.open(csv(40, 'second.csv', 'Work')));
    expect([corpus.done, corpus.total, corpus.running]).toEqual([80, 80, false]);
    expect(await find('Work M38')).toEqual(['Work M38', 'Work M38']);
  });
});

describe('a file that cannot be used', () => {
  const unreadable = Object.assign(new File([], 'gone.csv'), {
    arrayBuffer: () => Promise.reject(new DOMException('not found', 'NotFoundError')),
  });
  const huge = Object.defineProperty(new File([], 'huge.csv'), 'size', { value: 1e9 });

  it.each([
    ['has no titles', new File(['title\n\n'], 'empty.csv'), /^empty\.csv has no row with a title/],
    ['is empty', new File([], 'empty.csv'), /^empty\.csv has no row with a title/],
    ['is too large', huge, /^huge\.csv is larger than 50 MB\. Cut it to 5,000 rows/],
    [
      'is no text',
      new File(['PK\u0003\u0000'], 'book.csv'),
      /^book\.csv is not a text file\. Save the table as CSV/,
    ],
    ['cannot be read', unreadable, /^gone\.csv could not be read: it was moved or changed/],
  ])('because it %s is named, with what to do', async (_, file, message) => {
    await corpus.open(file);
    expect(corpus.error).toMatch(message);
    expect(corpus.corpus).toBeNull();
    expect(workers).toHaveLength(0);
    await corpus.open(csv(2));
    expect(corpus.error).toBeNull();
    expect(corpus.done).toBe(4);
  });
});
