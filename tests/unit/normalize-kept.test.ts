/** What is kept of the user's decisions: the audit over a closed tab, two tabs of one file, and a file of which nothing is to be kept. */
import { render } from 'svelte/server';
import { describe, expect, it, vi } from 'vitest';
import { CodingStoreError } from '../../src/store/coding-errors.ts';
import { memoryRecords, type CodingRecords } from '../../src/store/coding-records.ts';
import FileFound from '../../src/features/normalize/FileFound.svelte';
import { NormalizeTools } from '../../src/features/normalize/normalize-tools.svelte.ts';
import type { CodingTools } from '../../src/features/normalize/ports.ts';
import { csv, fakePorts, fakeTools } from './normalize-fixture.ts';

const FILE = 'title\nNurse\nPartner\nNurse\nLead\nn/a\n';
const SHA = `hash-of-${FILE.length}`;
const PARTNER = 1;
const LEAD = 2;

/** A tab with the file open and coded. @param stored what outlives the tab */
async function tab(
  stored: CodingRecords,
  { keepNothing = false, inMemory = memoryRecords(), tools = fakeTools() } = {},
): Promise<NormalizeTools> {
  const ports = fakePorts({ records: (keep) => (keep ? stored : inMemory), tools });
  const opened = new NormalizeTools(ports);
  opened.keptFiles.nothing = keepNothing;
  await opened.file.open(csv(FILE));
  await opened.code();
  return opened;
}

const codeOf = (tools: NormalizeTools, id: number) => tools.review.row(id).coded!.jobs[0]!.steps[0]!.code;
const kinds = ({ audit }: NormalizeTools) => [...audit.given.values()].map(({ kind }) => kind);

describe('an audit', () => {
  it('goes on after a closed tab, with what was skipped and what was undone', async () => {
    const stored = memoryRecords();
    const first = await tab(stored);
    first.audit.begin();
    const [one, two] = first.audit.items;
    first.audit.give({ kind: 'code', code: '29-1141.00' });
    first.audit.give({ kind: 'skip' });
    first.audit.give({ kind: 'none' });
    first.audit.undo();
    await vi.waitFor(async () => expect(await stored.audit(SHA)).toHaveLength(2));
    const second = await tab(stored);
    expect(second.audit.items).toEqual(first.audit.items);
    expect([...second.audit.given]).toEqual([...first.audit.given]);
    expect(second.audit.given.get(one!.title)).toMatchObject({ kind: 'code', code: '29-1141.00' });
    expect([second.audit.rowsDone, second.audit.open]).toEqual([one!.drawn + two!.drawn, false]);
    second.audit.returnToSkipped();
    await vi.waitFor(async () => expect(await stored.audit(SHA)).toHaveLength(1));
  });

  it('is in this tab alone where nothing is to be kept, and forgotten with its file', async () => {
    const [stored, inMemory] = [memoryRecords(), memoryRecords()];
    const tools = await tab(stored, { keepNothing: true, inMemory });
    tools.audit.begin();
    tools.audit.give({ kind: 'none' });
    await vi.waitFor(async () => expect(await inMemory.audit(SHA)).toHaveLength(1));
    expect(await stored.has(SHA)).toBe(false);
    const kept = await tab(stored);
    kept.audit.begin();
    kept.audit.give({ kind: 'none' });
    await vi.waitFor(async () => expect(await stored.audit(SHA)).toHaveLength(1));
    await kept.forget();
    expect([kept.problem, await stored.has(SHA)]).toEqual([null, false]);
    await tools.forget();
    expect(await inMemory.has(SHA)).toBe(false);
  });

  it('that was loaded from a file is kept too', async () => {
    const stored = memoryRecords();
    const tools = await tab(stored);
    await tools.auditFile.load(
      csv('title,code,date\nNurse,29-1141.00,2026-01-01\nLead,99-9999.00,\n', 'audit.csv'),
    );
    expect(tools.auditFile.task.problem).toBeNull();
    await vi.waitFor(async () => expect(await stored.audit(SHA)).toHaveLength(2));
    expect(kinds(await tab(stored)).toSorted()).toEqual(['code', 'none']);
  });
});

describe('a calibration in force', () => {
  const KNOWN = [
    'title,soc_code,count',
    ...Array.from({ length: 60 }, (_, at) => `Nurse ${at % 30},${at % 3 === 0 ? '11-3121' : '29-1141'},2`),
  ].join('\n');
  const KNOWN_SHA = `hash-of-${KNOWN.length}`;

  async function codedTab(
    stored: CodingRecords,
    weightColumn: number | null = null,
  ): Promise<NormalizeTools> {
    const tools = new NormalizeTools(fakePorts({ records: () => stored }));
    await tools.file.open(csv(KNOWN));
    if (weightColumn !== null) await tools.file.chooseOptional({ weightColumn });
    await tools.code();
    return tools;
  }

  it('on known codes comes back with its file, until it is taken back', async () => {
    const stored = memoryRecords();
    const first = await codedTab(stored);
    expect(first.trust.inForce).toBeNull();
    first.trust.useKnown();
    await vi.waitFor(async () => expect(await stored.calibration(KNOWN_SHA)).not.toBeNull());
    const second = await codedTab(stored);
    expect(second.trust.inForce).toEqual(first.trust.inForce);
    expect(second.review.row(0).coded).toEqual(first.review.row(0).coded);
    second.trust.takeBack();
    await vi.waitFor(async () => expect(await stored.calibration(KNOWN_SHA)).toBeNull());
    expect((await codedTab(stored)).trust.inForce).toBeNull();
  });

  it('with weights comes back where they are chosen again', async () => {
    const stored = memoryRecords();
    const first = await codedTab(stored, 2);
    first.trust.useKnown();
    await vi.waitFor(async () =>
      expect(await stored.calibration(KNOWN_SHA)).toMatchObject({ weightColumn: 'count' }),
    );
    expect((await codedTab(stored)).trust.inForce).toBeNull();
    const again = await codedTab(stored, 2);
    expect(again.trust.inForce).toMatchObject({ kind: 'known-codes', rows: 60 });
    // Without its weights it holds no longer, and does not come back either.
    await again.file.chooseOptional({ weightColumn: null });
    expect(again.trust.inForce).toBeNull();
    await vi.waitFor(async () => expect(await stored.calibration(KNOWN_SHA)).toBeNull());
  });

  it('on an audit comes back with its answers', async () => {
    const stored = memoryRecords();
    const first = await codedTab(stored);
    first.audit.begin();
    while (first.audit.current) first.audit.give({ kind: 'code', code: '29-1141.00' });
    first.trust.useAudit(first.audit.judged());
    await vi.waitFor(async () =>
      expect(await stored.calibration(KNOWN_SHA)).toEqual({
        ...{ kind: 'audit', knownColumn: null, weightColumn: null },
      }),
    );
    const second = await codedTab(stored, 2);
    expect(second.trust.inForce).toMatchObject({ kind: 'audit', rows: 60, detail: 'detailed' });
    await second.forget();
    expect(await stored.calibration(KNOWN_SHA)).toBeNull();
  });
});

describe('two tabs of one file', () => {
  it('keep the corrections of both, and see each other when they come to the front', async () => {
    const stored = memoryRecords();
    const [one, two] = [await tab(stored), await tab(stored)];
    one.review.correct(PARTNER, '11-3121.00');
    two.review.correct(LEAD, '11-1011.00');
    await vi.waitFor(async () => expect(await stored.corrections(SHA)).toHaveLength(2));
    expect(two.review.row(PARTNER).corrected).toBe(false);
    await two.takeOverOthers();
    await one.takeOverOthers();
    for (const tools of [one, two])
      expect([codeOf(tools, PARTNER), codeOf(tools, LEAD)]).toEqual(['11-3121.00', '11-1011.00']);
    // Each undoes its own, and deletes it.
    expect([one.review.canUndo, two.review.canUndo]).toEqual([true, true]);
    one.review.undo();
    await vi.waitFor(async () =>
      expect(await stored.corrections(SHA)).toMatchObject([{ title: 'Lead', code: '11-1011.00' }]),
    );
    await two.takeOverOthers();
    expect([two.review.row(PARTNER).corrected, two.review.row(LEAD).corrected]).toEqual([false, true]);
    expect(await tab(stored).then(({ review }) => review.corrections.size)).toBe(1);
  });

  it('do not undo what the other decided meanwhile', async () => {
    const stored = memoryRecords();
    const [one, two] = [await tab(stored), await tab(stored)];
    one.review.correct(PARTNER, '11-3121.00');
    await vi.waitFor(async () => expect(await stored.corrections(SHA)).toHaveLength(1));
    await two.takeOverOthers();
    // A clock's tick later: of two corrections of one instant the last one holds.
    await new Promise((resolve) => setTimeout(resolve, 2));
    two.review.correct(PARTNER, '13-1111.00');
    await vi.waitFor(async () =>
      expect(await stored.corrections(SHA)).toMatchObject([{ code: '13-1111.00' }]),
    );
    await one.takeOverOthers();
    expect([codeOf(one, PARTNER), one.review.canUndo]).toEqual(['13-1111.00', false]);
  });

  it('share an audit', async () => {
    const stored = memoryRecords();
    const [one, two] = [await tab(stored), await tab(stored)];
    one.audit.begin();
    two.audit.begin();
    one.audit.give({ kind: 'none' });
    await vi.waitFor(async () => expect(await stored.audit(SHA)).toHaveLength(1));
    await two.takeOverOthers();
    expect(two.audit.current).toEqual(two.audit.items[1]);
    two.audit.give({ kind: 'skip' });
    await vi.waitFor(async () => expect(await stored.audit(SHA)).toHaveLength(2));
    await one.takeOverOthers();
    expect([kinds(one), one.audit.canUndo]).toEqual([['none', 'skip'], true]);
  });

  it('lose nothing of their own that could not be kept', async () => {
    const stored = memoryRecords();
    const full = {
      ...recordsOf(stored),
      saveCorrections: () => Promise.reject(new CodingStoreError('quota', 'vacancies.csv', 'it is full')),
    };
    const tools = await tab(full);
    tools.review.correct(PARTNER, '11-3121.00');
    await vi.waitFor(() => expect(tools.problem).toContain('it is full'));
    await tools.takeOverOthers();
    expect(codeOf(tools, PARTNER)).toBe('11-3121.00');
  });
});

/** The same records as an object whose methods can be replaced. */
function recordsOf(records: CodingRecords): CodingRecords {
  return {
    begin: (key, facts) => records.begin(key, facts),
    append: (key, results) => records.append(key, results),
    results: (key) => records.results(key),
    saveCorrections: (sha, changes) => records.saveCorrections(sha, changes),
    corrections: (sha) => records.corrections(sha),
    saveAudit: (sha, changes) => records.saveAudit(sha, changes),
    audit: (sha) => records.audit(sha),
    saveCalibration: (sha, calibration) => records.saveCalibration(sha, calibration),
    calibration: (sha) => records.calibration(sha),
    has: (sha) => records.has(sha),
    list: () => records.list(),
    forget: (sha) => records.forget(sha),
  };
}

describe('"Keep nothing on this computer" for a file that is stored from before', () => {
  it('deletes all of it, says so, and goes on with it in the tab', async () => {
    const stored = memoryRecords();
    const first = await tab(stored);
    first.review.correct(PARTNER, '11-3121.00');
    first.audit.begin();
    first.audit.give({ kind: 'none' });
    await vi.waitFor(async () =>
      expect([(await stored.corrections(SHA)).length, (await stored.audit(SHA)).length]).toEqual([1, 1]),
    );
    const code = vi.fn<CodingTools['code']>((input) => fakeTools().code(input));
    const second = await tab(stored, { keepNothing: true, tools: fakeTools({ code }) });
    expect(await stored.has(SHA)).toBe(false);
    expect(await stored.list()).toEqual([]);
    expect(second.notice).toContain('vacancies.csv was stored in this browser from before: that is deleted.');
    expect([second.run.phase, code.mock.calls.length]).toEqual(['done', 0]);
    expect([codeOf(second, PARTNER), kinds(second)]).toEqual(['11-3121.00', ['none']]);
    // Nor does what is done from now on come there, nor the other tab's.
    second.review.correct(LEAD, '11-1011.00');
    second.audit.give({ kind: 'skip' });
    first.review.correct(LEAD, '11-1011.00');
    await vi.waitFor(() => expect(first.problem).toContain('another tab may have removed them'));
    expect(await stored.has(SHA)).toBe(false);
  });

  it('warns before it does, where the box is ticked', async () => {
    const stored = memoryRecords();
    await tab(stored);
    const words = (tools: NormalizeTools) => render(FileFound, { props: { tools } }).body;
    const second = new NormalizeTools(fakePorts({ records: (keep) => (keep ? stored : memoryRecords()) }));
    await second.file.open(csv(FILE));
    await second.keptFiles.look();
    expect(second.keptFiles.isStored).toBe(true);
    expect(words(second)).not.toContain('Coding it deletes that here');
    second.keptFiles.nothing = true;
    expect(words(second)).toContain('Coding it deletes that here');
    expect(await stored.has(SHA)).toBe(true);
    // Of another file nothing is stored.
    await second.file.open(csv('title\nCook\n', 'other.csv'));
    await second.keptFiles.look();
    expect(words(second)).not.toContain('Coding it deletes that here');
  });

  it('says nothing where nothing was stored, or the browser keeps nothing at all', async () => {
    const nothing = {
      ...recordsOf(memoryRecords()),
      has: () => Promise.reject(new CodingStoreError('unavailable', 'vacancies.csv', 'there is no storage')),
    };
    for (const stored of [memoryRecords(), nothing]) {
      const tools = await tab(stored, { keepNothing: true });
      expect([tools.run.phase, tools.notice, tools.problem]).toEqual(['done', '', null]);
    }
  });

  it('says why where something is left', async () => {
    const stored = memoryRecords();
    await tab(stored);
    const leaving = {
      ...recordsOf(stored),
      forget: () => Promise.reject(new CodingStoreError('left-over', 'vacancies.csv', '3 records are left')),
    };
    const tools = await tab(leaving, { keepNothing: true });
    expect([tools.run.phase, tools.notice]).toEqual(['done', '']);
    expect(tools.problem).toContain('3 records are left');
  });
});

describe('a choice between two coders', () => {
  it('is one step of undo, and keeps the steps before', async () => {
    const tools = await tab(memoryRecords());
    const { coders, review } = tools;
    review.correct(LEAD, '11-1011.00');
    review.correct(PARTNER, '11-3121.00');
    await coders.load(csv('title,code\nPartner,13-1111.00\n', 'second.csv'));
    const [conflict] = coders.comparison!.conflicts;
    review.correct(LEAD, '11-2021.00');
    coders.choose(conflict!, 'second');
    coders.choose(conflict!, 'first');
    coders.choose(conflict!, 'second');
    expect([codeOf(tools, PARTNER), coders.open]).toEqual(['13-1111.00', 0]);
    review.undo();
    expect([codeOf(tools, PARTNER), [...coders.choices.values()]]).toEqual(['11-3121.00', ['first']]);
    review.undo();
    review.undo();
    expect([codeOf(tools, PARTNER), coders.open, codeOf(tools, LEAD)]).toEqual([
      '11-3121.00',
      1,
      '11-2021.00',
    ]);
    review.undo();
    expect(codeOf(tools, LEAD)).toBe('11-1011.00');
  });
});
