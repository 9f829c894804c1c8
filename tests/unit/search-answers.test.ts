import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Corpus } from '../../src/features/search/corpus.svelte.ts';
import { cleanQuery, SAVED_ANSWERS, savedAnswerTo, Search } from '../../src/features/search/search.svelte.ts';
import { FakeCorpus, query } from './fake-corpus.ts';

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
