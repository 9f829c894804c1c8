import { describe, expect, it } from 'vitest';
import { applyIndex, GivenCodes, withGivenCode, withGivenReason } from '../../src/core/coding/apply-index.ts';
import { answerAt, DETAILS, type CodedJob, type CodedTitle } from '../../src/core/coding/types.ts';

const entry = (title: string, code: string, date = '') => ({ title, code, coder: '', date });
const job = (title: string): CodedJob => ({
  title,
  source: 'model',
  steps: DETAILS.map((detail) => ({ detail, code: '99', confidence: 0.1 })),
  alternatives: [{ code: '99-9999.00', confidence: 0.1, titles: [] }],
  nearest: [{ title: 'Near', code: '99-9999.00', cosine: 0.5 }],
  level: { name: 'Manager', confidence: 0.7 },
  area: { name: 'Care', confidence: 0.6 },
});
const coded = (raw: string, clean: string, jobs: readonly CodedJob[] = [job(clean)]): CodedTitle => ({
  raw,
  clean,
  kept: [],
  removed: [],
  reason: jobs.length > 1 ? 'several-jobs' : null,
  jobs,
});
const codesOf = ({ jobs }: CodedTitle) => jobs.map(({ steps }) => steps.map(({ code }) => code));

describe('a code given by hand', () => {
  it('is sure at every level of detail, and keeps the evidence of the model', () => {
    const given = withGivenCode(coded('Nurse (Nights)', 'Nurse'), '29-1141.00', 'correction');
    expect(codesOf(given)).toEqual([['29-1141.00', '29-1141', '29-114', '29-1', '29']]);
    expect(given.jobs[0]).toMatchObject({
      title: 'Nurse',
      source: 'correction',
      steps: DETAILS.map(() => ({ confidence: 1 })),
      nearest: [{ title: 'Near' }],
      level: { name: 'Manager' },
    });
  });

  it('that is coarse answers at its own level and no finer', () => {
    const [given] = withGivenCode(coded('Nurse', 'Nurse'), '29-1', 'index').jobs;
    expect(given!.steps.map(({ confidence }) => confidence)).toEqual([0, 0, 0, 1, 1]);
    expect(answerAt(given!, 0.01).step).toMatchObject({ detail: 'minor', code: '29-1' });
  });

  it('takes the place of a reason', () => {
    const general: CodedTitle = { ...coded('Manager', 'Manager', []), reason: 'too-general' };
    expect(withGivenCode(general, '11-1021.00', 'index')).toMatchObject({
      reason: null,
      jobs: [{ title: 'Manager', level: { name: '', confidence: 0 } }],
    });
  });
});

describe('a reason given by hand', () => {
  it('takes the place of every code, and gives way to a code', () => {
    const refused = withGivenReason(coded('Lead', 'Lead'), 'too-general', 'index');
    expect(refused).toMatchObject({ reason: 'too-general', reasonSource: 'index', jobs: [] });
    const again = withGivenCode(refused, '29-1141.00', 'correction');
    expect(again).toMatchObject({ reason: null, jobs: [{ source: 'correction' }] });
    expect(again).not.toHaveProperty('reasonSource');
  });

  it('in an index is of a whole title, never of one of its jobs', () => {
    const index = new GivenCodes([{ title: 'Lead', code: '', reason: 'too-general', coder: '', date: '' }]);
    expect(applyIndex(coded('LEAD', 'Lead'), index).reason).toBe('too-general');
    const both = coded('Nurse/Lead', 'Nurse/Lead', [job('Nurse'), job('Lead')]);
    expect(applyIndex(both, index)).toBe(both);
  });
});

describe('a coding index', () => {
  const index = new GivenCodes([
    entry('nurse  (nights)', '29-1141.04'),
    entry('NURSE', '29-1141.00'),
    entry('Cook', '35-2011.00', '2026-01-02'),
    entry('Cook', '35-2014.00', '2026-01-01'),
  ]);

  it('knows a title as it was written, then its clean form, whatever the capitals and spaces', () => {
    expect(codesOf(applyIndex(coded('Nurse (Nights)', 'Nurse'), index))[0]![0]).toBe('29-1141.04');
    expect(codesOf(applyIndex(coded('Nurse - Leeds', 'Nurse'), index))[0]![0]).toBe('29-1141.00');
    expect(applyIndex(coded('Nurse', 'Nurse'), index).jobs[0]!.source).toBe('index');
    expect(applyIndex(coded('Nurse', 'Nurse'), index, 'correction').jobs[0]!.source).toBe('correction');
  });

  it('takes the latest of equal titles', () => {
    expect(index.size).toBe(3);
    expect(index.answerTo(' COOK ')).toMatchObject({ code: '35-2011.00' });
    expect(index.answerTo('Welder')).toBeNull();
  });

  it('leaves other titles as they are', () => {
    const other = coded('Welder', 'Welder');
    const nothing: CodedTitle = { ...coded('n/a', '', []), reason: 'not-an-occupation' };
    expect(applyIndex(other, index)).toBe(other);
    expect(applyIndex(nothing, index)).toBe(nothing);
    expect(applyIndex(nothing, new GivenCodes([entry('', '29')]))).toBe(nothing);
  });

  it('codes those of several jobs that it knows', () => {
    const both = coded('Nurse/Welder', 'Nurse', [job('Nurse'), job('Welder')]);
    const withoutWhole = { ...both, clean: 'Nurse/Welder' };
    const { reason, jobs } = applyIndex(withoutWhole, index);
    expect(reason).toBe('several-jobs');
    expect(jobs.map(({ source }) => source)).toEqual(['index', 'model']);
    expect(jobs[1]).toBe(both.jobs[1]);
  });
});
