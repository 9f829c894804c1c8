/** The audit: the sample, the answers of the user, and what they say of the coder. */
import { describe, expect, it } from 'vitest';
import { auditFigures, type AuditGiven } from '../../src/features/normalize/audit-figures.ts';
import { LEAST_AUDITED, seedOf } from '../../src/features/normalize/audit.svelte.ts';
import { UNCLASSIFIED } from '../../src/core/coding/trust/corrections.ts';
import { NormalizeTools } from '../../src/features/normalize/normalize-tools.svelte.ts';
import { coded, csv, fakePorts } from './normalize-fixture.ts';

const NURSE: AuditGiven = { kind: 'code', code: '29-1141.00' };
const OTHER: AuditGiven = { kind: 'code', code: '11-3121.00' };
/** 300 rows: 100 titles of nurses, 50 of partners, each twice. */
const FILE = [
  'title',
  ...Array.from({ length: 200 }, (_, at) => `Nurse ${at % 100}`),
  ...Array.from({ length: 100 }, (_, at) => `Partner ${at % 50}`),
].join('\n');

async function toolsOf(text = FILE): Promise<NormalizeTools> {
  const tools = new NormalizeTools(fakePorts());
  await tools.file.open(csv(text));
  await tools.code();
  return tools;
}

/** Answers as a user who is right about nurses, and takes partners for managers. */
function answer({ audit }: NormalizeTools, titles = Infinity): void {
  for (let done = 0; done < titles && audit.current; done++)
    audit.give(audit.title.startsWith('Nurse') ? NURSE : OTHER);
}

describe('the sample', () => {
  it('is of 200 rows, and the same for the same file', async () => {
    const [one, two] = [await toolsOf(), await toolsOf()];
    for (const { audit } of [one, two]) audit.begin();
    expect([one.audit.open, one.audit.rows]).toEqual([true, 200]);
    expect(one.audit.items).toEqual(two.audit.items);
    expect(one.audit.seed).toBe(two.audit.seed);
    expect(new Set(one.audit.items.map(({ title }) => title)).size).toBe(one.audit.items.length);
  });

  it('is all of a smaller file', async () => {
    const { audit } = await toolsOf('title\nNurse\nNurse\nPartner\n');
    audit.begin();
    expect([audit.rows, audit.items.length]).toEqual([3, 2]);
  });

  it('has a seed that the file decides', () => {
    // Offset basis and the published value of "a".
    expect([seedOf(''), seedOf('a')]).toEqual([0x811c9dc5, 0xe40c292c]);
  });
});

describe('answering', () => {
  it('goes from title to title, with skip and undo', async () => {
    const { audit } = await toolsOf();
    audit.begin();
    const first = audit.title;
    expect(audit.canUndo).toBe(false);
    audit.give({ kind: 'skip' });
    const second = audit.title;
    expect(second).not.toBe(first);
    audit.give({ kind: 'none' });
    expect(audit.rowsDone).toBe(audit.items[0]!.drawn + audit.items[1]!.drawn);
    expect(audit.rowsSkipped).toBe(audit.items[0]!.drawn);
    audit.undo();
    expect(audit.title).toBe(second);
    audit.undo();
    expect([audit.title, audit.canUndo, audit.rowsDone]).toEqual([first, false, 0]);
  });

  it('can be left and taken up again', async () => {
    const tools = await toolsOf();
    const { audit } = tools;
    audit.begin();
    answer(tools, 5);
    const next = audit.title;
    audit.open = false;
    audit.begin();
    expect([audit.open, audit.title, audit.given.size]).toEqual([true, next, 5]);
  });

  it('ends, and goes back to what was skipped', async () => {
    const tools = await toolsOf();
    const { audit } = tools;
    audit.begin();
    const first = audit.title;
    audit.give({ kind: 'skip' });
    answer(tools);
    expect([audit.current, audit.title, audit.rowsDone]).toEqual([null, '', 200]);
    audit.give(NURSE);
    audit.returnToSkipped();
    expect(audit.title).toBe(first);
    expect(audit.rowsSkipped).toBe(0);
  });

  it('goes with the file', async () => {
    const tools = await toolsOf();
    tools.audit.begin();
    answer(tools, 3);
    await tools.file.paste('Nurse');
    const { audit } = tools;
    expect([audit.open, audit.items.length, audit.given.size]).toEqual([false, 0, 0]);
  });
});

describe('what the audit says', () => {
  it('is said from 30 coded rows on', async () => {
    const tools = await toolsOf();
    const { audit } = tools;
    audit.begin();
    audit.give({ kind: 'skip' });
    while (audit.rowsDone - audit.rowsSkipped < LEAST_AUDITED) {
      expect(audit.figures).toBeNull();
      answer(tools, 1);
    }
    expect(audit.figures!.rows).toBe(audit.rowsDone - audit.rowsSkipped);
    expect(audit.figures!.skipped).toBe(audit.rowsSkipped);
  });

  it('is the accuracy by band and over all', async () => {
    const tools = await toolsOf();
    const { audit } = tools;
    audit.begin();
    answer(tools);
    const { bands, overall, rows } = audit.figures!;
    const [middle, high] = [bands[1]!, bands[4]!];
    expect([rows, middle.rows + high.rows]).toEqual([200, 200]);
    expect([middle.share, high.share]).toEqual([0, 1]);
    expect(overall.share).toBeCloseTo(high.rows / 200);
    expect(overall.interval.low).toBeLessThan(high.rows / 200);
  });

  it('corrects the confidence, but is itself of the confidence of the coder', async () => {
    const tools = await toolsOf();
    const { audit, trust, review } = tools;
    audit.begin();
    answer(tools);
    const before = audit.figures;
    trust.useAudit(audit.judged());
    expect(trust.inForce).toMatchObject({ kind: 'audit', rows: 200, detail: 'detailed' });
    const confidence = (id: number) => review.row(id).coded!.jobs[0]!.steps[0]!.confidence;
    // Laplace's rule on the rows of each block; a title of the sample leaves its own fold out.
    const inSample = new Set(audit.items.map(({ title }) => title));
    const [nurses, partners] = [before!.bands[4]!.rows, before!.bands[1]!.rows];
    for (const { id } of review.rows()) {
      const [rows, value] = id < 100 ? [nurses, confidence(id)] : [partners, 1 - confidence(id)];
      if (!inSample.has(id)) expect(value).toBeCloseTo(1 - 1 / (rows + 2), 3);
      expect(value).toBeLessThanOrEqual(1 - 1 / (rows + 2) + 1e-4);
      expect(value).toBeGreaterThan(1 - 1 / (0.7 * rows));
    }
    expect(audit.figures).toEqual(before);
  });

  it('counts no possible code as right where the coder gave none', () => {
    const none: AuditGiven = { kind: 'none' };
    const of = (raw: string, given: AuditGiven, drawn = 1) => ({ coded: coded(raw), given, drawn });
    const { overall, withoutCode, bands, skipped, rows } = auditFigures([
      of('n/a', none, 2),
      of('n/a', NURSE),
      of('Nurse', none),
      of('Nurse', NURSE, 3),
      of('Nurse', { kind: 'skip' }, 5),
    ]);
    expect(withoutCode).toMatchObject({ rows: 3, share: 2 / 3 });
    expect(bands[4]).toMatchObject({ rows: 4, share: 3 / 4 });
    expect([rows, skipped, overall.share]).toEqual([7, 5, 5 / 7]);
  });

  it('compares in the detail of the answer, and any job of several', () => {
    const share = (raw: string, code: string) =>
      auditFigures([{ coded: coded(raw), given: { kind: 'code', code }, drawn: 1 }]).overall.share;
    expect(share('Nurse', '29-1')).toBe(1);
    expect(share('Nurse', '29-2')).toBe(0);
    expect(share('Nurse/Partner', '13-1071.00')).toBe(1);
    expect(share('Nurse/Partner', '11-3121.00')).toBe(0);
  });
});

describe('the file of the audit', () => {
  it('holds what was answered, and is taken up again', async () => {
    const first = await toolsOf();
    expect(first.auditDownload()).toBeNull();
    first.audit.begin();
    first.audit.give({ kind: 'none' });
    first.audit.give({ kind: 'skip' });
    answer(first, 10);
    const { name, blob } = first.auditDownload()!;
    expect(name).toBe('vacancies-coded.audit.csv');
    const text = await blob.text();
    expect(text.trim().split('\r\n')).toHaveLength(12);
    expect(text).toContain(UNCLASSIFIED);

    const second = await toolsOf();
    await second.auditFile.load(csv(`${text}Someone Else,29-1141.00,,\r\n`, 'audit.csv'));
    expect(second.auditFile.task.problem).toBeNull();
    expect(second.auditFile.notice).toBe(
      '11 answers of the audit loaded from audit.csv. 1 title not in this sample.',
    );
    const answers = ({ audit }: NormalizeTools) => [...audit.given].filter(([, { kind }]) => kind !== 'skip');
    expect(answers(second)).toEqual(answers(first));
    // The one that was skipped is in hand.
    expect(second.audit.current).toEqual(first.audit.items[1]);
  });

  it('that is none says so', async () => {
    const tools = await toolsOf();
    await tools.auditFile.load(csv('a,b\n1,2\n', 'other.csv'));
    expect(tools.auditFile.task.problem).toContain('other.csv has no column title, code');
  });
});
