/** The Evaluate tab over the real service without a thread: sets, contenders, a measure with its estimate, cancel and faults. */
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { tablesOf } from '../../src/core/evaluation/title-data-tasks.ts';
import { parseTitleDataManifest, readTitleTable } from '../../src/core/formats/title-data.ts';
import { parseResult } from '../../src/core/evaluation/parse-result.ts';
import { secondsFor } from '../../src/features/evaluate/estimate.svelte.ts';
import { EvaluationService } from '../../src/workers/evaluation/evaluation-service.ts';
import { csv, openedTab, PAIRS, smallTab, type SmallTab } from './evaluate-fixture.ts';

const ids = ({ tools }: SmallTab) => tools.report.summaries.map(({ contender }) => contender.id);

async function measured(change: Parameters<typeof smallTab>[0] = {}): Promise<SmallTab> {
  const tab = await openedTab(change);
  await tab.tools.measure();
  return tab;
}

async function exported({ tools }: SmallTab, format: 'md' | 'csv' | 'json'): Promise<string> {
  let text = '';
  await tools.report.export(format, (made) => (text = made));
  return text;
}

const DATA = 'public/data/title-data';

describe('a set', () => {
  it('of the app is made of its published tables', async () => {
    const { tables } = parseTitleDataManifest(JSON.parse(readFileSync(`${DATA}/manifest.json`, 'utf8')));
    const loaded = tablesOf('skills').map((name) => {
      const table = tables.find((one) => one.name === name)!;
      const bytes = new Uint8Array(readFileSync(`${DATA}/${table.parquet.path}`));
      return { table, parquet: bytes.buffer };
    });
    const { tools } = smallTab({ readTables: () => Promise.resolve(loaded) });
    await tools.set.choose('skills');
    const { table, parquet } = loaded.find((one) => one.table.name === 'skills-queries')!;
    const split = table.columns.findIndex(({ name }) => name === 'split');
    const asked = (await readTitleTable(parquet, table)).filter((cells) => cells[split] === 'test');
    expect(tools.set.task.problem).toBeNull();
    expect(tools.set.facts!.queries).toBe(asked.length);
    expect(tools.set.facts!.documents).toBe(tables.find(({ name }) => name === 'postings')!.rows);
    expect(tools.set.facts!.probe).toHaveLength(16);
  });

  it('of the user is read once all its files are chosen', async () => {
    const { tools } = smallTab();
    await tools.set.choose('trec');
    expect(tools.set.missing).toEqual(['queries', 'corpus', 'qrels']);
    await tools.set.setFile('queries', csv('id\ttext\nq1\tnurse\nq2\tcook\n', 'queries.tsv'));
    await tools.set.setFile('corpus', csv('id\ttext\nd1\tnurse (m/f)\nd2\tchef\n', 'corpus.tsv'));
    expect(tools.set.facts).toBeNull();
    await tools.set.setFile('qrels', csv('q1 0 d1 1\nq2 0 d2 2\nq2 0 d9 1\n', 'qrels.txt'));
    expect(tools.set.facts).toMatchObject({ queries: 2, documents: 2, problemCount: 1 });
    expect(tools.set.facts!.problems[0]).toMatchObject({ file: 'qrels.txt', row: 3 });
    expect(tools.set.synthetic).toBe(false);
  });

  it('that cannot be read says which file and why; the next choice is read', async () => {
    const tab = await openedTab();
    await tab.tools.set.setFile('pairs', csv('title,code\nnurse,1\n', 'codes.csv'));
    expect(tab.tools.set.facts).toBeNull();
    expect(tab.tools.set.task.problem).toContain('codes.csv needs the columns "query" and "relevant"');
    expect(tab.tools.obstacle).toBe('Choose a set first.');
    await tab.tools.set.setFile('pairs', csv(PAIRS));
    expect([tab.tools.set.task.problem, tab.tools.obstacle]).toEqual([null, null]);
  });

  it('of the app says what could not be fetched', async () => {
    const { tools } = smallTab();
    await tools.set.choose('test');
    expect(tools.set.synthetic).toBe(true);
    expect(tools.set.task.problem).toBe('No tables of test.');
  });

  it('takes the results of the set before it away', async () => {
    const tab = await measured();
    expect(tab.tools.report.report).not.toBeNull();
    await tab.tools.set.setFile('pairs', csv('query,relevant\na,b\n'));
    expect(tab.tools.report.report).toBeNull();
    expect(tab.tools.queries.rows).toEqual([]);
    expect(tab.tools.run.end).toBe('none');
  });
});

describe('an estimate', () => {
  it('counts the corpus by workers and each query alone', () => {
    expect(
      secondsFor(
        [
          { seconds: 0.1, missing: 100 },
          { seconds: 0.2, missing: 0 },
        ],
        10,
        4,
      ),
    ).toBeCloseTo(0.1 * (25 + 10) + 0.2 * 10, 10);
  });

  it('is known once every ticked model was timed, and falls when the corpus is read', async () => {
    const tab = await openedTab();
    const { tools } = tab;
    expect(tools.estimate.seconds(tools.models, 6)).toBeNull();
    await tools.look();
    const before = tools.estimate.seconds(tools.models, 6)!;
    expect(before).toBeGreaterThan(0);
    expect(tab.open).toBe(0);
    await tools.measure();
    const after = tools.estimate.seconds(tools.models, 6)!;
    expect(after).toBeLessThan(before);
    expect(after).toBeGreaterThan(0);
  });
});

describe('a measure', () => {
  it('gives every ticked contender its figures, with what ran', async () => {
    const tab = await measured();
    expect(tab.tools.run).toMatchObject({ end: 'done', measured: 5, failures: [] });
    expect(ids(tab)).toEqual(['base', 'tuned', 'bm25', 'word-tfidf', 'char-tfidf']);
    expect(tab.tools.report.comparison!.reference).toBe('base');
    const [base] = tab.tools.report.report!.notes;
    expect(base!.facts).toMatchObject({ machine: 'a test', device: 'WASM', files: [{ file: 'base.onnx' }] });
    for (const { figures, latency } of tab.tools.report.summaries) {
      expect(figures.map.interval!.mean).toBeGreaterThan(0);
      expect(figures.map.interval!.mean).toBeLessThanOrEqual(1);
      expect(latency!.queries).toBe(6);
    }
    expect(tab.tools.run.done).toBe(tab.tools.run.total);
    expect(tab.open).toBe(0);
  });

  it('of a sample asks so many queries and says so', async () => {
    const tab = await openedTab();
    tab.tools.sample = 4;
    await tab.tools.measure();
    expect(tab.tools.report.comparison!.task.sample).toEqual({ queries: 4, seed: 1 });
    expect(tab.tools.queries.rows).toHaveLength(4);
    tab.tools.sample = 100;
    await tab.tools.measure();
    expect(tab.tools.report.comparison!.task.sample).toBeNull();
    expect(tab.tools.queries.rows).toHaveLength(6);
  });

  it('reads a corpus once for each model', async () => {
    const tab = await measured();
    const ofCorpus = () => tab.asked.filter(({ role }) => role === 'document').flatMap(({ texts }) => texts);
    expect(ofCorpus()).toHaveLength(2 * 6);
    await tab.tools.measure();
    expect(ofCorpus()).toHaveLength(2 * 6);
    expect(tab.tools.run.end).toBe('done');
  });

  it('compares with the contender that is chosen', async () => {
    const tab = await measured();
    await tab.tools.report.compareWith('bm25');
    expect(tab.tools.report.comparison!.reference).toBe('bm25');
    const byId = new Map(tab.tools.report.summaries.map((summary) => [summary.contender.id, summary]));
    expect(byId.get('bm25')!.figures.map.difference).toBeNull();
    const { mean } = byId.get('base')!.figures.map.difference!;
    const own = (id: string) => byId.get(id)!.figures.map.interval!.mean;
    expect(mean).toBeCloseTo(own('base') - own('bm25'), 10);
  });

  it('leaves out a model that fails and measures the others', async () => {
    const tab = await measured({ encode: () => Promise.reject(new Error('The graphics device was lost.')) });
    expect(tab.tools.run.failures).toEqual([
      { name: 'General model', problem: 'The graphics device was lost.' },
      { name: 'Job-title model', problem: 'The graphics device was lost.' },
    ]);
    expect(ids(tab)).toEqual(['bm25', 'word-tfidf', 'char-tfidf']);
    expect(tab.open).toBe(0);
  });

  it('says what is wrong with vectors of another size', async () => {
    const tab = await measured({ encode: (texts) => Promise.resolve(new Float32Array(texts.length * 7)) });
    expect(tab.tools.run.failures.map(({ name }) => name)).toEqual(['General model', 'Job-title model']);
    expect(tab.tools.run.failures[0]!.problem).toContain('values for');
  });

  it('that is given up keeps what was measured to its end', async () => {
    const tab = await openedTab({ encode: () => new Promise<never>(() => undefined) });
    const { tools } = tab;
    tools.contenders.tick('tuned', false);
    const measuring = tools.measure();
    await vi.waitFor(() => expect(tab.asked).not.toEqual([]));
    expect(tools.run.task.busy).toBe(true);
    tools.run.cancel();
    await measuring;
    expect(tools.run).toMatchObject({ end: 'stopped', measured: 0 });
    expect(tools.report.report).toBeNull();
    expect(tools.report.task.problem).toBeNull();
    expect(tab.open).toBe(0);
    tools.contenders.tick('base', false);
    await tools.measure();
    expect(ids(tab)).toEqual(['bm25', 'word-tfidf', 'char-tfidf']);
  });

  it('of nothing does not begin', async () => {
    const tab = await openedTab();
    for (const { id } of tab.tools.contenders.runners) tab.tools.contenders.tick(id, false);
    expect(tab.tools.obstacle).toBe('Tick at least one contender.');
    await tab.tools.measure();
    expect(tab.tools.run.end).toBe('none');
  });

  it('whose worker dies says so, and another worker reads the set again', async () => {
    const tab = await measured();
    tab.launched[0]!.worker.crash();
    await vi.waitFor(() => expect(tab.tools.notice).toContain('has stopped'));
    expect([tab.tools.set.facts, tab.tools.report.report]).toEqual([null, null]);
    await tab.tools.set.open();
    expect(tab.tools.notice).toBe('');
    await tab.tools.measure();
    expect(ids(tab)).toHaveLength(5);
    expect(tab.launched).toHaveLength(2);
  });
});

describe('an export', () => {
  it('as JSON is a result file, which comes back as more contenders of the same set', async () => {
    const tab = await measured();
    const text = await exported(tab, 'json');
    expect(parseResult(text, 'evaluation.json').results).toHaveLength(5);
    await tab.tools.addFile(csv(text, 'evaluation.json'));
    expect(tab.tools.contenders.files).toEqual([
      expect.objectContaining({ name: 'evaluation.json' }) as unknown,
    ]);
    expect(ids(tab)).toHaveLength(10);
    expect(ids(tab)).toContain('base (2)');
    await tab.tools.removeFile('evaluation.json');
    expect(ids(tab)).toHaveLength(5);
  });

  it('as Markdown and CSV names every contender', async () => {
    const tab = await measured();
    const [markdown, table] = [await exported(tab, 'md'), await exported(tab, 'csv')];
    for (const { contender } of tab.tools.report.summaries) {
      expect(markdown).toContain(contender.label);
      expect(table).toContain(contender.id);
    }
  });

  it('of another set is refused, and so is a file that is none', async () => {
    const tab = await measured();
    const text = await exported(tab, 'json');
    await tab.tools.set.setFile('pairs', csv('query,relevant\na,b\nc,d\n', 'other.csv'));
    await tab.tools.addFile(csv(text, 'evaluation.json'));
    expect(tab.tools.contenders.task.problem).toContain('evaluation.json was measured on other data');
    await tab.tools.addFile(csv('{}', 'nothing.json'));
    expect(tab.tools.contenders.task.problem).toContain('nothing.json is not a result');
    expect(tab.tools.contenders.files).toEqual([]);
  });

  it('that claims to be of this set but has a larger corpus is refused', async () => {
    const tab = await measured();
    const result = JSON.parse(await exported(tab, 'json')) as { task: { documents: number } };
    result.task.documents = 1000;
    await tab.tools.addFile(csv(JSON.stringify(result), 'forged.json'));
    expect(tab.tools.contenders.task.problem).toContain('forged.json');
    expect(ids(tab)).toHaveLength(5);
  });
});

describe('the service', () => {
  it('says what comes first', () => {
    const service = new EvaluationService();
    expect(() => service.report({ reference: null })).toThrow('Measure first.');
    expect(() => service.kept({ models: [] })).toThrow('Choose a set first.');
  });
});
