import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SearchResults } from '../../src/core/search/types.ts';
import type { Corpus } from '../../src/features/search/corpus.svelte.ts';
import { Search } from '../../src/features/search/search.svelte.ts';
import { FakeCorpus, hit, query } from './fake-corpus.ts';

let corpus: FakeCorpus;
let search: Search;

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
      await vi.advanceTimersByTimeAsync(24);
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
    await vi.advanceTimersByTimeAsync(25);
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

  it("lets the other model's list join one that stays as it is under the pointer", async () => {
    corpus.search = () => Promise.resolve({ base: [hit(5)], tuned: [hit(1)] });
    search.hold(true);
    search.refresh();
    await answer();
    expect(search.shown?.results.base?.[0]?.row).toBe(5);
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
