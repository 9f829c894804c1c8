/** Known codes and weights of a file: how they are read, what the answers agree in, and the calibration on them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrated } from '../../src/core/coding/trust/calibrate.ts';
import { LEAST_TITLES } from '../../src/core/coding/trust/cross-fit.ts';
import { fitToFile, type JudgedTitle } from '../../src/core/coding/trust/outcomes.ts';
import { DETAILS } from '../../src/core/coding/types.ts';
import { DistinctTitles } from '../../src/features/normalize/distinct-titles.ts';
import { NormalizeTools } from '../../src/features/normalize/normalize-tools.svelte.ts';
import type { Download } from '../../src/features/normalize/table-export.svelte.ts';
import { guessKnownColumn, readWeight } from '../../src/features/normalize/optional-columns.ts';
import { Stopwatch } from '../../src/features/normalize/stopwatch.ts';
import { calibrationWords, foundWords } from '../../src/features/normalize/trust.svelte.ts';
import { openTable } from '../../src/core/tables/open-table.ts';
import { tableFileOf } from '../../src/workers/export/table-file.ts';
import { coded, csv, fakePorts } from './normalize-fixture.ts';

const NURSE = '29-1141';
/** 60 nurses and 40 partners of 25 titles each; every nurse is right, every fourth partner is. */
const KNOWN_FILE = [
  'title,soc_code,count',
  ...Array.from({ length: 60 }, (_, at) => `Nurse ${at % 25},${NURSE},2`),
  ...Array.from(
    { length: 40 },
    (_, at) => `Partner ${at % 25},${(at % 25) % 4 === 0 ? '13-1071' : '11-3121'},1`,
  ),
].join('\n');

async function toolsOf(text: string): Promise<NormalizeTools> {
  const tools = new NormalizeTools(fakePorts());
  await tools.file.open(csv(text));
  await tools.code();
  return tools;
}

async function exported(tools: NormalizeTools): Promise<{ table: string; record: Record<string, unknown> }> {
  let files: readonly Download[] = [];
  await tools.export.make((made) => (files = made));
  const [table, record] = await Promise.all(files.map(({ blob }) => blob.text()));
  return { table: table!, record: JSON.parse(record!) as Record<string, unknown> };
}

describe('distinct titles', () => {
  it('count their rows, weights and known codes', () => {
    const distinct = new DistinctTitles();
    distinct.add('Nurse', { known: NURSE, weight: 2 });
    distinct.add('Nurse', { known: ` ${NURSE} `, weight: 0.5 });
    distinct.add('Nurse', { known: '', weight: 1 });
    distinct.add('Cook');
    expect([distinct.counts, distinct.weights]).toEqual([
      [3, 1],
      [3.5, 1],
    ]);
    expect([...distinct.knownOf(0)]).toEqual([[NURSE, { rows: 2, weight: 2.5 }]]);
    expect([distinct.knownRows, distinct.knownOf(1).size]).toEqual([2, 0]);
  });

  it('are the same where titles and ids are', () => {
    const of = (...titles: string[]) => {
      const distinct = new DistinctTitles();
      for (const title of titles) distinct.add(title);
      return distinct;
    };
    expect(of('a', 'b', 'a').hasTitlesOf(of('a', 'b'))).toBe(true);
    expect(of('a', 'b').hasTitlesOf(of('b', 'a'))).toBe(false);
    expect(of('a', 'b').hasTitlesOf(of('a'))).toBe(false);
  });
});

describe('optional columns', () => {
  it('read numbers of 0 or more, with a point, and nothing else', () => {
    expect(['12', '0.75', ' 1,234 ', '1e3', '.5', '0'].map(readWeight)).toEqual([
      12, 0.75, 1234, 1000, 0.5, 0,
    ]);
    expect(['', 'a', '-1', '0,75', '1,23', '1.2.3', 'Infinity', '0x10'].map(readWeight)).toEqual(
      Array.from({ length: 8 }, () => null),
    );
    fc.assert(fc.property(fc.nat(), (whole) => readWeight(String(whole)) === whole));
    expect(readWeight('9'.repeat(400))).toBeNull();
  });

  it('take a column for known codes by name and cells', async () => {
    const guess = async (text: string) =>
      guessKnownColumn(await openTable(tableFileOf(csv(text), 'a.csv')), 0);
    expect(await guess('title,SOC code\nNurse,29-1141\n')).toBe(1);
    expect(await guess('title,ref,onetCode\nNurse,1,29-1141.00\n')).toBe(2);
    expect(await guess('title,code\nNurse,A12\n')).toBeNull();
    expect(await guess('title,place\nNurse,29-1141\n')).toBeNull();
  });

  it('are guessed when a file is opened; weights count only when they are chosen', async () => {
    const tools = await toolsOf('title,soc_code,count\nNurse,29-1141,3\nPartner,,x\n');
    const { file, figures, review } = tools;
    expect([file.knownColumn, file.weightColumn, file.weightGuess]).toEqual([1, null, null]);
    expect(figures.trade.rowsCoded).toBe(1);
    await file.chooseOptional({ weightColumn: 2 });
    expect([figures.trade.rowsCoded, review.row(1).rows, figures.picture.rows]).toEqual([3, 0, 3]);
    expect(file.problems).toMatchObject([{ row: 3 }]);
    expect(file.problems[0]!.problem).toContain('The weight "x" is not a number');
    // What was coded stays, and is not coded again.
    expect([tools.run.phase, tools.run.done]).toEqual(['done', 2]);
    await file.chooseOptional({ weightColumn: null, knownColumn: null });
    expect([figures.trade.rowsCoded, file.problemCount, file.distinct!.knownRows]).toEqual([1, 0, 0]);
  });

  it('have a guess for the weight', async () => {
    const { file } = await toolsOf('n,title,soc\n3,Nurse,29-1141\n');
    expect([file.titleColumn, file.weightGuess, file.weightColumn]).toEqual([1, 0, null]);
  });

  it('stay as they were where the file can be read no longer', async () => {
    const tools = await toolsOf('title,count\nNurse,3\n');
    const { file } = tools;
    const { table } = file;
    file.table = {
      ...table!,
      batches: () => {
        throw new Error('vacancies.csv can be read no longer');
      },
    };
    await file.chooseOptional({ weightColumn: 1 });
    expect([file.weightColumn, file.task.problem]).toEqual([null, 'vacancies.csv can be read no longer']);
    expect(tools.figures.trade.rowsCoded).toBe(1);
  });
});

describe('agreement with known codes', () => {
  it('is said by level of detail, with the confusions', async () => {
    const { trust } = await toolsOf(KNOWN_FILE);
    const [detailed, soc] = trust.agreement!.byDetail;
    expect(detailed).toMatchObject({ rows: 0, share: null });
    // Of the 40 partners those with numbers 0, 4 to 24 are right: 7 titles, four of them twice.
    expect(soc!.rows).toBe(100);
    expect(soc!.share).toBeCloseTo((60 + 11) / 100);
    expect(trust.agreement!.confusions).toEqual([{ known: '11-3121', given: '13-1071', rows: 29 }]);
  });

  it('filters the table by a confusion', async () => {
    const { trust, review } = await toolsOf(KNOWN_FILE);
    const ids = trust.confusedTitles(trust.agreement!.confusions[0]!);
    review.arrange({ filter: { titles: { name: 'confusion', ids } } });
    expect(review.order).toHaveLength(18);
    expect(review.order.every((id) => review.row(id).raw.startsWith('Partner'))).toBe(true);
    review.clearFilter();
    expect(review.order).toHaveLength(50);
  });

  it('counts by weight', async () => {
    const { trust, file } = await toolsOf(KNOWN_FILE);
    await file.chooseOptional({ weightColumn: 2 });
    expect(trust.agreement!.byDetail[1]!.share).toBeCloseTo((120 + 11) / 160);
  });

  it('leaves corrections out, and is not there without known codes', async () => {
    const { trust, review, file } = await toolsOf(KNOWN_FILE);
    const before = trust.agreement!.byDetail[1]!.share;
    review.correct(25, '11-3121.00');
    expect(trust.agreement!.byDetail[1]!.share).toBe(before);
    await file.chooseOptional({ knownColumn: null });
    expect(trust.agreement).toBeNull();
  });
});

describe('the calibration on known codes', () => {
  it('changes every confidence, the trade and the sentence, and can be taken back', async () => {
    const { trust, review, figures } = await toolsOf(KNOWN_FILE);
    const trade = figures.trade;
    expect(trade.wrongInHundred).toBeCloseTo(3);
    trust.useKnown();
    expect(trust.inForce).toEqual({ kind: 'known-codes', rows: 100, titles: 50, detail: 'soc' });
    expect(calibrationWords(trust.inForce)).toBe(
      'calibrated on 100 rows of this file with known codes, of 50 titles',
    );
    const nurse = review.row(0).coded!.jobs[0]!;
    // All that the known codes say of the other nurses, whichever fold this one is in: some 54 of 54 rows.
    expect(nurse.steps[1]!.confidence).toBeGreaterThan(0.97);
    expect(nurse.steps[1]!.confidence).toBeLessThan(1 - 1 / 62 + 1e-4);
    const partner = review.row(25).coded!.jobs[0]!;
    // About 11 of 40 rows; that of each partner leaves its own out.
    expect(partner.steps[1]!.confidence).toBeGreaterThan(0.2);
    expect(partner.steps[1]!.confidence).toBeLessThan(0.4);
    expect(review.original(25)!.jobs[0]!.steps[1]).toEqual(partner.steps[1]);
    // The known codes say nothing of full detail: its confidence stays, but for what a coarser code allows.
    expect(nurse.steps[0]!.confidence).toBe(0.97);
    expect(partner.steps[0]!.confidence).toBe(partner.steps[1]!.confidence);
    // The trade is one of SOC codes then: at 0.85 the nurses are coded.
    expect(trust.detail).toBe('soc');
    expect(figures.trade).toMatchObject({ rowsCoded: 60 });
    expect(figures.trade.wrongInHundred).toBeLessThan(3);
    expect(trust.foundAt(0.85)).toMatchObject({ rows: 60, share: 0 });
    expect(foundWords(0.85, trust.foundAt(0.85)!)).toMatch(
      /^Of those rows 60 reach 0\.85, and 0 %, 0 to \d+, of them are wrong\.$/u,
    );
    expect(foundWords(1, trust.foundAt(1)!)).toBe('None of those rows reach 1.00.');
    trust.takeBack();
    expect(trust.inForce).toBeNull();
    expect(review.row(25).coded!.jobs[0]!.steps[0]!.confidence).toBe(0.62);
    expect(figures.trade).toEqual(trade);
    expect(trust.foundAt(0.85)).toBeNull();
  });

  it('is in the table and in the record', async () => {
    const tools = await toolsOf(KNOWN_FILE);
    const before = await exported(tools);
    expect(before.table).toContain('0.620');
    tools.trust.useKnown();
    await tools.file.chooseOptional({ weightColumn: 2 });
    // With other weights it would be another one.
    expect(tools.trust.inForce).toBeNull();
    tools.trust.useKnown();
    const { table, record } = await exported(tools);
    expect(table).not.toContain('0.620');
    expect(record).toMatchObject({
      calibration: { kind: 'known-codes', rows: 100, titles: 50, detail: 'soc', folds: 10 },
      input: { knownCodeColumn: 'soc_code', weightColumn: 'count', descriptionColumn: null, rows: 100 },
      counts: { bySource: { model: 100 } },
    });
  });

  it('says why where there is too little', async () => {
    const { trust } = await toolsOf(`title,soc\n${'Nurse,29-1141\n'.repeat(70)}`);
    trust.useKnown();
    expect(trust.inForce).toBeNull();
    expect(trust.problem!.text).toContain('70 rows of 1 title can be used, at least 50 rows of 20 titles');
  });

  it('goes with the file', async () => {
    const { trust, file, review } = await toolsOf(KNOWN_FILE);
    trust.useKnown();
    await file.paste('Nurse');
    expect([trust.inForce, review.row(0).coded]).toEqual([null, null]);
  });
});

describe('fitting to a file', () => {
  const titles = (known: (at: number) => string | null, weight = 1): JudgedTitle[] =>
    Array.from({ length: 60 }, (_, at) => ({
      ...{ coded: { ...coded('Nurse'), raw: `Nurse ${at}` }, known: known(at), rows: 1, weight },
    }));

  it('leaves levels that the known codes do not reach as they are', () => {
    const { fit, rows } = fitToFile(titles((at) => (at % 2 ? '29-1100' : '11-1000')));
    expect(rows).toBe(60);
    expect(DETAILS.map((detail) => fit!.all[detail].isFitted)).toEqual([false, false, false, true, true]);
    expect(calibrated(fit!.all.soc, 0.97)).toBe(0.97);
    expect(calibrated(fit!.all.minor, 0.97)).toBeCloseTo(0.5);
  });

  it('takes a title without a possible code for an error', () => {
    const { fit } = fitToFile(titles((at) => (at % 3 === 0 ? null : '29-1141.00')));
    expect(calibrated(fit!.all.detailed, 0.97)).toBeCloseTo(41 / 62);
  });

  it('does not depend on the unit of the weights', () => {
    const fitted = [0.001, 1, 5000].map((weight) => fitToFile(titles(() => '29-1141.00', weight)));
    for (const { fit, rows } of fitted) {
      expect(rows).toBe(60);
      expect(calibrated(fit!.all.detailed, 0.97)).toBeCloseTo(1 - 1 / 62);
    }
  });

  it('needs several titles, and leaves out what says nothing', () => {
    expect(fitToFile(titles(() => 'unknown'))).toEqual({
      fit: null,
      detail: null,
      heldOut: [],
      rows: 0,
      titles: 0,
    });
    const few = titles(() => '29-1141').slice(0, LEAST_TITLES - 1);
    const many = few.map((title) => ({ ...title, rows: 50, weight: 50 }));
    expect(fitToFile(many)).toMatchObject({ fit: null, rows: 950, titles: LEAST_TITLES - 1 });
    const several = titles(() => '29-1141').map((title) => ({ ...title, coded: coded('Nurse/Partner') }));
    expect(fitToFile(several).rows).toBe(0);
  });
});

it('seconds leave pauses out', () => {
  let now = 10;
  const watch = new Stopwatch(() => now);
  watch.start();
  now = 15;
  expect(watch.seconds).toBe(5);
  watch.stop();
  now = 100;
  expect(watch.seconds).toBe(5);
  watch.start();
  watch.start();
  now = 102;
  watch.stop();
  expect(watch.seconds).toBe(7);
});

it('the record names what its seconds and its digest are of', async () => {
  const tools = await toolsOf('title\nNurse\nPartner\n');
  const { record } = await exported(tools);
  expect(record.coderData).toEqual([
    { file: 'coder.json (with the digests of titles, vectors and heads)', sha256: 'c' },
  ]);
  expect(record.secondsOf).toBe('coding 2 distinct titles, without loading and pauses');
  expect(record.codingIndex).toBeNull();
});
