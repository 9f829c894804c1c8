/** Corrections of one title and of all that the table shows: codes, groups and reasons, undone, kept, exported and compared. */
import { describe, expect, it } from 'vitest';
import { KnownProblems } from '../../src/features/normalize/known-problems.svelte.ts';
import { NormalizeTools } from '../../src/features/normalize/normalize-tools.svelte.ts';
import type { Download } from '../../src/features/normalize/table-export.svelte.ts';
import { BATCH_TITLES } from '../../src/features/normalize/code-batches.ts';
import type { CodingTools } from '../../src/features/normalize/ports.ts';
import { csv, fakePorts, fakeTools } from './normalize-fixture.ts';

const FILE = 'title\nNurse\nnurse\nPartner\nPartner B\nPartner\nLead\nn/a\n';
const [NURSE, PARTNER, OTHER_PARTNER] = [0, 2, 3];

async function toolsOf(text = FILE): Promise<NormalizeTools> {
  const tools = new NormalizeTools(fakePorts());
  await tools.file.open(csv(text));
  await tools.code();
  return tools;
}

async function exported(
  tools: NormalizeTools,
): Promise<{ lines: string[]; record: Record<string, unknown> }> {
  let files: readonly Download[] = [];
  await tools.export.make((made) => (files = made));
  expect(tools.export.task.problem).toBeNull();
  const [table, record] = await Promise.all(files.map(({ blob }) => blob.text()));
  return { lines: table!.split('\r\n'), record: JSON.parse(record!) as Record<string, unknown> };
}

describe('a correction', () => {
  it('may be a group, or that there is no code', async () => {
    const { review } = await toolsOf();
    expect(review.correct(PARTNER, '13-1')).toBe(true);
    expect(review.row(PARTNER).coded!.jobs[0]!.steps.map(({ code }) => code)).toEqual([
      '',
      '',
      '',
      '13-1',
      '13',
    ]);
    expect(review.refuse(PARTNER, 'too-general')).toBe(true);
    expect(review.row(PARTNER)).toMatchObject({
      corrected: true,
      coded: { reason: 'too-general', reasonSource: 'correction', jobs: [] },
    });
    review.undo();
    expect(review.correction(PARTNER)).toMatchObject({ code: '13-1' });
    expect(review.refuse(99, 'too-general')).toBe(false);
  });

  it('is in the export, with its reason and who gave it', async () => {
    const tools = await toolsOf();
    tools.review.refuse(PARTNER, 'company-name');
    const { lines, record } = await exported(tools);
    const [header, partner] = [lines[0]!.split(','), lines[3]!.split(',')];
    const cell = (name: string) => partner[header.indexOf(`rolemap_${name}`)];
    expect([cell('answer'), cell('reason'), cell('source')]).toEqual(['', 'company name', 'correction']);
    expect(record).toMatchObject({
      counts: { byReason: { 'company-name': 2 }, bySource: { correction: 2 } },
    });
  });

  it('goes to a file and comes back', async () => {
    const first = await toolsOf();
    first.review.refuse(PARTNER, 'not-english');
    first.review.correct(NURSE, '29-1');
    const text = first.coders.text()!;
    expect(text).toContain('title,code,reason,coder,date');
    const second = await toolsOf();
    await second.coders.load(csv(text, 'corrections.csv'));
    expect(second.coders.problems).toEqual([]);
    expect(second.review.correction(PARTNER)).toMatchObject({ code: '', reason: 'not-english' });
    expect(second.review.correction(NURSE)).toMatchObject({ code: '29-1' });
  });

  it('is kept for the next visit', async () => {
    const ports = fakePorts();
    const visit = async () => {
      const tools = new NormalizeTools(ports);
      await tools.file.open(csv(FILE));
      await tools.code();
      return tools;
    };
    const { review } = await visit();
    review.refuse(PARTNER, 'not-sure');
    await new Promise((resolve) => setTimeout(resolve));
    expect((await visit()).review.correction(PARTNER)).toMatchObject({ code: '', reason: 'not-sure' });
  });
});

describe('all titles shown', () => {
  it('are corrected as one step, and the sentence says how many titles and rows', async () => {
    const { review } = await toolsOf();
    review.correct(OTHER_PARTNER, '13-1071.00');
    review.arrange({ filter: { text: 'partner' } });
    review.correctShown({ code: '11-3121.00' });
    expect(review.notice).toBe(
      '2 titles of 3 rows corrected to 11-3121.00 Human Resources Managers. 1 title had another correction before.',
    );
    expect([PARTNER, OTHER_PARTNER].map((id) => review.correction(id)?.code)).toEqual([
      '11-3121.00',
      '11-3121.00',
    ]);
    review.undo();
    expect(review.notice).toBe('The correction of 2 titles is taken back.');
    expect([PARTNER, OTHER_PARTNER].map((id) => review.correction(id)?.code)).toEqual([
      undefined,
      '13-1071.00',
    ]);
    review.undo();
    expect([review.corrections.size, review.canUndo]).toEqual([0, false]);
  });

  it('take equal titles with them, and may be refused at once', async () => {
    const { review } = await toolsOf();
    review.arrange({ filter: { titles: { name: 'one', ids: new Set([NURSE]) } } });
    review.correctShown({ code: '', reason: 'too-general' });
    expect(review.notice).toBe('2 titles of 2 rows corrected to no code: too general.');
    expect(review.row(1).coded!.reason).toBe('too-general');
  });

  it('are none where nothing matches', async () => {
    const { review } = await toolsOf();
    review.arrange({ filter: { text: 'no such title' } });
    review.correctShown({ code: '15-1252.00' });
    expect([review.notice, review.canUndo]).toEqual(['', false]);
  });
});

it('a file of corrections may be the file of an audit: its reasons are that no code is possible', async () => {
  const tools = await toolsOf();
  await tools.auditFile.load(
    csv('title,code,reason\nNurse,29-1141.00\nPartner,,too general\nLead,15-1131\n'),
  );
  expect(tools.problem).toBeNull();
  expect(tools.auditFile.problems).toHaveLength(1);
  expect(tools.auditFile.problems[0]).toContain('Row 4: There is no code');
  expect([...tools.audit.given.values()].map(({ kind }) => kind).sort()).toEqual(['code', 'code', 'none']);
});

describe('known codes that cannot be used', () => {
  it('are listed by row', async () => {
    const { file, review } = await toolsOf('title,soc\nNurse,29-1141\nPartner,15-1131\nLead,\nNurse,x\n');
    const problems = new KnownProblems();
    await problems.list(file.table!, 1, review.taxonomy);
    expect(problems.found).toMatchObject({ count: 2, rows: [{ row: 3 }, { row: 5 }] });
    expect(problems.found!.rows[0]!.problem).toContain('no code "15-1131"');
    problems.forget();
    expect(problems.found).toBeNull();
  });
});

it('the record of a run that is not done says what is missing', async () => {
  let calls = 0;
  const code: CodingTools['code'] = (input) =>
    ++calls > 1 ? Promise.reject(new Error('The coder has stopped')) : fakeTools().code(input);
  const tools = new NormalizeTools(fakePorts({ tools: fakeTools({ code, parallel: 1 }) }));
  const titles = Array.from({ length: BATCH_TITLES + 10 }, (_, at) => `Nurse ${at}`);
  await tools.file.open(csv(['title', ...titles].join('\n')));
  await tools.code();
  tools.export.format = 'jsonl';
  const { record } = await exported(tools);
  expect(record).toMatchObject({
    output: { formulasDefused: false },
    counts: { notCoded: 10, bySource: { model: BATCH_TITLES } },
    secondsOf: `coding ${BATCH_TITLES} distinct titles, without loading and pauses; 10 were not coded yet`,
  });
});
