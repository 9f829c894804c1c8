/** @file What records of coding runs do, wherever they are kept: run by the unit tests in memory and by the browser tests in IndexedDB. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CodedTitle } from '../../src/core/coding/types.ts';
import { additions } from '../../src/store/coding-answers.ts';
import { moveRecords } from '../../src/store/coding-move.ts';
import {
  memoryRecords,
  type CodingRecords,
  type RunFacts,
  type RunKey,
  type StoredAnswer,
  type StoredCalibration,
  type StoredCorrection,
} from '../../src/store/coding-records.ts';

export const FILE = 'ab'.repeat(32);
export const OTHER_FILE = 'cd'.repeat(32);
export const KEY: RunKey = { fileSha256: FILE, column: 'Job title', settings: 'model-1' };
export const FACTS: RunFacts = {
  fileName: 'titles.csv',
  rows: 12,
  distinct: 6,
  started: '2026-01-02T03:04:05.000Z',
};
export const CORRECTIONS: readonly StoredCorrection[] = [
  { title: 'sr. nurse', code: '29-1141.00', date: '2026-01-03T00:00:00.000Z' },
  { title: 'baker (nights)', code: '51-3011.00', date: '2026-01-03T00:01:00.000Z' },
];

export const ANSWERS: readonly StoredAnswer[] = [
  { title: 'sr. nurse', kind: 'code', code: '29-1141.00', date: '2026-01-04T00:00:00.000Z' },
  { title: 'n/a', kind: 'none', code: '', date: '2026-01-04T00:01:00.000Z' },
  { title: 'lead', kind: 'skip', code: '', date: '2026-01-04T00:02:00.000Z' },
];

/** A coded title with something in every field. */
export function coded(raw: string): CodedTitle {
  const label = { name: 'mid', confidence: 0.1 + 0.2 };
  return {
    raw,
    clean: raw.trim(),
    kept: [{ text: raw.trim(), start: 0, end: raw.length }],
    removed: [{ text: 'nights', start: 2, end: 8, kind: 'shift' }],
    reason: null,
    jobs: [
      {
        title: raw.trim(),
        source: 'model',
        steps: [
          { detail: 'detailed', code: '51-3011.00', confidence: 1 / 3 },
          { detail: 'major', code: '51', confidence: 2 / 3 },
        ],
        alternatives: [{ code: '51-3011.00', confidence: 1 / 3, titles: ['Baker'] }],
        nearest: [{ title: 'Baker', code: '51-3011.00', cosine: 0.987654321 }],
        level: label,
        area: label,
      },
    ],
  };
}

const CALIBRATION: StoredCalibration = {
  kind: 'known-codes',
  knownColumn: 'soc_code',
  weightColumn: null,
};

export async function allResults(records: CodingRecords, key: RunKey): Promise<CodedTitle[]> {
  const titles: CodedTitle[] = [];
  for await (const piece of records.results(key)) titles.push(...piece);
  return titles;
}

/**
 * Adds the tests to the suite around them.
 * @param visit records that are empty before a test's first visit; a later visit of the same test finds what was kept
 */
export function testCodingRecords(visit: () => CodingRecords): void {
  it('goes on at the next visit, with the results in the order of their commit', async () => {
    const first = visit();
    expect(await first.begin(KEY, FACTS)).toEqual({ done: 0 });
    await first.append(KEY, [coded('zoo keeper'), coded('baker')]);
    await first.append(KEY, [coded('actor')]);
    const second = visit();
    expect(await second.begin(KEY, { ...FACTS, started: '2026-02-01T00:00:00.000Z' })).toEqual({ done: 3 });
    await second.append(KEY, [coded(' welder ')]);
    const third = visit();
    expect(await third.begin(KEY, FACTS)).toEqual({ done: 4 });
    expect(await allResults(third, KEY)).toEqual(['zoo keeper', 'baker', 'actor', ' welder '].map(coded));
    expect(await third.list()).toMatchObject([{ done: 4, started: FACTS.started }]);
  });

  it('gives any titles back as they were, batch for batch, also beyond ten batches', async () => {
    const titles = fc.array(fc.string({ unit: 'binary', maxLength: 8 }), { minLength: 1, maxLength: 3 });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(titles, { maxLength: 25 }), fc.nat(25), async (batches, visitAgain) => {
        const key = { ...KEY, column: `column ${run++}` };
        let records = visit();
        await records.begin(key, FACTS);
        for (const [index, batch] of batches.entries()) {
          if (index === visitAgain) records = visit();
          await records.append(key, batch.map(coded));
        }
        const pieces: string[][] = [];
        for await (const piece of records.results(key)) pieces.push(piece.map(({ raw }) => raw));
        expect(pieces).toEqual(batches);
        expect(await records.begin(key, FACTS)).toEqual({ done: batches.flat().length });
      }),
      { numRuns: 12 },
    );
  });

  it('commits overlapping calls one after the other and loses none', async () => {
    const [records, otherTab] = [visit(), visit()];
    await records.begin(KEY, FACTS);
    const names = Array.from({ length: 12 }, (_, index) => `title ${index}`);
    await Promise.all(
      names.map((name, index) => (index % 2 ? records : otherTab).append(KEY, [coded(name)])),
    );
    const raws = (await allResults(records, KEY)).map(({ raw }) => raw);
    expect(raws.toSorted()).toEqual(names.toSorted());
    expect(await records.begin(KEY, FACTS)).toEqual({ done: 12 });
  });

  it('results under other settings are dropped, corrections stay', async () => {
    const records = visit();
    await records.begin(KEY, FACTS);
    await records.append(KEY, [coded('baker')]);
    await records.saveCorrections(FILE, additions(CORRECTIONS));
    const changed = { ...KEY, settings: 'model-2' };
    expect(await records.begin(changed, FACTS)).toEqual({ done: 0 });
    expect(await allResults(records, changed)).toEqual([]);
    expect(await visit().list()).toMatchObject([{ settings: 'model-2', done: 0, bytes: 0 }]);
    expect(await visit().corrections(FILE)).toEqual(CORRECTIONS);
    expect(await records.begin(KEY, FACTS), 'the old settings start anew').toEqual({ done: 0 });
    expect(await allResults(records, KEY)).toEqual([]);
  });

  it('keeps runs of other columns and other files apart, whatever their names', async () => {
    const records = visit();
    const keys = [
      KEY,
      ...['Job title/0', 'Job', '"]', 'corrections', '', '\ud800'].map((column) => ({ ...KEY, column })),
      { ...KEY, fileSha256: OTHER_FILE, settings: 'model-2' },
    ];
    for (const [index, key] of keys.entries()) {
      await records.begin(key, FACTS);
      await records.append(key, [coded(`title ${index}`)]);
    }
    for (const [index, key] of keys.entries())
      expect(await allResults(records, key)).toEqual([coded(`title ${index}`)]);
    expect(await records.list()).toHaveLength(keys.length);
  });

  it('lists what is kept, newest first, with its size', async () => {
    const records = visit();
    expect(await records.list()).toEqual([]);
    await records.begin(KEY, FACTS);
    await records.append(KEY, [coded('baker'), coded('actor')]);
    const newer = { ...FACTS, fileName: 'newer.csv', started: '2026-01-02T03:04:06.000Z' };
    await records.begin({ ...KEY, fileSha256: OTHER_FILE }, newer);
    const oldest = { ...FACTS, started: '2025-12-31T23:59:59.000Z' };
    await records.begin({ ...KEY, column: 'Other' }, oldest);
    const [first, second, third, ...more] = await visit().list();
    expect(more).toEqual([]);
    expect(first).toEqual({ ...KEY, ...newer, fileSha256: OTHER_FILE, done: 0, bytes: 0 });
    expect(second).toEqual({ ...KEY, ...FACTS, done: 2, bytes: second?.bytes });
    expect(second?.bytes).toBeGreaterThan(JSON.stringify(coded('baker')).length);
    expect(third).toMatchObject({ column: 'Other', done: 0 });
  });

  it('keeps no other field of what it is given', async () => {
    const records = visit();
    const salary = { salary: 'secret-120000' };
    await records.begin({ ...KEY, ...salary }, { ...FACTS, ...salary });
    await records.append({ ...KEY, ...salary }, [{ ...coded('baker'), ...salary }]);
    await records.saveCorrections(FILE, additions([{ ...CORRECTIONS[0]!, ...salary }]));
    await records.saveAudit(FILE, additions([{ ...ANSWERS[0]!, ...salary }]));
    const next = visit();
    const answers = [await next.corrections(FILE), await next.audit(FILE)];
    expect(answers).toEqual([[CORRECTIONS[0]], [ANSWERS[0]]]);
    const kept = [await next.list(), await allResults(next, KEY), ...answers];
    expect(kept[1]).toEqual([coded('baker')]);
    expect(JSON.stringify(kept)).not.toContain('secret');
  });

  it('corrections and answers of the audit are there at the next visit, for their file alone', async () => {
    const records = visit();
    for (const fileSha256 of [FILE, OTHER_FILE]) await records.begin({ ...KEY, fileSha256 }, FACTS);
    expect([await records.corrections(FILE), await records.audit(FILE)]).toEqual([[], []]);
    const reasoned = { ...CORRECTIONS[1]!, code: '', reason: 'too-general' as const };
    await records.saveCorrections(FILE, additions([CORRECTIONS[0]!, reasoned]));
    await records.saveAudit(FILE, additions(ANSWERS));
    expect(await visit().corrections(FILE)).toEqual([CORRECTIONS[0], reasoned]);
    expect(await visit().audit(FILE)).toEqual(ANSWERS);
    expect([await visit().corrections(OTHER_FILE), await visit().audit(OTHER_FILE)]).toEqual([[], []]);
  });

  it('how a file was calibrated is there at the next visit, until it is taken away', async () => {
    const records = visit();
    for (const fileSha256 of [FILE, OTHER_FILE]) await records.begin({ ...KEY, fileSha256 }, FACTS);
    expect(await records.calibration(FILE)).toBeNull();
    await records.saveCalibration(FILE, { ...CALIBRATION, salary: 'secret-120000' } as StoredCalibration);
    // The next run of the file finds it too.
    await records.begin({ ...KEY, settings: 'other' }, FACTS);
    expect([await visit().calibration(FILE), await visit().calibration(OTHER_FILE)]).toEqual([
      CALIBRATION,
      null,
    ]);
    expect(await visit().list()).toHaveLength(2);
    await records.saveCalibration(FILE, null);
    expect(await visit().calibration(FILE)).toBeNull();
  });

  it('two tabs that correct one file lose nothing of each other, and the later answer holds', async () => {
    const [here, there] = [visit(), visit()];
    await here.begin(KEY, FACTS);
    const [nurse, baker] = [CORRECTIONS[0]!, CORRECTIONS[1]!];
    await Promise.all([
      here.saveCorrections(FILE, additions([nurse])),
      there.saveCorrections(FILE, additions([baker])),
    ]);
    expect(await visit().corrections(FILE)).toEqual([nurse, baker]);
    // Equal titles are one, however they are written; whoever comes last with an older answer changes nothing.
    const later = { title: 'SR. Nurse', code: '29-1171.00', date: '2026-01-05T00:00:00.000Z' };
    await there.saveCorrections(FILE, [{ before: nurse, after: later }]);
    await here.saveCorrections(FILE, additions([{ ...nurse, date: '2026-01-04T00:00:00.000Z' }]));
    expect(await visit().corrections(FILE)).toEqual([later, baker]);
    // An undo deletes its own answer, and not one that another tab gave meanwhile.
    await here.saveCorrections(FILE, [{ before: nurse, after: null }]);
    await here.saveCorrections(FILE, [{ before: baker, after: null }]);
    expect(await visit().corrections(FILE)).toEqual([later]);
    // It puts the one before back, which is older.
    await there.saveCorrections(FILE, [{ before: later, after: nurse }]);
    expect(await visit().corrections(FILE)).toEqual([nurse]);
    await there.saveCorrections(FILE, [{ before: nurse, after: null }]);
    expect(await visit().corrections(FILE)).toEqual([]);
  });

  it('answers of the audit are of titles as they are written', async () => {
    const records = visit();
    await records.begin(KEY, FACTS);
    const answers = ['Lead', 'lead'].map((title) => ({ ...ANSWERS[0]!, title }));
    await records.saveAudit(FILE, additions(answers));
    await records.saveAudit(FILE, [{ before: answers[0]!, after: null }]);
    expect(await visit().audit(FILE)).toEqual([answers[1]]);
  });

  it('forgets one file and no other', async () => {
    const records = visit();
    const other = { ...KEY, fileSha256: OTHER_FILE };
    for (const key of [KEY, { ...KEY, column: 'Other' }, other]) {
      await records.begin(key, FACTS);
      await records.append(key, [coded('baker')]);
      await records.saveCorrections(key.fileSha256, additions(CORRECTIONS));
      await records.saveAudit(key.fileSha256, additions(ANSWERS));
    }
    await records.forget(FILE);
    const next = visit();
    expect(await next.list()).toMatchObject([{ fileSha256: OTHER_FILE, done: 1 }]);
    expect(await allResults(next, KEY)).toEqual([]);
    expect([await next.corrections(FILE), await next.audit(FILE)]).toEqual([[], []]);
    expect([await next.has(FILE), await next.has(OTHER_FILE)]).toEqual([false, true]);
    expect(await next.audit(OTHER_FILE)).toEqual(ANSWERS);
    expect(await allResults(next, other)).toEqual([coded('baker')]);
    expect(await next.corrections(OTHER_FILE)).toEqual(CORRECTIONS);
    expect(await next.begin(KEY, FACTS)).toEqual({ done: 0 });
  });

  it('a file that was forgotten does not come back by a run that is still at work', async () => {
    const [working, otherTab] = [visit(), visit()];
    await working.begin(KEY, FACTS);
    await working.append(KEY, [coded('baker')]);
    await working.append(KEY, [coded('actor')]);
    const reading = working.results(KEY)[Symbol.asyncIterator]();
    expect(await reading.next()).toMatchObject({ value: [{ raw: 'baker' }] });
    await otherTab.forget(FILE);
    await expect(reading.next()).rejects.toMatchObject({ reason: 'removed' });
    await expect(working.append(KEY, [coded('welder')])).rejects.toMatchObject({
      name: 'CodingStoreError',
      reason: 'removed',
    });
    for (const save of [
      working.saveCorrections(FILE, additions(CORRECTIONS)),
      working.saveAudit(FILE, additions(ANSWERS)),
      working.saveCalibration(FILE, CALIBRATION),
    ])
      await expect(save).rejects.toMatchObject({ reason: 'removed' });
    expect(await otherTab.list()).toEqual([]);
    expect(await otherTab.has(FILE)).toBe(false);
  });

  it('a file of which nothing is to be kept moves to other records, and nothing of it is left', async () => {
    const records = visit();
    const [column, other] = [
      { ...KEY, column: 'Other' },
      { ...KEY, fileSha256: OTHER_FILE },
    ];
    for (const key of [KEY, column, other]) {
      await records.begin(key, FACTS);
      await records.append(key, [coded('baker')]);
    }
    await records.append(KEY, [coded('actor')]);
    await records.saveCorrections(FILE, additions(CORRECTIONS));
    await records.saveAudit(FILE, additions(ANSWERS));
    await records.saveCalibration(FILE, CALIBRATION);
    const inTab = memoryRecords();
    await inTab.begin(KEY, FACTS);
    expect(await moveRecords(records, inTab, KEY)).toBe(true);
    expect(await allResults(inTab, KEY)).toEqual(['baker', 'actor'].map(coded));
    expect(await inTab.corrections(FILE)).toEqual(CORRECTIONS);
    expect(await inTab.audit(FILE)).toEqual(ANSWERS);
    expect(await inTab.calibration(FILE)).toEqual(CALIBRATION);
    expect(await visit().has(FILE)).toBe(false);
    expect(await visit().list()).toMatchObject([{ fileSha256: OTHER_FILE, done: 1 }]);
    expect(await moveRecords(records, inTab, KEY)).toBe(false);
    expect(await allResults(inTab, KEY)).toHaveLength(2);
  });
}
