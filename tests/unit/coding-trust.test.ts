import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agreementWith } from '../../src/core/coding/trust/agreement.ts';
import { auditResult, drawAudit } from '../../src/core/coding/trust/audit.ts';
import {
  calibrated,
  fitByDetail,
  fitCalibration,
  isotonicBlocks,
  LEAST_ROWS,
  recalibrated,
  type Outcome,
} from '../../src/core/coding/trust/calibrate.ts';
import { errorsRemoved, gainOfNext, reviewQueue } from '../../src/core/coding/trust/queue.ts';
import { tradeAt } from '../../src/core/coding/trust/trade.ts';
import { weightedShare, wilson } from '../../src/core/coding/trust/wilson.ts';
import { DETAILS, type CodedJob, type CodedTitle } from '../../src/core/coding/types.ts';

const chance = fc.double({ min: 0, max: 1, noNaN: true });
/** Few values, so that ties are common. */
const confidence = fc.integer({ min: 0, max: 8 }).map((eighths) => eighths / 8);
const rows = fc.integer({ min: 1, max: 9 });
const titlesOf = fc.array(fc.record({ rows, confidence: fc.oneof(chance, confidence) }), { maxLength: 30 });

function jobOf(code: string, confidence = 0.5): CodedJob {
  const lengths = [10, 7, 6, 4, 2];
  return {
    title: 'x',
    source: 'model',
    steps: DETAILS.map((detail, i) => ({ detail, code: code.slice(0, lengths[i]), confidence })),
    alternatives: [],
    nearest: [],
    level: { name: 'Manager', confidence: 1 },
    area: { name: 'Finance', confidence: 1 },
  };
}
function codedAs(...codes: string[]): CodedTitle {
  const reason = codes.length === 0 ? 'too-general' : codes.length > 1 ? 'several-jobs' : null;
  return { raw: 'x', clean: 'x', kept: [], removed: [], reason, jobs: codes.map((code) => jobOf(code)) };
}

describe("Wilson's interval", () => {
  it('is what the formula gives by hand', () => {
    // 8 of 10: (0.8 + 0.19207) / 1.38415 -+ 1.95996 sqrt(0.016 + 0.0096037) / 1.38415
    expect(wilson(0.8, 10).low).toBeCloseTo(0.4902, 4);
    expect(wilson(0.8, 10).high).toBeCloseTo(0.9433, 4);
    // None of 10: upper end z^2 / (10 + z^2).
    expect(wilson(0, 10)).toEqual({ low: 0, high: expect.closeTo(3.841459 / 13.841459, 6) as number });
    expect(wilson(1, 10)).toEqual({ low: expect.closeTo(10 / 13.841459, 6) as number, high: 1 });
    expect(wilson(0.5, 0)).toEqual({ low: 0, high: 1 });
  });

  it('has the ends where the score test is just significant', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), chance, (trials, part) => {
        const share = Math.round(part * trials) / trials;
        const { low, high } = wilson(share, trials);
        expect(low).toBeLessThanOrEqual(share);
        expect(high).toBeGreaterThanOrEqual(share);
        for (const end of [low, high].filter((value) => value > 0 && value < 1))
          expect(Math.abs(share - end) / Math.sqrt((end * (1 - end)) / trials)).toBeCloseTo(1.959964, 4);
      }),
    );
  });

  it('does not take rows of one title for independent', () => {
    const equal = Array.from({ length: 10 }, (_, i) => ({ right: i < 8, weight: 7 }));
    expect(weightedShare(equal)).toEqual({ share: 0.8, interval: wilson(0.8, 10) });
    const one = weightedShare([{ right: true, weight: 1000 }]);
    expect(one.interval).toEqual(wilson(1, 1));
    expect(weightedShare([])).toEqual({ share: null, interval: { low: 0, high: 1 } });
  });
});

describe('agreement with known codes', () => {
  const titles = [
    { coded: codedAs('15-1252.00'), known: '15-1252.00', rows: 5 },
    { coded: codedAs('15-1252.00'), known: '15-1253', rows: 3 },
    { coded: codedAs('29-1141.00', '15-1211.00'), known: '15-1211.00', rows: 2 },
    { coded: codedAs('11-2021.00'), known: '13-0000', rows: 1 },
    { coded: codedAs(), known: '11-1021.00', rows: 4 },
    { coded: codedAs('15-1252.00'), known: 'Nov-11', rows: 6 },
    { coded: codedAs('15-1252.00'), known: '', rows: 7 },
  ];

  it('counts a known code at its own level and the coarser ones, by rows', () => {
    const { byDetail, ...rest } = agreementWith(titles);
    expect(byDetail.map(({ detail, rows: all, share }) => [detail, all, share])).toEqual([
      ['detailed', 11, 7 / 11],
      ['soc', 14, 7 / 14],
      ['broad', 14, 10 / 14],
      ['minor', 14, 10 / 14],
      ['major', 15, 10 / 15],
    ]);
    // Kish: (5 + 2 + 4)^2 / (25 + 4 + 16).
    expect(byDetail[0]!.interval).toEqual(wilson(7 / 11, 121 / 45));
    expect(rest).toEqual({
      confusions: [{ known: '15-1253', given: '15-1252', rows: 3 }],
      rowsWithoutCode: 4,
      rowsUnread: 13,
      unread: [
        { known: '', rows: 7, problem: 'The code is empty.' },
        { known: 'Nov-11', rows: 6, problem: expect.stringContaining('for a date') as string },
      ],
    });
  });

  it('leaves known codes out that the taxonomy does not have, and counts the others', () => {
    const taxonomy = { title: (code: string) => (code.startsWith('15-125') ? 'x' : '') };
    const { byDetail, rowsUnread, unread } = agreementWith(
      [
        { coded: codedAs('15-1252.00'), known: '15-1252.00', rows: 5 },
        { coded: codedAs('15-1252.00'), known: ' 15-1131', rows: 3 },
        { coded: codedAs('15-1253.00'), known: '15-1131', rows: 1 },
      ],
      { titles: taxonomy },
    );
    expect(byDetail.map(({ rows: all, share }) => [all, share])).toEqual(DETAILS.map(() => [5, 1]));
    expect(rowsUnread).toBe(4);
    expect(unread).toMatchObject([{ known: '15-1131', rows: 4 }]);
  });

  it('lists what is most often taken for what', () => {
    const more = [...titles, { coded: codedAs('11-2021.00'), known: '13-1161.00', rows: 9 }];
    expect(agreementWith(more, { confusionsAt: 'major', most: 1 }).confusions).toEqual([
      { known: '13', given: '11', rows: 10 },
    ]);
  });
});

/** Isotonic regression by its min-max formula: at each point the greatest, over where a stretch begins, of the least mean to where it ends. */
function byMinMax(outcomes: readonly Outcome[]): Map<number, number> {
  const points = [...new Set(outcomes.map((outcome) => outcome.confidence))].sort((a, b) => a - b);
  const mean = (from: number, to: number) => {
    const within = outcomes.filter(({ confidence: at }) => at >= points[from]! && at <= points[to]!);
    const right = within.filter((outcome) => outcome.right).reduce((sum, outcome) => sum + outcome.rows, 0);
    return right / within.reduce((sum, outcome) => sum + outcome.rows, 0);
  };
  return new Map(
    points.map((point, at) => {
      const starts = points
        .slice(0, at + 1)
        .map((_, from) => Math.min(...points.slice(at).map((__, step) => mean(from, at + step))));
      return [point, Math.max(...starts)];
    }),
  );
}

describe('recalibration', () => {
  const outcome = fc.record({ confidence, right: fc.boolean(), rows });

  it('is the isotonic regression', () => {
    fc.assert(
      fc.property(fc.array(outcome, { minLength: 1, maxLength: 25 }), (outcomes) => {
        const blocks = isotonicBlocks(outcomes);
        for (const [point, value] of byMinMax(outcomes)) {
          const block = blocks.find(({ from, to }) => point >= from && point <= to);
          expect(block?.value).toBeCloseTo(value, 12);
        }
        blocks.slice(1).forEach((block, i) => {
          expect(block.from).toBeGreaterThan(blocks[i]!.to);
          expect(block.value).toBeGreaterThan(blocks[i]!.value);
        });
      }),
    );
  });

  it('pools what falls, on a worked example', () => {
    const of = (value: number, right: boolean, count = 1): Outcome => ({
      confidence: value,
      right,
      rows: count,
    });
    const example = [
      of(0.1, false, 2),
      of(0.2, true),
      of(0.3, false, 3),
      of(0.4, true),
      of(0.4, false),
      of(0.9, true),
    ];
    expect(isotonicBlocks(example)).toEqual([
      { from: 0.1, to: 0.1, value: 0, rows: 2 },
      { from: 0.2, to: 0.3, value: 0.25, rows: 4 },
      { from: 0.4, to: 0.4, value: 0.5, rows: 2 },
      { from: 0.9, to: 0.9, value: 1, rows: 1 },
    ]);
  });

  it('never falls, never is certain, and goes straight between blocks', () => {
    fc.assert(
      fc.property(fc.array(outcome, { minLength: 50, maxLength: 60 }), chance, chance, (outcomes, x, y) => {
        const calibration = fitCalibration(outcomes);
        const [low, high] = [Math.min(x, y), Math.max(x, y)].map((value) => calibrated(calibration, value));
        expect(calibration.isFitted).toBe(true);
        expect(low).toBeLessThanOrEqual(high! + 1e-12);
        expect(low).toBeGreaterThan(0);
        expect(high).toBeLessThan(1);
      }),
    );
    const blocks = [
      { from: 0.2, to: 0.4, value: 0.1, rows: 30 },
      { from: 0.6, to: 0.8, value: 0.5, rows: 30 },
    ];
    const at = (value: number) => calibrated({ isFitted: true, rows: 60, blocks }, value);
    expect([0, 0.3, 0.6, 1].map(at)).toEqual([0.1, 0.1, 0.5, 0.5]);
    expect(at(0.5)).toBeCloseTo(0.3, 12);
  });

  it('leaves confidences alone with fewer than 50 rows', () => {
    const few = fitCalibration([{ confidence: 0.9, right: false, rows: LEAST_ROWS - 1 }]);
    expect(few).toMatchObject({ isFitted: false, rows: 49, blocks: [] });
    expect([0, 0.37, 1].map((value) => calibrated(few, value))).toEqual([0, 0.37, 1]);
  });

  it('of a job never falls from fine to coarse, and keeps the best alternative best', () => {
    const always = (right: boolean) => [{ confidence: 0.5, right, rows: 98 }];
    const calibrations = fitByDetail({
      detailed: always(false),
      soc: always(true),
      broad: always(false),
      minor: [],
      major: always(true),
    });
    const job: CodedJob = {
      ...jobOf('15-1252.00', 0.6),
      alternatives: [0.6, 0.3].map((value) => ({ code: '15-1252.00', confidence: value, titles: [] })),
    };
    const after = recalibrated(job, calibrations);
    expect(after.steps.map((step) => step.confidence)).toEqual([0.01, 0.99, 0.99, 0.99, 0.99]);
    expect(after.alternatives.map((alternative) => alternative.confidence)).toEqual([0.01, 0.01]);
    expect(
      recalibrated(job, fitByDetail({ detailed: [], soc: [], broad: [], minor: [], major: [] })),
    ).toEqual(job);
  });
});

describe('the audit', () => {
  it('draws rows without replacement, the same for the same seed', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(6), { maxLength: 20 }), fc.nat(30), fc.integer(), (counts, size, seed) => {
        const items = drawAudit(counts, { size, seed });
        const all = counts.reduce((sum, count) => sum + count, 0);
        expect(items.reduce((sum, { drawn }) => sum + drawn, 0)).toBe(Math.min(size, all));
        expect(new Set(items.map(({ title }) => title)).size).toBe(items.length);
        for (const { title, drawn } of items) {
          expect(drawn).toBeGreaterThan(0);
          expect(drawn).toBeLessThanOrEqual(counts[title]!);
        }
        expect(drawAudit(counts, { size, seed })).toEqual(items);
      }),
    );
    expect(drawAudit([500], { seed: 1 })).toEqual([{ title: 0, drawn: 200 }]);
  });

  it('draws titles as often as they have rows', () => {
    const drawn = [0, 0, 0];
    for (let seed = 0; seed < 4000; seed++)
      for (const item of drawAudit([1, 3, 6], { size: 2, seed })) drawn[item.title]! += item.drawn;
    // 8,000 draws; the standard deviation of a share is at most 0.006.
    expect(drawn.map((count) => count / 8000)).toEqual(
      [0.1, 0.3, 0.6].map((share) => expect.closeTo(share, 1) as number),
    );
    expect(Math.abs(drawn[0]! / 8000 - 0.1)).toBeLessThan(0.02);
  });

  it('gives accuracy by band, each confidence in one of them', () => {
    const answers = [
      { confidence: 0, right: false, drawn: 1 },
      { confidence: 0.5, right: true, drawn: 3 },
      { confidence: 0.69, right: false, drawn: 1 },
      { confidence: 1, right: true, drawn: 2 },
      { confidence: 0.99, right: null, drawn: 4 },
    ];
    const { overall, bands, rows: coded, skipped } = auditResult(answers);
    expect([coded, skipped]).toEqual([7, 4]);
    expect(overall).toEqual({ share: 5 / 7, interval: wilson(5 / 7, 7) });
    expect(bands.map((band) => [band.from, band.to, band.rows, band.share])).toEqual([
      [0, 0.5, 1, 0],
      [0.5, 0.7, 4, 0.75],
      [0.7, 0.85, 0, null],
      [0.85, 0.95, 0, null],
      [0.95, 1, 2, 1],
    ]);
    expect(bands[1]!.interval).toEqual(wilson(0.75, 4));
  });
});

describe('the trade', () => {
  it('reads as shares of rows', () => {
    const titles = [
      { rows: 60, confidence: 0.95 },
      { rows: 20, confidence: 0.8 },
      { rows: 20, confidence: 0 },
    ];
    expect(tradeAt(titles, 0.85)).toMatchObject({ rowsCoded: 60, shareCoded: 0.6 });
    expect(tradeAt(titles, 0.85).wrongInHundred).toBeCloseTo(5, 10);
    expect(tradeAt(titles, 0).wrongInHundred).toBeCloseTo((60 * 5 + 20 * 20) / 80, 10);
    expect(tradeAt(titles, 0.99)).toEqual({
      threshold: 0.99,
      rowsCoded: 0,
      shareCoded: 0,
      wrongInHundred: null,
    });
    expect(tradeAt([], 0.5).shareCoded).toBe(0);
  });
});

describe('the review queue', () => {
  it('buys most with the first titles', () => {
    const titles = [
      { rows: 10, confidence: 0.9 },
      { rows: 4, confidence: 0.5 },
      { rows: 4, confidence: 0.5 },
      { rows: 100, confidence: 1 },
      { rows: 2, confidence: 0 },
    ];
    expect(reviewQueue(titles)).toEqual([1, 2, 4, 0]);
    const gain = gainOfNext(titles, reviewQueue(titles), 2);
    expect(gain).toMatchObject({ titles: 2, rows: 8 });
    expect(gain.before).toBeCloseTo(113 / 120, 12);
    expect(gain.after).toBeCloseTo(117 / 120, 12);
    expect(gainOfNext([], [], 5)).toEqual({ titles: 0, rows: 0, before: null, after: null });
  });

  it('is at least as good as any other choice of as many titles, and ends at 1', () => {
    fc.assert(
      fc.property(titlesOf, fc.nat(30), fc.infiniteStream(chance), (titles, next, stream) => {
        const queue = reviewQueue(titles);
        const keys = titles.map(() => stream.next().value as number);
        const any = [...titles.keys()].sort((a, b) => keys[a]! - keys[b]!);
        const { after, before } = gainOfNext(titles, queue, next);
        expect(after ?? 0).toBeGreaterThanOrEqual((before ?? 0) - 1e-12);
        expect(after ?? 0).toBeGreaterThanOrEqual((gainOfNext(titles, any, next).after ?? 0) - 1e-9);
        expect(gainOfNext(titles, queue, titles.length).after ?? 1).toBeCloseTo(1, 9);
        expect(queue.every((title) => errorsRemoved(titles[title]!) > 0)).toBe(true);
      }),
    );
  });
});
