import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pairsTask, trecTask } from '../../src/core/evaluation/own-tasks.ts';
import { NO_SHARED_WORD, slicesOf } from '../../src/core/evaluation/slices.ts';
import {
  TITLE_DATA_TASK_IDS,
  tablesOf,
  titleDataTask,
  titleRows,
  type TitleDataTaskId,
} from '../../src/core/evaluation/title-data-tasks.ts';
import type { EvaluationTask } from '../../src/core/evaluation/types.ts';
import { parseTitleDataManifest, readTitleTable } from '../../src/core/formats/title-data.ts';
import { openTable, type TableChoice, type TableFile } from '../../src/core/tables/open-table.ts';

const SIGNAL = new AbortController().signal;

function fileOf(name: string, text: string): TableFile {
  const bytes = new TextEncoder().encode(text);
  return {
    name,
    size: bytes.length,
    slice: (start, end) => Promise.resolve(bytes.slice(start, end).buffer),
    stream: () => new Blob([bytes]).stream(),
  };
}
const open = (name: string, text: string, choice: TableChoice) => openTable(fileOf(name, text), choice);

/** A task in words: what each query should and may find. */
function told({ queries, corpus }: EvaluationTask) {
  const texts = (rows: readonly number[]) => rows.map((row) => corpus[row]!.text);
  return queries.map(({ text, relevant, unjudged, cluster, strategy, hardNegatives }) => ({
    text,
    relevant: texts(relevant.map(({ row }) => row)),
    unjudged: texts(unjudged),
    cluster,
    strategy,
    hard: hardNegatives && texts(hardNegatives),
  }));
}

const variant = (seed: string, text: string, role: string, split: string) => ({
  seed_title: seed,
  jittered_title: text,
  role,
  onet_code: '1',
  strategy: 'case',
  split,
});

describe('tasks of the title data', () => {
  it('variants find their seed among the seeds of all splits; other seeds of the role are unjudged', () => {
    const variants = [
      variant('Nurse', 'NURSE', 'nurse', 'test'),
      variant('Ward Nurse', ' ward nurse', 'nurse', 'test'),
      variant('Driver', 'drvr', 'driver', 'train'),
      variant('Nurse', 'nurse!', 'nurse', 'test'),
      variant('Spare', 'spare', 'spare', 'unused'),
    ];
    const task = titleDataTask('test', { variants });
    expect(task.name).toBe('variant -> seed, test');
    expect(task.corpus.map(({ text }) => text)).toEqual(['Nurse', 'Ward Nurse', 'Driver']);
    const common = { strategy: 'case', hard: null };
    expect(told(task)).toEqual([
      { ...common, text: 'NURSE', relevant: ['Nurse'], unjudged: ['Ward Nurse'], cluster: 'Nurse' },
      { ...common, text: 'ward nurse', relevant: ['Ward Nurse'], unjudged: ['Nurse'], cluster: 'Ward Nurse' },
      { ...common, text: 'nurse!', relevant: ['Nurse'], unjudged: ['Ward Nurse'], cluster: 'Nurse' },
    ]);
  });

  it('titles find the other titles of all their roles; one that stands alone asks nothing', () => {
    const title = (text: string, role: string, split = 'test') => ({
      title: text,
      role,
      onet_code: role,
      split,
    });
    const titles = [
      title('Nurse', 'a'),
      title('Carer', 'a'),
      title('Nurse', 'b'),
      title('Sister', 'b'),
      title('Driver', 'c'),
      title('Trucker', 'c', 'train'),
    ];
    const task = titleDataTask('titles', { titles });
    expect(task.corpus.map(({ text }) => text)).toEqual(['Nurse', 'Carer', 'Sister', 'Driver']);
    expect(
      told(task).map(({ text, relevant, unjudged, cluster }) => [text, relevant, unjudged, cluster]),
    ).toEqual([
      ['Nurse', ['Carer', 'Sister'], ['Nurse'], 'a'],
      ['Carer', ['Nurse'], ['Carer'], 'a'],
      ['Sister', ['Nurse'], ['Sister'], 'b'],
    ]);
  });

  it('skills find the postings of their role; those of the occupation in other splits are unjudged', () => {
    const posting = (id: string, code: string, split: string) => ({
      id,
      skills: `skills ${id}`,
      description: id === 'p2' ? '' : `text ${id}`,
      role: 'r',
      onet_code: code,
      split,
    });
    const postings = [
      posting('p1', '1', 'test'),
      posting('p2', '1', 'test'),
      posting('p3', '1', 'train'),
      posting('p4', '2', 'test'),
    ];
    const query = {
      query: 'skills',
      relevant: 'p2 p1',
      also_relevant: 'p4',
      hard_negative: 'p4',
      onet_code: '1',
      role: 'r',
      split: 'test',
    };
    const queries = [query, { ...query, split: 'train' }, { ...query, relevant: '', also_relevant: '' }];
    const task = titleDataTask('skills', { postings, 'skills-queries': queries });
    expect(task.corpus.map(({ id, text }) => [id, text])).toEqual([
      ['p1', 'skills p1. text p1'],
      ['p2', 'skills p2'],
      ['p3', 'skills p3. text p3'],
      ['p4', 'skills p4. text p4'],
    ]);
    expect(task.queries).toEqual([
      {
        id: '1',
        text: 'skills',
        relevant: [
          { row: 0, grade: 1 },
          { row: 1, grade: 1 },
        ],
        unjudged: [2, 3],
        cluster: '1',
        strategy: '',
        hardNegatives: [3],
      },
    ]);
  });

  it('say what the data lack', () => {
    expect(() => titleDataTask('test', { variants: [{ split: 'test' }] })).toThrow('no column onet_code');
    expect(() => titleDataTask('test', { variants: [] })).toThrow('has no query');
  });

  it('are looked at by strategy, and where no word helps', () => {
    const variants = [
      variant('Nurse', 'staff nurse', 'n', 'test'),
      variant('Driver', 'trucker', 'd', 'test'),
    ];
    const slices = slicesOf(titleDataTask('test', { variants }), [0, 1]);
    expect([...slices]).toEqual([
      ['case', [0, 1]],
      [NO_SHARED_WORD, [1]],
    ]);
  });
});

describe('the shipped title data', () => {
  const folder = join(import.meta.dirname, '../../public/data/title-data');
  const manifest = parseTitleDataManifest(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')));

  const read = new Map<string, Promise<ReturnType<typeof titleRows>>>();

  async function rowsOf(name: string): Promise<ReturnType<typeof titleRows>> {
    const table = manifest.tables.find((entry) => entry.name === name)!;
    const bytes = new Uint8Array(readFileSync(join(folder, table.parquet.path)));
    return titleRows(table, await readTitleTable(bytes.buffer, table));
  }

  async function shipped(id: TitleDataTaskId): Promise<EvaluationTask> {
    const tables = await Promise.all(
      tablesOf(id).map(async (name) => {
        if (!read.has(name)) read.set(name, rowsOf(name));
        return [name, await read.get(name)!] as const;
      }),
    );
    return titleDataTask(id, Object.fromEntries(tables));
  }

  it.each(TITLE_DATA_TASK_IDS)('make the task %s, in which every row is one thing only', async (id) => {
    const { queries, corpus } = await shipped(id);
    expect(queries.length).toBeGreaterThan(100);
    expect(new Set(corpus.map((document) => document.id)).size).toBe(corpus.length);
    expect(new Set(queries.map((query) => query.id)).size).toBe(queries.length);
    const wrong = queries.filter(({ text, relevant, unjudged, hardNegatives }) => {
      const rows = relevant.map(({ row }) => row);
      const all = [...rows, ...unjudged];
      const twice = new Set(all).size < all.length;
      const outside = all.some((row) => !(row in corpus));
      const mixed = hardNegatives?.some((row) => rows.includes(row)) ?? false;
      return text.trim() !== text || rows.length === 0 || twice || outside || mixed;
    });
    expect(wrong).toEqual([]);
  });
});

describe('pairs of the user', () => {
  const pairs = async (text: string) => pairsTask(await open('pairs.csv', text, { header: true }), SIGNAL);

  it('are grouped by query, and a query is not its own answer', async () => {
    const { task, problems, queriesWithoutAnswer } = await pairs(
      'Relevant,Query,note\nNurse,ward nurse,x\nCarer,ward nurse,x\nward nurse,Nurse,x\n',
    );
    expect([problems, queriesWithoutAnswer]).toEqual([[], 0]);
    expect(told(task).map(({ text, relevant, unjudged, hard }) => [text, relevant, unjudged, hard])).toEqual([
      ['ward nurse', ['Nurse', 'Carer'], ['ward nurse'], null],
      ['Nurse', ['ward nurse'], ['Nurse'], null],
    ]);
    expect(task.queries.map(({ id, cluster }) => [id, cluster])).toEqual([
      ['1', '1'],
      ['2', '2'],
    ]);
  });

  it('may have grades; a grade of 0 is no answer', async () => {
    const { task, queriesWithoutAnswer } = await pairs('query,relevant,grade\na,x,2\na,y,0\na,z,\nb,x,0\n');
    expect(task.queries.map(({ relevant }) => relevant)).toEqual([
      [
        { row: 0, grade: 2 },
        { row: 2, grade: 1 },
      ],
    ]);
    expect(task.corpus).toHaveLength(3);
    expect(queriesWithoutAnswer).toBe(1);
  });

  it('that cannot be used are listed by row', async () => {
    const { task, problems } = await pairs('query,relevant,grade\na,x,1\n,x,1\nb,,1\nc,x,good\na,x,2\n');
    expect(task.queries).toHaveLength(1);
    expect(problems).toEqual([
      { file: 'pairs.csv', row: 3, problem: 'the query is empty; left out' },
      { file: 'pairs.csv', row: 4, problem: 'the relevant text is empty; left out' },
      { file: 'pairs.csv', row: 5, problem: 'the grade "good" is not a number; left out' },
      { file: 'pairs.csv', row: 6, problem: 'the same query and relevant text as in a row before; left out' },
    ]);
  });

  it('need their columns, and one row that can be used', async () => {
    await expect(pairs('title,code\na,b\n')).rejects.toThrow(
      'pairs.csv needs the columns "query" and "relevant", each row a query and a text that answers it; it has title, code.',
    );
    await expect(pairs('query,relevant\n,b\n')).rejects.toThrow('pairs.csv has no query with a relevant row');
  });
});

describe('judgements in the style of TREC', () => {
  const QUERIES = 'q_id\tjobtitle\nq1\tward nurse\nq2\tdriver\nq3\tcook\n';
  const CORPUS =
    '{"_id":"d1","title":"Nurse"}\n{"_id":"d2","title":"Carer"}\n{"_id":"d3","title":"Trucker"}\n';
  const trec = async (qrels: string, queries = QUERIES, corpus = CORPUS) =>
    trecTask(
      {
        queries: await open('queries.tsv', queries, { header: false }),
        corpus: await open(corpus.startsWith('{') ? 'corpus.jsonl' : 'corpus.tsv', corpus, { header: false }),
        qrels: await open('qrels.txt', qrels, { format: 'text', header: false }),
      },
      SIGNAL,
    );

  it('grade the rows of the corpus', async () => {
    const { task, problems, queriesWithoutAnswer } = await trec(
      'q1 0 d2 1\nq1\t0\td1\t3\nq2 0 d3 1\nq2 0 d1 0\nq3 0 d1 -1\n',
    );
    expect([problems, queriesWithoutAnswer]).toEqual([[], 1]);
    expect(task.queries.map(({ id, text, relevant }) => [id, text, relevant])).toEqual([
      [
        'q1',
        'ward nurse',
        [
          { row: 0, grade: 3 },
          { row: 1, grade: 1 },
        ],
      ],
      ['q2', 'driver', [{ row: 2, grade: 1 }]],
    ]);
    expect(task.corpus).toEqual([
      { id: 'd1', text: 'Nurse' },
      { id: 'd2', text: 'Carer' },
      { id: 'd3', text: 'Trucker' },
    ]);
  });

  it('that cannot be used are listed by file and row', async () => {
    const { problems } = await trec(
      'query-id corpus-id score\nq1 0 d1 1\nq1 0 d1 2\nq9 0 d1 1\nq1 0 d9 1\nq1 0 d2 high\n',
      'id\ttext\nq1\tnurse\nq1\tagain\nq4\t\n',
    );
    expect(problems.map(({ file, row, problem }) => [file, row, problem])).toEqual([
      ['queries.tsv', 3, 'the id "q1" stands in a row before; left out'],
      ['queries.tsv', 4, 'the text is empty; left out'],
      ['qrels.txt', 1, 'has 3 columns, not the 4 of TREC (query id, 0, document id, relevance); left out'],
      ['qrels.txt', 3, 'judges "d1" for "q1" a second time; left out'],
      ['qrels.txt', 4, 'no query has the id "q9"; left out'],
      ['qrels.txt', 5, 'no document of the corpus has the id "d9"; left out'],
      ['qrels.txt', 6, 'the relevance "high" is not a whole number; left out'],
    ]);
  });

  it('read two columns without names, and say which columns are missing of more', async () => {
    const { task } = await trec('7 0 a 1\n', '7\tnurse\n8\tcook\n', 'a\tNurse\nb\tCook\n');
    expect(task.queries.map(({ id }) => id)).toEqual(['7']);
    await expect(trec('q1 0 d1 1\n', 'name\tplace\tpay\nq1\tx\ty\n')).rejects.toThrow(
      'queries.tsv needs the columns "id" and "text"; it has name, place, pay.',
    );
    await expect(trec('q1 0 d1 0\n')).rejects.toThrow('qrels.txt has no query with a relevant row');
  });
});
