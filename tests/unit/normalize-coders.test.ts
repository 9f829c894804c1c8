/** The user's own coding index, and corrections of two coders. */
import { describe, expect, it } from 'vitest';
import { NormalizeTools } from '../../src/features/normalize/normalize-tools.svelte.ts';
import type { Download } from '../../src/features/normalize/table-export.svelte.ts';
import { coded, csv, fakePorts } from './normalize-fixture.ts';
import { TitleLayers } from '../../src/features/normalize/title-layers.svelte.ts';
import { GivenCodes } from '../../src/core/coding/apply-index.ts';
import { UNCLASSIFIED } from '../../src/core/coding/trust/corrections.ts';

const FILE = 'title\nNurse\nPartner\nNurse\nLead\nn/a\n';
const INDEX = 'title,code\npartner,11-3121.00\nN/A,15-1252\nLead,Nov 11\n';

async function toolsOf(text = FILE): Promise<NormalizeTools> {
  const tools = new NormalizeTools(fakePorts());
  await tools.file.open(csv(text));
  await tools.code();
  return tools;
}

describe("the user's own index", () => {
  it('wins over the model, in the table and its figures', async () => {
    const { ownIndex, review, figures } = await toolsOf();
    await ownIndex.load(csv(INDEX, 'ours.csv'));
    expect(ownIndex.facts).toEqual({ file: 'ours.csv', sha256: `hash-of-${INDEX.length}`, titles: 2 });
    expect(ownIndex.notice).toContain('2 titles read from ours.csv. 1 row could not be used');
    expect(review.row(1).coded!.jobs[0]).toMatchObject({
      source: 'index',
      steps: [{ code: '11-3121.00', confidence: 1 }, {}, {}, {}, {}],
    });
    // A code of SOC says nothing in full detail.
    expect(
      review
        .row(3)
        .coded!.jobs[0]!.steps.map(({ code }) => code)
        .slice(0, 2),
    ).toEqual(['', '15-1252']);
    expect(review.row(0).coded!.jobs[0]!.source).toBe('model');
    expect(figures.indexed).toEqual({ titles: 2, rows: 2 });
    ownIndex.remove();
    expect([ownIndex.facts, review.row(3).coded!.reason]).toEqual([null, 'not-an-occupation']);
  });

  it('gives way to a correction, and is there for the next file', async () => {
    const { ownIndex, review, file, run } = await toolsOf();
    await ownIndex.load(csv(INDEX));
    review.correct(1, '13-1071.00');
    expect(review.row(1).coded!.jobs[0]).toMatchObject({ source: 'correction' });
    review.undo();
    expect(review.row(1).coded!.jobs[0]).toMatchObject({ source: 'index' });
    await file.paste('Partner');
    expect([run.done, ownIndex.facts!.titles]).toEqual([0, 2]);
  });

  it('is exported and named in the record', async () => {
    const tools = await toolsOf();
    await tools.ownIndex.load(csv(INDEX, 'ours.csv'));
    let files: readonly Download[] = [];
    await tools.export.make((made) => (files = made));
    const [table, record] = await Promise.all(files.map(({ blob }) => blob.text()));
    expect(table!.split('\r\n')[2]).toMatch(/11-3121\.00.*index/u);
    expect(JSON.parse(record!)).toMatchObject({
      codingIndex: { file: 'ours.csv', titles: 2 },
      counts: { bySource: { index: 2, model: 3 } },
    });
  });

  it('that cannot be read leaves the one before in force', async () => {
    const { ownIndex, review } = await toolsOf();
    await ownIndex.load(csv(INDEX));
    await ownIndex.load(csv('a,b\n', 'empty.csv'));
    expect(ownIndex.task.problem).toContain('empty.csv has no column title, code');
    await ownIndex.load(csv('title,code\nCook,x\n', 'wrong.csv'));
    expect(ownIndex.task.problem).toContain('wrong.csv has no titles with codes that can be used');
    expect(review.row(1).coded!.jobs[0]!.source).toBe('index');
  });

  it('lists codes that do not exist by row, and takes the others', async () => {
    const { ownIndex, review } = await toolsOf();
    await ownIndex.load(
      csv('title,code,reason\nPartner,15-1131\nLead,,too general\nNurse,29-1171\nx,99-9999\n'),
    );
    expect(ownIndex.facts!.titles).toBe(2);
    expect(ownIndex.problems).toEqual([
      'Row 2: There is no code "15-1131" in O*NET-SOC 2019 or SOC 2018; an older edition may have had it. ' +
        'Give the code that holds now, or the coarser 15-1200, Computer Occupations.',
      'Row 5: "99-9999" stands for no code. Leave the code empty and name a reason instead.',
    ]);
    expect(review.row(1).coded!.jobs[0]!.source).toBe('model');
    expect(review.row(2).coded).toMatchObject({ reason: 'too-general', reasonSource: 'index', jobs: [] });
    ownIndex.remove();
    expect([ownIndex.problems, review.row(2).coded!.reason]).toEqual([[], null]);
  });

  it('may be of another encoding', async () => {
    const { ownIndex, review } = await toolsOf('title\nÉducateur\n');
    const bytes = Uint8Array.from('title,code\n\u00c9ducateur,25-2021.00\n', (letter) =>
      letter.charCodeAt(0),
    );
    await ownIndex.load(new File([bytes], 'windows.csv'));
    expect(review.row(0).coded!.jobs[0]!.source).toBe('index');
  });

  it('gives equal titles one object, by which cells are made once', () => {
    const layers = new TitleLayers();
    const nurse = coded('Nurse');
    expect(layers.found(0, nurse)).toBe(nurse);
    layers.index = new GivenCodes([{ title: 'nurse', code: '29-1171.00', coder: '', date: '' }]);
    const found = layers.found(0, nurse);
    expect(found.jobs[0]!.source).toBe('index');
    expect(layers.found(0, nurse)).toBe(found);
    const answers = [{ code: '11-1021.00' }, { code: '', reason: 'too-general' }] as const;
    for (const answer of answers)
      expect(layers.corrected(0, found, answer)).toBe(layers.corrected(0, found, { ...answer }));
    expect(layers.corrected(0, found, answers[1])).toMatchObject({ reason: 'too-general', jobs: [] });
    expect(layers.found(0, coded('Nurse'))).not.toBe(found);
  });
});

describe('corrections of two coders', () => {
  const FIRST = 'title,code,coder,date\nNurse,29-1141.00,a,2024-05-01\nPartner,13-1071.00,a,2024-05-01\n';
  const SECOND =
    'title,code,coder,date\nnurse,29-1141.00,b,2020-01-01\nPARTNER,13-1111.00,b,2020-01-01\nLead,11-1021.00,b,\n';

  async function compared(): Promise<NormalizeTools> {
    const tools = await toolsOf();
    await tools.coders.load(csv(FIRST, 'first.csv'));
    expect(tools.coders.comparison).toBeNull();
    await tools.coders.load(csv(SECOND, 'second.csv'));
    return tools;
  }

  it('agree at each level of detail', async () => {
    const { coders, review } = await compared();
    const { first, second, agreement, conflicts } = coders.comparison!;
    expect([first, second, conflicts.length]).toEqual(['first.csv', 'second.csv', 1]);
    expect(agreement.map(({ share, titles }) => [share, titles])).toEqual([
      [0.5, 2],
      [0.5, 2],
      [0.5, 2],
      [1, 2],
      [1, 2],
    ]);
    expect(agreement[4]!.kappa).toBe(1);
    expect(coders.notice).toContain('3 corrections loaded from second.csv. 1 title coded otherwise before');
    // What only one of them coded is taken.
    expect(review.row(2).corrected).toBe(true);
  });

  it('hold as they were until the user chooses, whichever is older', async () => {
    const { coders, review } = await compared();
    const code = () => review.row(1).coded!.jobs[0]!.steps[0]!.code;
    const [conflict] = coders.comparison!.conflicts;
    expect([code(), coders.open]).toEqual(['13-1071.00', 1]);
    coders.choose(conflict!, 'second');
    expect([code(), coders.open]).toEqual(['13-1111.00', 0]);
    coders.choose(conflict!, 'first');
    expect([code(), coders.choices.size]).toEqual(['13-1071.00', 1]);
  });

  it('are named after this tab where the first were made here', async () => {
    const { coders, review } = await toolsOf();
    review.correct(1, '11-3121.00');
    await coders.load(csv(SECOND, 'second.csv'));
    expect(coders.comparison).toMatchObject({ first: 'in this tab', second: 'second.csv' });
    await coders.load(csv(FIRST, 'third.csv'));
    expect(coders.comparison).toMatchObject({ first: 'in this tab', second: 'third.csv' });
  });

  it('are not compared where they have no title in common, and not left in another file', async () => {
    const { coders, file } = await toolsOf();
    await coders.load(csv('title,code\nNurse,29-1141.00\n', 'a.csv'));
    await coders.load(csv('title,code\nLead,11-1021.00\n', 'b.csv'));
    expect([coders.comparison, coders.open]).toEqual([null, 0]);
    expect(coders.text()).toContain('Lead');
    await coders.load(csv(SECOND, 'second.csv'));
    expect(coders.comparison).not.toBeNull();
    await file.paste('Nurse');
    expect([coders.comparison, coders.text(), coders.notice]).toEqual([null, null, '']);
  });

  it('are no place for titles of an audit without a possible code', async () => {
    const { coders, review } = await toolsOf();
    await coders.load(csv(`title,code\nNurse,${UNCLASSIFIED}\nPartner,13-1071.00\n`, 'audit.csv'));
    expect(review.corrections.size).toBe(1);
    expect(coders.notice).toContain('1 title without a possible code left out');
  });

  it('that do not exist are listed by row and left out', async () => {
    const { coders, review } = await toolsOf();
    await coders.load(csv('title,code\nNurse,15-1131\nPartner,13-1071\n', 'old.csv'));
    expect(review.corrections.size).toBe(1);
    expect(coders.problems).toHaveLength(1);
    expect(coders.problems[0]).toContain('Row 2: There is no code "15-1131"');
  });

  it('say where a file is none', async () => {
    const { coders } = await toolsOf();
    await coders.load(csv('x\n', 'none.csv'));
    expect(coders.task.problem).toContain('none.csv has no column title, code');
  });
});
