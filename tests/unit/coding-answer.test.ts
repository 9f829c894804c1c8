/** What a title's answer is, above all that of several jobs, and that everything that counts titles counts it alike. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerOf, codesAt } from '../../src/core/coding/answer.ts';
import { withGivenCode, withGivenReason } from '../../src/core/coding/apply-index.ts';
import { pictureOf } from '../../src/core/coding/output/picture.ts';
import { REASON_WORDS, RESULT_COLUMNS, resultCells } from '../../src/core/coding/output/result-columns.ts';
import { runRecord, type RunFacts } from '../../src/core/coding/output/run-record.ts';
import { cutTo } from '../../src/core/coding/output/soc-code.ts';
import { confidenceAt, tradeAt } from '../../src/core/coding/trust/trade.ts';
import { DETAILS, type CodedJob, type CodedTitle, type Source } from '../../src/core/coding/types.ts';
import { summarise } from '../../src/features/normalize/row-summary.ts';

function job(code: string, confidences: readonly number[], source: Source = 'model'): CodedJob {
  return {
    ...{ title: 'x', source, alternatives: [], nearest: [] },
    steps: DETAILS.map((detail, at) => ({
      detail,
      code: cutTo(code, detail)!,
      confidence: confidences[at]!,
    })),
    level: { name: 'Manager', confidence: 1 },
    area: { name: '', confidence: 0 },
  };
}
function titleOf(...jobs: CodedJob[]): CodedTitle {
  const reason = jobs.length > 1 ? 'several-jobs' : jobs.length === 0 ? 'too-general' : null;
  return { raw: 'x', clean: 'x', kept: [], removed: [], reason, jobs };
}

const NURSE = job('29-1141.00', [0.9, 0.9, 0.95, 0.97, 0.99], 'exact-title');
const LEAD = job('11-1021.00', [0.2, 0.2, 0.3, 0.6, 0.8]);
const facts: RunFacts = {
  input: { file: 'a.csv', sha256: '', rows: 0, titleColumn: 'title', descriptionColumn: null },
  app: { name: 'Rolemap', version: '1' },
  model: { id: 'tuned', file: 'm', sha256: '' },
  ...{ coderData: [], device: 'wasm', date: '', seconds: 1, secondsOf: 'all', threshold: 0.5 },
  calibration: { kind: 'synthetic', note: 'calibrated on synthetic titles' },
  codingIndex: null,
  output: { file: 'b.csv', format: 'csv', formulasDefused: true, byteOrderMark: false },
};

describe('the answer to a title of several jobs', () => {
  it('is that of its weakest job', () => {
    const both = titleOf(NURSE, LEAD);
    expect(answerOf(both, 0.55)).toMatchObject({
      ...{ status: 'backed-off', detail: 'minor', confidence: 0.6, reason: 'several-jobs', source: 'model' },
      ...{ doubtful: true, jobs: [{ step: { code: '29-1141.00' } }, { step: { code: '11-1' } }] },
    });
    expect(answerOf(both, 0.85)).toMatchObject({
      ...{ status: 'no-code', detail: null, confidence: null, reason: 'not-sure', doubtful: true },
      jobs: [{ step: { code: '29-1141.00' } }, { step: null }],
    });
    expect(answerOf(both, 0.1)).toMatchObject({ status: 'coded', detail: 'detailed', confidence: 0.2 });
  });

  it('does not depend on their order, but for the list of them', () => {
    const confidence = fc.double({ min: 0, max: 1, noNaN: true });
    const any = fc
      .tuple(
        fc.constantFrom('29-1141.00', '11-1021.00', '15-1252.00'),
        fc.array(confidence, { minLength: 5, maxLength: 5 }),
      )
      .map(([code, values]) =>
        job(
          code,
          values.toSorted((a, b) => a - b),
        ),
      );
    fc.assert(
      fc.property(fc.array(any, { minLength: 2, maxLength: 4 }), confidence, (jobs, threshold) => {
        const answer = answerOf(titleOf(...jobs), threshold);
        const reversed = answerOf(titleOf(...jobs.toReversed()), threshold);
        expect(reversed).toEqual({ ...answer, jobs: answer.jobs.toReversed() });
      }),
    );
  });
});

describe('the answer to a title without a job', () => {
  it('is the reason, and who gave it', () => {
    expect(answerOf(titleOf(), 0.5)).toMatchObject({
      ...{ status: 'no-code', reason: 'too-general', source: null, doubtful: false },
    });
    const refused = withGivenReason(titleOf(NURSE), 'not-sure', 'correction');
    expect(answerOf(refused, 0.5)).toMatchObject({
      reason: 'not-sure',
      source: 'correction',
      doubtful: false,
    });
    expect(answerOf(withGivenCode(refused, '29', 'index'), 0.99)).toMatchObject({
      ...{ status: 'coded', detail: 'major', reason: null, source: 'index' },
    });
  });
});

it('the codes for a comparison are those of all jobs that have one', () => {
  expect(codesAt(titleOf(NURSE, LEAD), 'minor')).toEqual(['29-1', '11-1']);
  expect(codesAt(withGivenCode(titleOf(NURSE), '29', 'index'), 'minor')).toEqual([]);
});

describe('all that counts titles', () => {
  const confidence = fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10);
  const anyJob = fc
    .tuple(
      fc.constantFrom('29-1141.00', '11-1021.00', '15-1252.00'),
      fc.array(confidence, { minLength: 5, maxLength: 5 }),
      fc.constantFrom<Source>('model', 'exact-title'),
    )
    .map(([code, values, source]) =>
      job(
        code,
        values.toSorted((a, b) => a - b),
        source,
      ),
    );
  const anyTitle = fc.oneof(
    fc.array(anyJob, { maxLength: 3 }).map((jobs) => titleOf(...jobs)),
    anyJob.map((each) => withGivenCode(titleOf(each), '29-1', 'correction')),
    anyJob.map((each) => withGivenReason(titleOf(each), 'company-name', 'index')),
  );
  const titles = fc.array(fc.record({ coded: anyTitle, rows: fc.integer({ min: 0, max: 9 }) }));
  const threshold = fc.integer({ min: 1, max: 10 }).map((tenths) => tenths / 10);

  it('counts the answers of answerOf: picture, table, trade and run record', () => {
    fc.assert(
      fc.property(titles, threshold, (all, least) => {
        const sum = (test: (coded: CodedTitle) => boolean) =>
          all.filter(({ coded }) => test(coded)).reduce((rows, each) => rows + each.rows, 0);
        const picture = pictureOf(all, { threshold: least, levels: [], areas: [] });
        const { counts } = runRecord({ ...facts, threshold: least }, all);
        for (const status of ['coded', 'backed-off', 'no-code'] as const) {
          expect(picture.statuses[status]).toBe(sum((coded) => summarise(coded, least).status === status));
          expect(picture.statuses[status]).toBe(sum((coded) => answerOf(coded, least).status === status));
        }
        expect(counts.byDetail.none).toBe(picture.statuses['no-code']);
        const inGroups = picture.majorGroups.reduce((rows, group) => rows + group.rows, 0);
        expect(inGroups).toBeCloseTo(picture.statuses.coded + picture.statuses['backed-off'], 9);
        const rated = all.map(({ coded, rows }) => ({ rows, confidence: confidenceAt(coded, 'detailed') }));
        expect(tradeAt(rated, least).rowsCoded).toBe(picture.statuses.coded);
      }),
    );
  });

  it('gives the same reason in the table, the export and the run record', () => {
    const place = RESULT_COLUMNS.indexOf('rolemap_reason');
    fc.assert(
      fc.property(anyTitle, threshold, (coded, least) => {
        const { reason } = answerOf(coded, least);
        expect(summarise(coded, least).reason).toBe(reason);
        const cell = resultCells(coded, { threshold: least, names: { title: () => '' } })[place];
        expect(cell).toBe(reason === null ? '' : REASON_WORDS[reason]);
        const { byReason } = runRecord({ ...facts, threshold: least }, [{ coded, rows: 1 }]).counts;
        expect(Object.entries(byReason).filter(([, rows]) => rows > 0)).toEqual(reason ? [[reason, 1]] : []);
      }),
    );
  });
});
