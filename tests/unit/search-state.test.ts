import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ModelId } from '../../src/core/formats/manifest.ts';
import type {
  Hit,
  Posting,
  QueryVectors,
  SearchRequest,
  SearchResults,
} from '../../src/core/search/types.ts';
import type { Corpus } from '../../src/features/search/corpus.svelte.ts';
import {
  cleanQuery,
  SAVED_ANSWERS,
  savedAnswerTo,
  Search,
  type Query,
  type Texts,
} from '../../src/features/search/search.svelte.ts';
import { posting } from './core-samples.ts';

function hit(row: number): Hit {
  return { row, posting: posting(row), rank: row + 1, cosine: { title: 0.5 }, score: 0.5, rankInOther: null };
}

interface Asked {
  readonly texts: Texts;
  readonly signal: AbortSignal;
  answer: () => void;
  fail: (error: Error) => void;
}

/** A corpus whose encoders answer when the test says so. */
class FakeCorpus {
  id = 'shipped';
  rows = 3;
  models: ModelId[] = ['tuned'];
  readonly asked: Asked[] = [];
  readonly searches: SearchRequest[] = [];
  readonly similars: { id: string; k: number }[] = [];
  words: number[] | null = [2];

  readyModels(): ModelId[] {
    return this.models;
  }
  encodeQuery(
    _: readonly ModelId[],
    texts: Texts,
    signal: AbortSignal,
  ): Promise<Record<string, QueryVectors>> {
    return new Promise((resolve, reject) => {
      const answer = () => resolve({ tuned: { title: Float32Array.of(this.asked.length) } });
      this.asked.push({ texts, signal, answer, fail: reject });
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  }
  search(request: SearchRequest): Promise<SearchResults> {
    this.searches.push(request);
    return Promise.resolve({ base: null, tuned: [hit(this.searches.length)] });
  }
  similar(id: string, k: number): Promise<{ posting: Posting; results: SearchResults } | null> {
    this.similars.push({ id, k });
    if (id === 'gone') return Promise.resolve(null);
    return Promise.resolve({ posting: posting(7), results: { base: null, tuned: [hit(1)] } });
  }
  searchWords() {
    return this.words?.map((row) => ({ row, rank: 1, score: 1, posting: posting(row) })) ?? null;
  }
}

let corpus: FakeCorpus;
let search: Search;

const query = (title: string, rest: Partial<Query> = {}): Query => ({ title, skills: '', like: '', ...rest });
const flush = () => vi.advanceTimersByTimeAsync(0);

async function answer(index = corpus.asked.length - 1): Promise<void> {
  corpus.asked[index]!.answer();
  await flush();
}

beforeEach(() => {
  vi.useFakeTimers();
  corpus = new FakeCorpus();
  search = new Search(() => corpus as unknown as Corpus);
});
afterEach(() => vi.useRealTimers());

describe('typing', () => {
  it('searches once, 40 ms after the last letter', async () => {
    for (const text of ['n', 'nu', 'nurse']) {
      search.type(text, '');
      await vi.advanceTimersByTimeAsync(39);
    }
    expect(corpus.asked).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(corpus.asked.map(({ texts }) => texts.title)).toEqual(['nurse']);
    expect(search.busy).toBe(true);
    await answer();
    expect(search.busy).toBe(false);
    expect(search.shown).toMatchObject({ source: 'models', query: { title: 'nurse' }, rows: 3 });
    expect(corpus.searches[0]).toMatchObject({ k: 10 });
  });

  it('is dropped when an example is opened before the pause', async () => {
    search.type('nu', '');
    search.open(query('baker'));
    await vi.advanceTimersByTimeAsync(100);
    expect(corpus.asked.map(({ texts }) => texts.title)).toEqual(['baker']);
  });

  it('and Enter search once, at Enter', async () => {
    search.type('nurse', '');
    search.now();
    await vi.advanceTimersByTimeAsync(100);
    expect(corpus.asked.map(({ texts }) => texts.title)).toEqual(['nurse']);
  });

  it('an empty query shows nothing', async () => {
    search.open(query('nurse'));
    await answer();
    search.type('  \n', ' ');
    await vi.advanceTimersByTimeAsync(40);
    expect(search.shown).toBeNull();
    expect(search.error).toBeNull();
  });
});

describe('of two queries', () => {
  it('the later aborts the earlier', () => {
    search.open(query('first'));
    search.open(query('second'));
    expect(corpus.asked.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  });

  it('the later wins, even where the earlier is answered after it', async () => {
    const late: ((value: SearchResults) => void)[] = [];
    corpus.search = () => new Promise((resolve) => late.push(resolve));
    search.open(query('first'));
    await answer();
    search.open(query('second'));
    await answer();
    late[1]!({ base: null, tuned: [hit(2)] });
    await flush();
    late[0]!({ base: null, tuned: [hit(1)] });
    await flush();
    expect(search.shown?.query.title).toBe('second');
    expect(search.shown?.results.tuned?.[0]?.row).toBe(2);
  });

  it('the error of the earlier is not shown, that of the later is, until a query works', async () => {
    search.open(query('first'));
    search.open(query('second'));
    await flush();
    expect(search.error).toBeNull();
    corpus.asked[1]!.fail(new Error('The worker stopped.'));
    await flush();
    expect(search.error).toBe('The worker stopped.');
    expect(search.busy).toBe(false);
    search.open(query('third'));
    await answer();
    expect(search.error).toBeNull();
  });
});

describe('a refresh', () => {
  beforeEach(async () => {
    search.open(query('nurse'));
    await answer();
  });

  it('shows what more can answer now', async () => {
    search.refresh();
    await answer();
    expect(search.shown?.results.tuned?.[0]?.row).toBe(2);
  });

  it('waits while a pointer or focus holds the rows', async () => {
    search.hold(true);
    search.refresh();
    await answer();
    expect(search.shown?.results.tuned?.[0]?.row).toBe(1);
    search.hold(false);
    expect(search.shown?.results.tuned?.[0]?.row).toBe(2);
  });

  it('does not hold back what the user asked for', async () => {
    search.hold(true);
    search.open(query('baker'));
    await answer();
    expect(search.shown?.query.title).toBe('baker');
  });

  it('that waited is forgotten when the user asks for something else', async () => {
    search.hold(true);
    search.refresh();
    await answer();
    search.open(query('baker'));
    await answer();
    search.hold(false);
    expect(search.shown?.query.title).toBe('baker');
  });

  it('lets a query under way be answered first, and then asks once more', async () => {
    search.hold(true);
    search.open(query('baker'));
    for (let i = 0; i < 5; i++) search.refresh();
    expect(corpus.asked[1]?.signal.aborted).toBe(false);
    await answer();
    expect(search.shown?.query.title).toBe('baker');
    expect(corpus.asked).toHaveLength(3);
    await answer();
    expect(corpus.asked).toHaveLength(3);
    expect(search.busy).toBe(false);
  });
});

describe('before the models', () => {
  beforeEach(() => (corpus.models = []));

  it('the saved answer comes first, on the shipped postings only', async () => {
    const saved = SAVED_ANSWERS[0]!;
    const asked = query(saved.title, { skills: saved.skills });
    search.open(asked);
    await flush();
    expect(search.shown).toMatchObject({ source: 'saved', results: saved.results, rows: saved.corpusRows });
    expect(savedAnswerTo(asked, { id: 'file' })).toBeNull();
    expect(savedAnswerTo(query(`${saved.title}x`), { id: 'shipped' })).toBeNull();
    corpus.id = 'file';
    search.open(asked);
    await flush();
    expect(search.shown?.source).toBe('words');
  });

  it('words answer the rest', async () => {
    search.open(query('no saved answer'));
    await flush();
    expect(search.shown).toMatchObject({ source: 'words', words: [{ row: 2, posting: { id: 'p2' } }] });
    expect(search.shown?.results).toEqual({ base: null, tuned: null });
  });

  it('and before the words nothing does', async () => {
    corpus.words = null;
    search.open(query('no saved answer'));
    await flush();
    expect(search.shown).toBeNull();
  });

  it('words answer too where a ready model has no rows yet', async () => {
    corpus.models = ['tuned'];
    corpus.search = () => Promise.resolve({ base: null, tuned: null });
    search.open(query('no saved answer'));
    await answer();
    expect(search.shown?.source).toBe('words');
  });

  it('a saved answer stands until both models can answer', async () => {
    const saved = SAVED_ANSWERS[0]!;
    const asked = query(saved.title, { skills: saved.skills });
    corpus.models = ['tuned'];
    search.open(asked);
    await flush();
    expect(search.shown?.source).toBe('saved');
    corpus.models = ['tuned', 'base'];
    search.open(asked);
    await answer();
    expect(search.shown?.source).toBe('models');
  });
});

describe('most similar jobs', () => {
  it('are five, five more on demand, and five again for the next posting', async () => {
    const counts = () => corpus.similars.map(({ id, k }) => `${id} ${k}`);
    search.open(query('', { like: 'p7' }));
    await flush();
    expect(search.shown).toMatchObject({ source: 'models', like: { id: 'p7' }, vectors: {} });
    expect(search.hasMore).toBe(true);
    search.more();
    await flush();
    expect(search.hasMore).toBe(false);
    search.open(query('', { like: 'p8' }));
    await flush();
    expect(counts()).toEqual(['p7 5', 'p7 10', 'p8 5']);
    search.open(query('nurse'));
    expect(search.hasMore).toBe(false);
  });

  it('of a posting that is not there are nothing', async () => {
    search.open(query('', { like: 'gone' }));
    await flush();
    expect(search.shown).toBeNull();
    expect(search.error).toBeNull();
  });
});

describe('a typed text', () => {
  it('is searched without invisible characters, and says so', async () => {
    search.open(query('Nu\u202erse\u0000', { skills: ' Excel \t SAP ' }));
    expect(search.note).toBe('Invisible control characters were left out.');
    expect(corpus.asked[0]!.texts).toEqual({ title: 'Nurse', skills: 'Excel SAP' });
    search.open(query('Nurse'));
    await flush();
    expect(search.note).toBe('');
  });

  it('is searched up to 1,000 characters', () => {
    const { texts, note } = cleanQuery({ title: 'x'.repeat(10_000), skills: '' });
    expect(texts.title).toHaveLength(1000);
    expect(note).toBe('Only the first 1,000 characters are searched.');
    expect(cleanQuery({ title: 'x'.repeat(1000), skills: '<b>SQL</b>' })).toEqual({
      texts: { title: 'x'.repeat(1000), skills: '<b>SQL</b>' },
      note: '',
    });
  });
});
