/** Recalibration: smoothing block by block, levels apart from each other, and cross-fitting. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  calibrated,
  finestFitted,
  fitByDetail,
  fitCalibration,
  isotonicBlocks,
  recalibrated,
  type Outcome,
} from '../../src/core/coding/trust/calibrate.ts';
import { crossFit, FOLDS, foldsOf, type TitleOutcome } from '../../src/core/coding/trust/cross-fit.ts';
import { confidenceAt, foundWrong } from '../../src/core/coding/trust/trade.ts';
import { withGivenCode } from '../../src/core/coding/apply-index.ts';
import { titleKey } from '../../src/core/coding/title-key.ts';
import { wilson } from '../../src/core/coding/trust/wilson.ts';
import { uniform } from '../../src/core/random.ts';
import { DETAILS, type Detail } from '../../src/core/coding/types.ts';
import { thresholdFor } from '../../src/core/metrics/calibration.ts';
import { coded, job } from './normalize-fixture.ts';

const times = (count: number, confidence: number, right: boolean): Outcome[] =>
  Array.from({ length: count }, () => ({ confidence, right, rows: 1 }));

function perDetail<T>(of: (detail: Detail) => T): Record<Detail, T> {
  return Object.fromEntries(DETAILS.map((detail) => [detail, of(detail)])) as Record<Detail, T>;
}

describe("Laplace's rule", () => {
  it('takes the rows of the block, not of the file', () => {
    const { blocks } = fitCalibration([...times(8, 0.2, false), ...times(998, 0.9, true)]);
    expect(blocks).toEqual([
      { from: 0.2, to: 0.2, rows: 8, value: 1 / 10 },
      { from: 0.9, to: 0.9, rows: 998, value: 999 / 1000 },
    ]);
  });

  it('pools a small block that it would lift over the next one', () => {
    // 0 of 1 would become 1/3, above 2 of 20, which becomes 3/22: together 3/23.
    const { blocks } = fitCalibration([
      ...times(1, 0.1, false),
      ...times(2, 0.5, true),
      ...times(18, 0.5, false),
      ...times(60, 0.9, true),
    ]);
    expect(blocks).toEqual([
      { from: 0.1, to: 0.5, rows: 21, value: 3 / 23 },
      { from: 0.9, to: 0.9, rows: 60, value: 61 / 62 },
    ]);
  });

  it('gives rising blocks, each with its own smoothed share, that are made of the blocks of the regression', () => {
    const outcome = fc.record({
      confidence: fc.integer({ min: 0, max: 12 }).map((twelfths) => twelfths / 12),
      right: fc.boolean(),
      rows: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(outcome, { minLength: 1, maxLength: 60 }), (outcomes) => {
        const { blocks } = fitCalibration(outcomes, 1);
        const ends = new Set(isotonicBlocks(outcomes).map(({ to }) => to));
        blocks.forEach(({ from, to, value, rows }, at) => {
          const within = outcomes.filter(({ confidence }) => confidence >= from && confidence <= to);
          const sum = (some: readonly Outcome[]) => some.reduce((total, each) => total + each.rows, 0);
          expect(rows).toBe(sum(within));
          expect(value).toBeCloseTo((sum(within.filter(({ right }) => right)) + 1) / (rows + 2), 12);
          expect(ends.has(to)).toBe(true);
          if (at > 0) expect(value).toBeGreaterThan(blocks[at - 1]!.value);
        });
        expect(blocks.reduce((sum, { rows }) => sum + rows, 0)).toBe(
          outcomes.reduce((sum, { rows }) => sum + rows, 0),
        );
      }),
    );
  });
});

describe('levels of detail', () => {
  it('are each fitted on their own outcomes; one without is not fitted by another', () => {
    const fitted = fitByDetail(perDetail((detail) => (detail === 'detailed' ? [] : times(60, 0.9, false))));
    expect(DETAILS.map((detail) => fitted[detail].isFitted)).toEqual([false, true, true, true, true]);
    expect(calibrated(fitted.detailed, 0.9)).toBe(0.9);
    expect(finestFitted(fitted)).toBe('soc');
    expect(finestFitted(fitByDetail(perDetail(() => [])))).toBeNull();
  });

  it('that are not fitted keep their confidence within those that are', () => {
    const right = (share: number) => [
      ...times(100 * share, 0.9, true),
      ...times(100 * (1 - share), 0.9, false),
    ];
    const of = (share: number) => (detail: Detail) => (detail === 'detailed' ? [] : right(share));
    const nurse = job('Nurse', '29-1141.00', [0.8, 0.85, 0.9, 0.9, 0.95]);
    const high = recalibrated(nurse, fitByDetail(perDetail(of(0.98))));
    expect(high.steps[0]!.confidence).toBe(0.8);
    expect(high.steps[1]!.confidence).toBeCloseTo(99 / 102, 12);
    expect(high.alternatives[0]!.confidence).toBe(0.8);
    const low = recalibrated(nurse, fitByDetail(perDetail(of(0.5))));
    expect(low.steps.map(({ confidence }) => confidence)).toEqual([0.5, 0.5, 0.5, 0.5, 0.5]);
    expect(low.alternatives[0]!.confidence).toBe(0.5);
  });

  it('never fall from fine to coarse, whichever are fitted', () => {
    const shares = fc.array(fc.option(fc.integer({ min: 0, max: 60 })), { minLength: 5, maxLength: 5 });
    const steps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(shares, steps, (rights, confidences) => {
        const outcomes = DETAILS.map((detail, at) => {
          const right = rights[at] ?? null;
          return [
            detail,
            right === null ? [] : [...times(right, 0.5, true), ...times(60 - right, 0.5, false)],
          ];
        });
        const before = job(
          'Nurse',
          '29-1141.00',
          confidences.toSorted((a, b) => a - b),
        );
        const fitted = fitByDetail(Object.fromEntries(outcomes) as Record<Detail, Outcome[]>);
        const after = recalibrated(before, fitted).steps.map(({ confidence }) => confidence);
        expect(after).toEqual(after.toSorted((a, b) => a - b));
      }),
    );
  });
});

describe('folds', () => {
  it('are of equal size, keep equal titles together, and do not depend on the order', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 4 }), { maxLength: 80 }), (titles) => {
        const folds = foldsOf(titles);
        expect(foldsOf(titles.toReversed())).toEqual(folds);
        expect(folds.size).toBe(new Set(titles.map(titleKey)).size);
        const sizes = Array.from({ length: FOLDS }, (_, fold) =>
          [...folds.values()].reduce((count, each) => count + Number(each === fold), 0),
        );
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
    const many = Array.from({ length: 60 }, (_, at) => `title ${at}`);
    expect(foldsOf(many, { seed: 2 })).not.toEqual(foldsOf(many));
  });
});

describe('cross-fitting', () => {
  const outcomesOf = (right: (at: number) => boolean, titles = 60, rows = 1): TitleOutcome[] =>
    Array.from({ length: titles }, (_, at) => ({
      ...{ title: `Title ${at}`, confidence: 0.9, right: right(at), rows },
    }));

  it('gives a title the fit of the other folds, and a new title the fit of all', () => {
    const outcomes = outcomesOf((at) => at % 3 !== 0);
    const fit = crossFit(perDetail(() => outcomes));
    const folds = foldsOf(outcomes.map(({ title }) => title));
    for (const { title } of outcomes) {
      const others = outcomes.filter(
        (each) => folds.get(titleKey(each.title)) !== folds.get(titleKey(title)),
      );
      for (const detail of DETAILS) expect(fit.of(title)[detail]).toEqual(fitCalibration(others, 1));
    }
    expect(fit.of('Another')).toBe(fit.all);
    expect(fit.all.soc).toEqual(fitCalibration(outcomes));
    expect(fit.of(' TITLE 1 ')).toBe(fit.of('title 1'));
  });

  it('never lets the own answer of a title move its confidence', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }), fc.nat(59), (right, at) => {
        const fitted = (flip: boolean) =>
          crossFit(perDetail(() => outcomesOf((title) => right[title]! !== (flip && title === at))));
        const of = (flip: boolean) => calibrated(fitted(flip).of(`Title ${at}`).detailed, 0.9);
        expect(of(true)).toBe(of(false));
      }),
      { numRuns: 25 },
    );
  });

  it('is judged by outcomes that it has not seen: fitted on themselves, chance looks like knowledge', () => {
    // Every confidence says nothing: half of the titles are right whatever it is.
    const random = uniform(7);
    const [itself, heldOut]: [Outcome[], Outcome[]] = [[], []];
    for (let file = 0; file < 40; file++) {
      const outcomes = Array.from({ length: 200 }, (_, at) => ({
        ...{ title: `Title ${at}`, confidence: random(), right: random() < 0.5, rows: 1 },
      }));
      const fit = crossFit(perDetail(() => outcomes));
      for (const outcome of outcomes) {
        const { title, confidence } = outcome;
        itself.push({ ...outcome, confidence: calibrated(fit.all.soc, confidence) });
        heldOut.push({ ...outcome, confidence: calibrated(fit.of(title).soc, confidence) });
      }
    }
    expect(foundWrong(itself, 0.6).share).toBeLessThan(0.4);
    expect(foundWrong(heldOut, 0.6).share).toBeGreaterThan(0.45);
  });

  it('leaves a level of too few titles or rows alone in every fold', () => {
    const few = outcomesOf(() => true, 19, 100);
    const fit = crossFit({
      ...perDetail(() => outcomesOf(() => true)),
      ...{ detailed: few, soc: outcomesOf(() => true, 49) },
    });
    for (const calibration of [fit.all, fit.of('Title 1'), fit.of('Title 30')])
      expect(DETAILS.map((detail) => calibration[detail].isFitted)).toEqual([false, false, true, true, true]);
  });
});

describe('what is found wrong at a threshold', () => {
  it('is a share of rows with its interval', () => {
    const outcomes = [...times(8, 0.9, true), ...times(2, 0.85, false), ...times(5, 0.5, false)];
    expect(foundWrong(outcomes, 0.85)).toEqual({ rows: 10, share: 0.2, interval: wilson(0.2, 10) });
    expect(foundWrong(outcomes, 0.95)).toMatchObject({ rows: 0, share: null });
  });
});

describe('the confidence of the trade', () => {
  it('is that of the least sure job at the level', () => {
    expect(confidenceAt(coded('Nurse/Partner'), 'detailed')).toBe(0.62);
    expect(confidenceAt(coded('Partner'), 'minor')).toBe(0.71);
    expect(confidenceAt(coded('n/a'), 'major')).toBe(0);
    expect(confidenceAt(withGivenCode(coded('Partner'), '15-1', 'correction'), 'detailed')).toBe(1);
  });
});

it('a threshold does not part answers of equal confidence', () => {
  // The first of the two at 0.5 is right, so that half of them would look good enough.
  expect(thresholdFor([0.9, 0.5, 0.5], [true, true, false], 0.9)).toBe(0.9);
  expect(thresholdFor([0.9, 0.5, 0.5], [true, true, true], 0.9)).toBe(0.5);
  expect(thresholdFor([0.9], [false], 0.9)).toBe(1);
});
