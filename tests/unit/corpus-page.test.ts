/** The page part of the user's corpora without a page: a table chosen and mapped, asked, begun again, taken in as a pair. */
import { describe, expect, it } from 'vitest';
import { Corpora } from '../../src/features/corpus/corpora.svelte.ts';
import type { CorpusPorts } from '../../src/features/corpus/ports.ts';
import {
  embeddedRows,
  mappingAgain,
  openTableFile,
  pairOf,
  storedBytes,
} from '../../src/features/corpus/corpus-files.ts';
import { CorpusQuestion } from '../../src/features/corpus/corpus-question.svelte.ts';
import { NewCorpusDraft } from '../../src/features/corpus/new-corpus-draft.svelte.ts';
import { estimateSentence, workSentence } from '../../src/features/corpus/sentences.ts';
import { csv, DIMENSION, directRemote, model, rowVectors, tab } from './corpus-fixture.ts';

const MODELS = [model('tuned'), model('base')];

function corpora(ports: Partial<CorpusPorts> = {}): Corpora {
  const remote = directRemote(tab());
  let ids = 0;
  let seconds = 0;
  return new Corpora({
    launch: () => remote,
    deployment: 'rolemap:/',
    models: () => MODELS,
    encode: (_, texts) => Promise.resolve(rowVectors(texts.length, texts.length)),
    roomBytes: () => Promise.resolve(null),
    seconds: () => (seconds += 0.1),
    newId: () => `corpus-${++ids}`,
    ...ports,
  });
}

async function added(state: Corpora, rows = 30): Promise<string> {
  const draft = new NewCorpusDraft(state);
  await draft.open(csv(rows));
  draft.keep(2, true);
  return (await draft.add())!;
}

describe('a new corpus', () => {
  it('is guessed, mapped, read and estimated; then the draft is put away', async () => {
    const state = corpora();
    const draft = new NewCorpusDraft(state);
    await draft.open(csv(30));
    expect([draft.name, draft.titleColumn, draft.kept]).toEqual(['titles', 1, []]);
    draft.keep(2, true);
    draft.keep(0, true);
    draft.chooseTitleColumn(0);
    expect(draft.kept).toEqual([2]);
    draft.chooseTitleColumn(1);
    expect(await draft.add()).toBe('corpus-1');
    expect(draft.table).toBeNull();
    const { manifest } = state.list![0]!;
    expect([manifest.columns, manifest.rows]).toEqual([['job title', 'place'], 30]);
    expect(estimateSentence(state.estimate!, manifest.rows)).toMatch(
      /^30 rows: embedding takes about .* say/u,
    );
    expect([embeddedRows(manifest), storedBytes(manifest)]).toEqual([0, manifest.textBytes]);
  });

  it('of a column without titles is refused, leaves nothing, and keeps the draft', async () => {
    const state = corpora();
    const draft = new NewCorpusDraft(state);
    await draft.open(new File(['job title,place\n,Leeds\n ,York\n'], 'empty.csv'));
    draft.chooseTitleColumn(0);
    expect(await draft.add()).toBeNull();
    expect(state.problem).toContain('empty.csv has no row with a job title');
    expect(state.list).toEqual([]);
    expect(draft.table).not.toBeNull();
  });

  it('whose models fail to start stays in the list, to be embedded later', async () => {
    const state = corpora({ encode: () => Promise.reject(new Error('The model did not start.')) });
    expect(await added(state)).toBe('corpus-1');
    expect([state.problem, state.list!.length]).toEqual(['The model did not start.', 1]);
  });

  it('says what is wrong with a file that is no table', async () => {
    const draft = new NewCorpusDraft(corpora());
    await draft.open(new File(['PAR1 and then nothing of a table'], 'broken.parquet'));
    expect(draft.task.problem).toContain('broken.parquet');
    expect(draft.table).toBeNull();
  });
});

describe('a question to a corpus', () => {
  it('is answered by all models side by side, with their times', async () => {
    const state = corpora();
    const id = await added(state);
    expect([state.answering(id), state.isEmbedded(id)]).toEqual([[], false]);
    await state.embed(id);
    expect(state.isEmbedded(id)).toBe(true);
    const question = new CorpusQuestion(state, id);
    question.title = '  Nurse ';
    await question.ask();
    const { answer } = question;
    expect([answer!.title, answer!.models.map((each) => each.id)]).toEqual(['Nurse', ['tuned', 'base']]);
    for (const each of MODELS) {
      expect(answer!.hits[each.id]).toHaveLength(10);
      expect(answer!.timings[each.id]!.scanMilliseconds).toBeGreaterThanOrEqual(0);
    }
    question.title = ' ';
    await question.ask();
    expect(question.answer).toBeNull();
  });

  it('never goes to vectors of another model file', async () => {
    let models = MODELS;
    const state = corpora({ models: () => models });
    const id = await added(state);
    await state.embed(id);
    models = [model('tuned', { sha256: 'f'.repeat(64) }), MODELS[1]!];
    expect(state.answering(id)).toEqual([MODELS[1]]);
    expect(state.isEmbedded(id)).toBe(false);
    models = [models[0]!];
    const question = new CorpusQuestion(state, id);
    question.title = 'Nurse';
    await question.ask();
    expect([question.answer, question.task.problem]).toEqual([null, expect.stringContaining('No model can')]);
  });
});

describe('files of corpora', () => {
  it('begun before are known again, and other files are refused', async () => {
    const state = corpora();
    await added(state);
    const { manifest } = state.list![0]!;
    const same = csv(30);
    const mapping = { title: 1, kept: [2], filters: [] };
    expect(mappingAgain(manifest, same, await openTableFile(same))).toEqual(mapping);
    const other = csv(31);
    const table = await openTableFile(other);
    expect(() => mappingAgain(manifest, other, table)).toThrow(/not the file that was begun/u);
  });

  it('are a pair only as one table with its vectors', () => {
    const [table, vectors] = [new File([], 'a.parquet'), new File([], 'a.tuned.npy')];
    expect(pairOf([vectors, table])).toEqual({ name: 'a', table, vectors: [vectors] });
    for (const files of [
      [table],
      [vectors],
      [table, table, vectors],
      [table, vectors, new File([], 'a.csv')],
    ])
      expect(() => pairOf(files)).toThrow(/together/u);
  });
});

it('work is said with rate and time left, an estimate with the room that is missing', () => {
  const work = { id: 'a', step: 'embedding', done: 20, total: 60, rate: 10, secondsLeft: 4 } as const;
  expect(workSentence(work)).toBe('20 of 60 titles, 10 a second, 4 s left; all models together');
  const estimate = { id: 'a', titles: 60, titlesPerSecond: 20, seconds: 3, bytes: 60 * DIMENSION };
  expect(estimateSentence({ ...estimate, roomBytes: 100 }, 30)).toContain('remove something first');
});
