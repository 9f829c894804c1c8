/** @file What records of coding runs do, wherever they are kept: run by the unit tests in memory and by the browser tests in IndexedDB. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CodedTitle } from '../../src/core/coding/types.ts';
import type { CodingRecords, RunFacts, RunKey, StoredCorrection } from '../../src/store/coding-records.ts';

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
    await records.saveCorrections(FILE, CORRECTIONS);
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
    await records.saveCorrections(FILE, [{ ...CORRECTIONS[0]!, ...salary }]);
    const next = visit();
    const kept = [await next.list(), await allResults(next, KEY), await next.corrections(FILE)];
    expect(kept[1]).toEqual([coded('baker')]);
    expect(JSON.stringify(kept)).not.toContain('secret');
  });

  it('corrections replace those before; none are nothing', async () => {
    const records = visit();
    expect(await records.corrections(FILE)).toEqual([]);
    await records.saveCorrections(FILE, CORRECTIONS);
    await records.saveCorrections(FILE, CORRECTIONS.slice(1));
    expect(await visit().corrections(FILE)).toEqual(CORRECTIONS.slice(1));
    expect(await visit().corrections(OTHER_FILE)).toEqual([]);
    await records.saveCorrections(FILE, []);
    expect(await visit().corrections(FILE)).toEqual([]);
  });

  it('forgets one file and no other', async () => {
    const records = visit();
    const other = { ...KEY, fileSha256: OTHER_FILE };
    for (const key of [KEY, { ...KEY, column: 'Other' }, other]) {
      await records.begin(key, FACTS);
      await records.append(key, [coded('baker')]);
      await records.saveCorrections(key.fileSha256, CORRECTIONS);
    }
    await records.forget(FILE);
    const next = visit();
    expect(await next.list()).toMatchObject([{ fileSha256: OTHER_FILE, done: 1 }]);
    expect(await allResults(next, KEY)).toEqual([]);
    expect(await next.corrections(FILE)).toEqual([]);
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
    expect(await otherTab.list()).toEqual([]);
  });
}
