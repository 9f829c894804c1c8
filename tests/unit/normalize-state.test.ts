/** The Normalize tab without its page: file, run, review and export over a small coder. */
import { describe, expect, it, vi } from 'vitest';
import { memoryRecords } from '../../src/store/coding-records.ts';
import { CodingStoreError } from '../../src/store/coding-errors.ts';
import { StoreError } from '../../src/store/errors.ts';
import { BATCH_TITLES } from '../../src/features/normalize/code-batches.ts';
import { CodingRun } from '../../src/features/normalize/coding-run.svelte.ts';
import { DistinctTitles } from '../../src/features/normalize/distinct-titles.ts';
import { NormalizeTools } from '../../src/features/normalize/normalize-tools.svelte.ts';
import type { Download } from '../../src/features/normalize/table-export.svelte.ts';
import type { CodingTools, KeptResults, NormalizePorts } from '../../src/features/normalize/ports.ts';
import { reviewKey } from '../../src/features/normalize/review-keys.ts';
import type { CodedTitle } from '../../src/core/coding/types.ts';
import { coded, csv, fakePorts, fakeTools } from './normalize-fixture.ts';

const FILE = 'id,job title\n1,Nurse\n2,Partner\n3,Nurse\n4,Lead\n5,\n6,n/a\n7,Partner\n8,Nurse\n';

function distinctOf(count: number): DistinctTitles {
  const distinct = new DistinctTitles();
  for (let at = 0; at < count; at++) distinct.add(`Nurse ${at}`);
  return distinct;
}

/** What is kept, in an array. */
function keeper(kept: CodedTitle[] = []): KeptResults {
  return {
    async *results() {
      await Promise.resolve();
      if (kept.length > 0) yield [...kept];
    },
    append: (results) => Promise.resolve(void kept.push(...results)),
  };
}

async function codedTools(ports: Partial<NormalizePorts> = {}): Promise<NormalizeTools> {
  const tools = new NormalizeTools(fakePorts(ports));
  await tools.file.open(csv(FILE));
  await tools.code();
  return tools;
}

describe('a file', () => {
  it('is read, with its distinct titles and their rows', async () => {
    const { file } = new NormalizeTools(fakePorts());
    await file.open(csv(FILE));
    expect(file.table).toMatchObject({ name: 'vacancies.csv', format: 'csv', titleColumn: 1 });
    expect(file.distinct).toMatchObject({ rows: 8, titles: ['Nurse', 'Partner', 'Lead', '', 'n/a'] });
    await file.chooseTitleColumn(0);
    expect(file.distinct!.titles).toHaveLength(8);
    await file.choose({ header: false });
    expect(file.distinct!.rows).toBe(9);
  });

  it('that is opened later wins', async () => {
    const { file } = new NormalizeTools(fakePorts());
    await Promise.all([file.open(csv(FILE)), file.open(csv('title\nBaker\n', 'other.csv'))]);
    expect([file.table!.name, file.distinct!.titles]).toEqual(['other.csv', ['Baker']]);
  });

  it('that cannot be read says why', async () => {
    const { file } = new NormalizeTools(fakePorts());
    await file.open(csv(''));
    expect(file.task.problem).toContain('vacancies.csv is empty');
    expect(file.table).toBeNull();
  });

  it('may be pasted, or the example', async () => {
    const { file } = new NormalizeTools(fakePorts());
    await file.paste('Manager, Sales\nNurse\n\nNurse');
    expect(file.distinct!.titles).toContain('Manager, Sales');
    await file.example();
    expect(file.distinct!.titles).toEqual(['Nurse', 'Partner']);
  });
});

describe('a run', () => {
  it('codes every title once, and commits each batch', async () => {
    const code = vi.fn<CodingTools['code']>((input) => fakeTools().code(input));
    const run = new CodingRun(fakeTools({ code, parallel: 3 }));
    const kept: CodedTitle[] = [];
    const distinct = distinctOf(3 * BATCH_TITLES + 1);
    await run.start(distinct, () => Promise.resolve(keeper(kept)));
    expect([run.phase, run.done, run.total]).toEqual(['done', distinct.rows, distinct.rows]);
    expect(code).toHaveBeenCalledTimes(4);
    expect(new Set(kept.map(({ raw }) => raw)).size).toBe(distinct.rows);
    expect(run.at(5)!.raw).toBe('Nurse 5');
  });

  it('goes on from what is kept', async () => {
    const code = vi.fn<CodingTools['code']>((input) => fakeTools().code(input));
    const run = new CodingRun(fakeTools({ code }));
    const distinct = distinctOf(10);
    const kept = distinct.titles.slice(0, 8).map(coded);
    await run.start(distinct, () => Promise.resolve(keeper(kept)));
    expect(code.mock.calls[0]![0].titles).toEqual(['Nurse 8', 'Nurse 9']);
    expect(run.done).toBe(10);
  });

  it('tries a batch once more, then stops and keeps what is done', async () => {
    let calls = 0;
    const code: CodingTools['code'] = (input) =>
      ++calls >= 2 ? Promise.reject(new Error('The coder has stopped')) : fakeTools().code(input);
    const run = new CodingRun(fakeTools({ code, parallel: 1 }));
    const distinct = distinctOf(2 * BATCH_TITLES);
    await run.start(distinct, () => Promise.resolve(keeper()));
    expect(calls).toBe(3);
    expect([run.phase, run.done]).toEqual(['failed', BATCH_TITLES]);
    expect(run.problem).toBe('The coder has stopped. What is coded so far is still here.');
    calls = -100;
    const kept = distinct.titles.slice(0, BATCH_TITLES).map(coded);
    await run.start(distinct, () => Promise.resolve(keeper(kept)));
    expect([run.phase, run.problem]).toEqual(['done', null]);
  });

  it('stands still while it is paused, and goes on', async () => {
    const run = new CodingRun(
      fakeTools({
        parallel: 1,
        code: (input) => {
          if (run.done === 0) run.pause();
          return fakeTools().code(input);
        },
      }),
    );
    const running = run.start(distinctOf(2 * BATCH_TITLES), () => Promise.resolve(keeper()));
    await vi.waitFor(() => expect(run.done).toBe(BATCH_TITLES));
    expect(run.phase).toBe('paused');
    run.resume();
    await running;
    expect(run.phase).toBe('done');
  });

  it('that is cancelled keeps what is coded, and goes on', async () => {
    let cancels = 1;
    const run = new CodingRun(
      fakeTools({
        parallel: 1,
        code: (input) => {
          if (run.done > 0 && cancels-- > 0) run.cancel();
          return fakeTools().code(input);
        },
      }),
    );
    const distinct = distinctOf(3 * BATCH_TITLES);
    await run.start(distinct, () => Promise.resolve(keeper()));
    expect([run.phase, run.done, run.problem]).toEqual(['idle', BATCH_TITLES, null]);
    // What was coded is still here though nothing kept it.
    const rest: CodedTitle[] = [];
    await run.start(distinct, () => Promise.resolve(keeper(rest)));
    expect([run.phase, run.done, rest.length]).toEqual(['done', distinct.rows, 2 * BATCH_TITLES]);
  });

  it('keeps its results where the same titles are counted otherwise, and says what it took over', async () => {
    const code = vi.fn<CodingTools['code']>((input) => fakeTools().code(input));
    const run = new CodingRun(fakeTools({ code }));
    const kept = distinctOf(10).titles.slice(0, 8).map(coded);
    await run.start(distinctOf(10), () => Promise.resolve(keeper(kept)));
    expect(run.takenOver).toBe(8);
    await run.start(distinctOf(10), () => Promise.resolve(keeper()));
    expect([run.done, run.takenOver, code.mock.calls.length]).toEqual([10, 8, 1]);
    await run.start(distinctOf(11), () => Promise.resolve(keeper()));
    expect([run.done, run.takenOver, code.mock.calls.length]).toEqual([11, 0, 2]);
  });

  it('counts its seconds without loading and pauses', async () => {
    let now = 0;
    const tools = fakeTools({
      parallel: 1,
      start: () => Promise.resolve(void (now += 50)),
      code: (input) => {
        now += 3;
        if (run.done === 0) run.pause();
        return fakeTools().code(input);
      },
    });
    const run = new CodingRun(tools, () => now);
    const running = run.start(distinctOf(2 * BATCH_TITLES), () => Promise.resolve(keeper()));
    await vi.waitFor(() => expect(run.done).toBe(BATCH_TITLES));
    now += 1000;
    run.resume();
    await running;
    now += 1000;
    expect(run.seconds).toBe(6);
    run.clear();
    expect(run.seconds).toBe(0);
  });

  it('goes on in memory where nothing can be kept', async () => {
    const run = new CodingRun(fakeTools());
    const broken: KeptResults = {
      ...keeper(),
      append: () => Promise.reject(new StoreError('missing', 'vacancies.csv', 'the storage is full')),
    };
    await run.start(distinctOf(3 * BATCH_TITLES), () => Promise.resolve(broken));
    expect([run.phase, run.done]).toEqual(['done', 3 * BATCH_TITLES]);
    expect(run.storeProblem).toContain('the storage is full');
  });
});

describe('the review', () => {
  it('shows titles of most rows first, with trade and gain', async () => {
    const tools = await codedTools();
    const { review } = tools;
    expect(review.order.map((id) => review.row(id).raw)).toEqual(['Nurse', 'Partner', 'Lead', '', 'n/a']);
    expect(tools.figures.trade).toMatchObject({ rowsCoded: 3, shareCoded: 3 / 8 });
    expect(tools.figures.gain).toMatchObject({ titles: 3, rows: 6 });
    expect(tools.figures.picture.statuses).toEqual({ coded: 3, 'backed-off': 2, 'no-code': 3 });
  });

  it('takes alternatives by key in an open row, and undoes', async () => {
    const { review } = await codedTools();
    review.select(1);
    expect(reviewKey(review, '2')).toBe(false);
    review.toggle();
    expect(reviewKey(review, '2')).toBe(true);
    expect(review.row(1)).toMatchObject({ corrected: true, coded: { jobs: [{ source: 'correction' }] } });
    expect(review.row(1).coded!.jobs[0]!.steps[0]).toMatchObject({ code: '11-3121.00', confidence: 1 });
    expect([review.selected, review.opened]).toEqual([2, 2]);
    expect(reviewKey(review, 'u')).toBe(true);
    expect([review.row(1).corrected, review.selected, review.canUndo]).toEqual([false, 1, false]);
    expect(reviewKey(review, '5')).toBe(false);
    expect(reviewKey(review, 'Escape')).toBe(true);
    expect(review.opened).toBeNull();
  });

  it('corrects titles that count as equal together', async () => {
    const tools = new NormalizeTools(fakePorts());
    await tools.file.open(csv('title\nPartner\n partner\nPARTNER\nNurse\n'));
    await tools.code();
    tools.review.correct(0, '11-3121.00');
    expect(tools.review.rows().filter(({ corrected }) => corrected)).toHaveLength(3);
    expect(tools.review.corrections.size).toBe(1);
  });

  it('hides the answer in blind mode until there is another one', async () => {
    const { review } = await codedTools();
    review.blind = true;
    expect(review.hides(1)).toBe(true);
    expect(review.alternatives(1).map(({ code }) => code)).toEqual(['11-3121.00', '13-1071.00']);
    review.correct(1, '11-3121.00');
    expect(review.hides(1)).toBe(false);
  });

  it('keeps the row in hand where it is still shown', async () => {
    const { review } = await codedTools();
    review.select(1);
    review.arrange({ filter: { shown: 'doubtful' } });
    expect(review.selectedId).toBe(1);
    review.arrange({ filter: { shown: 'coded' } });
    expect([review.selected, review.selectedId]).toEqual([0, 0]);
    reviewKey(review, 'ArrowDown');
    expect(review.selected).toBe(0);
    review.clearFilter();
    reviewKey(review, 'End');
    expect(review.selected).toBe(4);
  });

  it('takes corrections of a file', async () => {
    const tools = await codedTools();
    const text = 'title,code\npartner,11-3121.00\nLead,Nov 11\n';
    await tools.coders.load(csv(text, 'mine.csv'));
    expect(tools.review.row(1).corrected).toBe(true);
    expect(tools.coders.notice).toContain('1 correction loaded from mine.csv. 1 row could not be used');
    expect(await tools.correctionsDownload()!.blob.text()).toContain('partner,11-3121.00');
  });
});

describe('what is kept', () => {
  it('is there when the file is opened again, corrections too, and gone when it is forgotten', async () => {
    const stored = memoryRecords();
    const ports = { records: () => stored };
    const first = await codedTools(ports);
    first.review.correct(1, '11-3121.00');
    await vi.waitFor(async () => expect(await stored.corrections(`hash-of-${FILE.length}`)).toHaveLength(1));
    const code = vi.fn<CodingTools['code']>((input) => fakeTools().code(input));
    const second = await codedTools({ ...ports, tools: fakeTools({ code }) });
    expect(code).not.toHaveBeenCalled();
    expect(second.review.row(1).corrected).toBe(true);
    await second.keptFiles.list();
    expect(second.keptFiles.before).toMatchObject([
      { fileName: 'vacancies.csv', done: 5, distinct: 5, rows: 8 },
    ]);
    await second.forget();
    expect(second.problem).toBeNull();
    expect(second.notice).toContain('vacancies.csv is forgotten');
    expect([second.file.table, second.run.done, second.review.corrections.size]).toEqual([null, 0, 0]);
    expect(await stored.list()).toEqual([]);
  });

  it('is nothing where nothing is to be kept', async () => {
    const ports = fakePorts();
    const tools = new NormalizeTools(ports);
    tools.keptFiles.nothing = true;
    await tools.file.open(csv(FILE));
    await tools.code();
    expect(tools.run.phase).toBe('done');
    expect(await ports.records(true).list()).toEqual([]);
  });
});

it('a file is forgotten also where the browser keeps nothing', async () => {
  const inMemory = memoryRecords();
  const nothing = {
    ...memoryRecords(),
    forget: () => Promise.reject(new CodingStoreError('unavailable', 'vacancies.csv', 'there is no storage')),
  };
  const tools = await codedTools({ records: (keep) => (keep ? nothing : inMemory) });
  await tools.forget();
  expect([tools.problem, tools.file.table]).toEqual([null, null]);
});

it('rows that the run has not come to say so in the export', async () => {
  const tools = new NormalizeTools(fakePorts());
  await tools.file.open(csv(FILE));
  let files: readonly Download[] = [];
  await tools.export.make((made) => (files = made));
  const [header, first] = (await files[0]!.blob.text()).split('\r\n');
  const place = header!.split(',').indexOf('rolemap_reason');
  expect(first!.split(',')[place]).toBe('not coded yet');
});

it('the export has every input column in its place, the results, and a run record', async () => {
  const tools = await codedTools();
  tools.review.correct(2, '11-3121.00');
  let files: readonly Download[] = [];
  await tools.export.make((made) => (files = made));
  expect(tools.export.task.problem).toBeNull();
  const [table, record] = files;
  expect([table!.name, record!.name]).toEqual(['vacancies-coded.csv', 'vacancies-coded.csv.run.json']);
  const lines = (await table!.blob.text()).trim().split('\r\n');
  expect(lines).toHaveLength(9);
  expect(lines[0]).toMatch(/^id,job title,rolemap_clean_title,/u);
  expect(lines[1]).toMatch(/^1,Nurse,Nurse,/u);
  expect(lines[4]).toContain('11-3121.00');
  expect(JSON.parse(await record!.blob.text())).toMatchObject({
    input: { file: 'vacancies.csv', rows: 8, titleColumn: 'job title' },
    ...{ threshold: 0.85, distinctTitles: 5 },
    counts: { bySource: { model: 5, correction: 1 } },
  });
});
