/** What the Normalize tab says of titles, without its page. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withGivenCode, withGivenReason } from '../../src/core/coding/apply-index.ts';
import { splitTitle } from '../../src/core/titles/split-title.ts';
import {
  arrange,
  BY_ROWS,
  expectedSaving,
  NO_FILTER,
  type RowFilter,
  type TitleRow,
} from '../../src/features/normalize/arrange.ts';
import { exportName } from '../../src/features/normalize/export-table.ts';
import { isNetworkRequest, isOwnFile } from '../../src/features/normalize/network-watch.svelte.ts';
import { piecesOf } from '../../src/features/normalize/pieces.ts';
import { RateMeter } from '../../src/features/normalize/rate.ts';
import { answerWords, summarise } from '../../src/features/normalize/row-summary.ts';
import {
  formatRows,
  progressSentence,
  shareWords,
  tradeSentence,
} from '../../src/features/normalize/sentences.ts';
import { coded } from './normalize-fixture.ts';

describe('the pieces of a title', () => {
  const shown = (raw: string) =>
    piecesOf({ raw, ...splitTitle(raw) })
      .map(({ text, struck }) => (struck ? `[${text}]` : text))
      .join('')
      .replaceAll('][', '');

  it('strike out what is not in the clean title', () => {
    expect(shown('URGENT: Staff Nurse - Nights')).toBe('[URGENT:] Staff Nurse [- Nights]');
    expect(shown('Lorry Driver')).toBe('Lorry Driver');
  });

  it('are the whole title, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (raw) => {
        const pieces = piecesOf({ raw, ...splitTitle(raw) });
        expect(pieces.map(({ text }) => text).join('')).toBe(raw);
      }),
    );
  });
});

describe('the rate', () => {
  it('is that of the last seconds', () => {
    const meter = new RateMeter();
    expect(meter.perSecond).toBeNull();
    meter.record(0, 0);
    expect(meter.perSecond).toBeNull();
    for (let second = 1; second <= 30; second++) meter.record(second, second * 10);
    for (let second = 31; second <= 60; second++) meter.record(second, 300 + (second - 30) * 50);
    expect(meter.perSecond).toBeCloseTo(50);
    expect(meter.secondsLeft(2000)).toBeCloseTo(4);
    meter.clear();
    expect(meter.secondsLeft(2000)).toBeNull();
  });
});

describe('a row', () => {
  const names = new Map([['29-1141.00', 'Registered Nurses']]);

  it('says code, occupation and confidence', () => {
    expect(summarise(coded('Nurse'), 0.85, names)).toMatchObject({
      ...{ status: 'coded', code: '29-1141.00', occupation: 'Registered Nurses', confidence: 0.97 },
      ...{ level: 'Specialist', area: 'Healthcare', source: 'model', reason: null },
    });
  });

  it('backs off where detail is doubtful, and says so', () => {
    const groups = new Map([['13-1', 'Business Operations Specialists']]);
    expect(summarise(coded('Partner'), 0.7, groups)).toMatchObject({
      ...{ status: 'backed-off', code: '13-1000', confidence: 0.71, source: 'backed off' },
      occupation: 'Business Operations Specialists (minor group)',
    });
  });

  it('has a reason where it has no code', () => {
    const without = (raw: string) => summarise(coded(raw), 0.85);
    expect(without('n/a')).toMatchObject({ status: 'no-code', reason: 'not-an-occupation', code: '' });
    expect(without('Lead')).toMatchObject({ reason: 'not-sure', occupation: 'not sure' });
    expect([without('Lead'), without('n/a'), without('Partner')].map(({ doubtful }) => doubtful)).toEqual([
      true,
      false,
      true,
    ]);
    expect(summarise(null, 0.85).status).toBe('waiting');
  });

  it('is as sure as its least sure job', () => {
    expect(summarise(coded('Nurse/Partner'), 0.6)).toMatchObject({
      ...{ code: '29-1141.00 + 13-1071.00', occupation: 'two jobs, each coded', confidence: 0.62 },
    });
  });

  it('that was corrected is sure as far as the code goes', () => {
    const fine = withGivenCode(coded('n/a'), '15-1252.00', 'correction');
    expect(summarise(fine, 0.99)).toMatchObject({ code: '15-1252.00', confidence: 1, source: 'correction' });
    const coarse = withGivenCode(coded('Partner'), '15-1', 'correction');
    expect(summarise(coarse, 0.3)).toMatchObject({
      ...{ status: 'coded', code: '15-1200', confidence: 1, source: 'correction' },
    });
  });

  it('that was said to have no code says why, and that the user said so', () => {
    const refused = withGivenReason(coded('Partner'), 'not-sure', 'correction');
    expect(summarise(refused, 0.3)).toMatchObject({
      ...{ status: 'no-code', reason: 'not-sure', code: '', source: 'correction', doubtful: false },
    });
    const names = new Map([['15-1', 'Computer Occupations']]);
    expect(answerWords({ code: '15-1' }, names)).toBe('15-1200 Computer Occupations');
    expect(answerWords({ code: '', reason: 'company-name' }, names)).toBe('no code: company name');
  });
});

describe('the order of the table', () => {
  const titles = ['Nurse', 'Partner', 'n/a', 'Lead', 'Associate', 'nurse Band 5'];
  const rows: TitleRow[] = titles.map((raw, id) => ({
    ...{ id, raw, rows: [1, 5, 5, 2, 3, 4][id]!, coded: coded(raw), corrected: id === 3 },
  }));
  const shown = (filter: Partial<RowFilter>, sort = BY_ROWS) =>
    arrange(rows, { ...NO_FILTER, ...filter }, sort, 0.85, new Map()).map((id) => titles[id]);

  it('is by rows, title, confidence or what a review saves', () => {
    expect(shown({})).toEqual(['Partner', 'n/a', 'nurse Band 5', 'Associate', 'Lead', 'Nurse']);
    expect(shown({}, { by: 'title', descending: false })[0]).toBe('Associate');
    expect(shown({}, { by: 'confidence', descending: true }).slice(0, 2)).toEqual(['Nurse', 'nurse Band 5']);
    expect(shown({}, { by: 'saving', descending: true })[0]).toBe('Partner');
    expect(expectedSaving(rows[1]!)).toBeCloseTo(5 * 0.38);
    expect(expectedSaving(rows[3]!)).toBe(0);
  });

  it('holds what the filter lets through', () => {
    expect(shown({ shown: 'coded' })).toEqual(['nurse Band 5', 'Nurse']);
    expect(shown({ shown: 'backed-off' })).toEqual(['Partner']);
    expect(shown({ shown: 'doubtful' })).toEqual(['Partner', 'Lead']);
    expect(shown({ shown: 'no-code', reason: 'too-general' })).toEqual(['Associate']);
    expect(shown({ shown: 'corrected' })).toEqual(['Lead']);
    expect(shown({ titles: { name: 'two', ids: new Set([0, 3]) } })).toEqual(['Lead', 'Nurse']);
    expect(shown({ major: '29', text: 'BAND' })).toEqual(['nurse Band 5']);
    expect(shown({ level: 'Specialist', area: 'Healthcare' })).toEqual(['nurse Band 5', 'Nurse']);
  });

  it('finds titles of unknown level or area, and a title of several jobs under both of its reasons', () => {
    const unknown = withGivenCode(coded('n/a'), '15-1252.00', 'correction');
    const both = [
      { id: 0, raw: 'n/a', rows: 1, coded: unknown, corrected: true },
      { id: 1, raw: 'Nurse/Lead', rows: 1, coded: coded('Nurse/Lead'), corrected: false },
    ];
    const ids = (filter: Partial<RowFilter>) =>
      arrange(both, { ...NO_FILTER, ...filter }, BY_ROWS, 0.85, new Map());
    expect(ids({ level: '', area: '' })).toEqual([0]);
    expect(ids({ area: 'Healthcare' })).toEqual([1]);
    expect([ids({ reason: 'several-jobs' }), ids({ reason: 'not-sure' })]).toEqual([[1], [1]]);
  });
});

describe('sentences', () => {
  it('say the trade', () => {
    const trade = { threshold: 0.85, rowsCoded: 61, shareCoded: 0.61, wrongInHundred: 7.2 };
    expect(tradeSentence(trade, false)).toEqual({
      threshold: '0.85',
      rest: ': 61 % of rows coded, expected 7 wrong in 100.',
    });
    expect(tradeSentence({ ...trade, wrongInHundred: 0.2 }, true).rest).toContain('under 1 wrong in 100');
    expect(tradeSentence({ ...trade, wrongInHundred: null }, true).rest).toBe(
      ': 61 % of the rows so far coded.',
    );
  });

  it('say a share with its interval, and sums of weights', () => {
    expect(shareWords({ share: 0.81, interval: { low: 0.776, high: 0.84 } })).toBe('81 %, 78 to 84');
    expect(shareWords({ share: null, interval: { low: 0, high: 1 } })).toBe('–');
    expect([1234, 0.256, 3.25, 1234.5].map(formatRows)).toEqual(['1,234', '0.256', '3.25', '1,235']);
  });

  it('say the progress as far as it is known', () => {
    const progress = { done: 19970, total: 31204, rate: 214.4, secondsLeft: 52.1 };
    expect(progressSentence(progress)).toBe('19,970 of 31,204 titles, 214 a second, 52 s left');
    expect(progressSentence({ ...progress, rate: null, secondsLeft: null })).toBe('19,970 of 31,204 titles');
  });
});

it('an export is named after its file', () => {
  expect(exportName('vacancies.2024.csv', 'xlsx')).toBe('vacancies.2024-coded.xlsx');
  expect(exportName('Pasted lines', 'csv')).toBe('Pasted lines-coded.csv');
});

it('files of the app itself are told from other requests', () => {
  const own = (address: string) => isOwnFile(address, 'https://a/sub/');
  expect(own('https://a/sub/store/0123.bin')).toBe(true);
  expect(own('https://a/sub/assets/coding.worker-x.js')).toBe(true);
  expect(own('https://a/sub/store/0123.bin?title=nurse')).toBe(false);
  expect(own('https://a/collect')).toBe(false);
  expect(own('https://b/sub/store/0123.bin')).toBe(false);
});

it('what the page made by itself is no request', () => {
  expect(['blob:https://a/1', 'data:text/plain,a', 'https://a/store/1.bin'].map(isNetworkRequest)).toEqual([
    false,
    false,
    true,
  ]);
});
