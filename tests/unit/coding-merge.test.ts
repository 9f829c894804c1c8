import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { titleKey } from '../../src/core/coding/title-key.ts';
import {
  latestCorrections,
  readCorrections,
  writeCorrections,
  type Correction,
} from '../../src/core/coding/trust/corrections.ts';
import { cohensKappa, mergeCorrections } from '../../src/core/coding/trust/merge-corrections.ts';
import { NO_CODE_REASONS } from '../../src/core/coding/types.ts';
import { wilson } from '../../src/core/coding/trust/wilson.ts';

const correction = (title: string, code: string, date = '', coder = 'ana'): Correction => ({
  title,
  code,
  coder,
  date,
});
const codes = ['15-1252.00', '15-1253.00', '15-1211.00', '29-1141.00', '11-2', '15'];

describe('a corrections file', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('=1+1', "'=a", 'a, b', '"x"', 'a\nb', 'Nurse', '-'),
  );
  // Line ends within a cell are read as they are in a file of Unix.
  const oneLine = text.map((value) => value.replaceAll('\r', ''));

  it('gives back what was written', () => {
    const answer = fc.oneof(
      fc.constantFrom(...codes).map((code) => ({ code })),
      fc.constantFrom(...NO_CODE_REASONS).map((reason) => ({ code: '', reason })),
    );
    const rest = fc.record({
      title: oneLine.filter((value) => value.trim() !== ''),
      coder: oneLine,
      date: fc.constantFrom('', '2026-01-02'),
    });
    const any = fc.tuple(rest, answer).map(([each, given]) => ({ ...each, ...given }));
    fc.assert(
      fc.property(fc.array(any), (corrections) => {
        expect(readCorrections(writeCorrections(corrections))).toEqual({ corrections, problems: [] });
      }),
    );
  });

  it('is read with columns in any order, and lists rows that cannot be used', () => {
    const file = [
      '\ufeffCode,note,Title',
      '15-1252,x,Coder',
      'Nov-11,,Lead',
      '11-20,,Lead',
      'nurse,,RN',
      ',,RN',
      '15-1252.00,,  ',
      ',,',
      '29-1141.00',
    ].join('\r\n');
    const { corrections, problems } = readCorrections(file);
    expect(corrections).toEqual([{ title: 'Coder', code: '15-1252', coder: '', date: '' }]);
    expect(problems.map(({ row }) => row)).toEqual([3, 4, 5, 6, 7, 9]);
    expect(problems[0]!.reason).toMatch(/"Nov-11" is not an O\*NET-SOC code. A spreadsheet may/u);
    expect(problems[2]!.reason).toContain('Write it as 15-1252.00');
  });

  it('has a code or a reason, not both; other texts beside a code are notes', () => {
    const file = [
      'title,code,reason',
      'a,,Not an occupation',
      'b,,too-general',
      'c,15-1252,checked by ana',
      'd,15-1252,not sure',
      'e,,because',
      'f,99-9999.00,',
    ].join('\n');
    const { corrections, problems } = readCorrections(file);
    expect(corrections.map(({ title, code, reason }) => [title, code, reason])).toEqual([
      ['a', '', 'not-an-occupation'],
      ['b', '', 'too-general'],
      ['c', '15-1252', undefined],
    ]);
    expect(problems.map(({ row }) => row)).toEqual([5, 6, 7]);
    expect(problems[0]!.reason).toContain('a code and the reason "not sure"');
    expect(problems[1]!.reason).toContain('none of the reasons for having no code: not an occupation, ');
    expect(readCorrections(file, 'f', { unclassified: true }).corrections.at(-1).code).toBe('99-9999.00');
  });

  it('lists codes that the taxonomy does not have', () => {
    const titles = { title: (code: string) => (code.startsWith('15-125') || code === '15-1' ? 'x' : '') };
    const { corrections, problems } = readCorrections(
      'title,code\na,15-1252.00\nb,15-1131\nc,15-1200\n',
      'f',
      { titles },
    );
    expect(corrections.map(({ code }) => code)).toEqual(['15-1252.00', '15-1']);
    expect(problems).toMatchObject([
      { row: 3, reason: expect.stringContaining('no code "15-1131"') as string },
    ]);
  });

  it('without its columns is refused by name', () => {
    for (const file of ['', 'job,code\r\na,b', 'title\r\na'])
      expect(() => readCorrections(file, 'mine.csv')).toThrow(
        /^mine\.csv has no column (title|code|title, code);/u,
      );
  });

  it('applies to equal titles, the latest decision first', () => {
    const corrections = [
      correction('Staff  Nurse', '29-1141.00', '2026-01-02'),
      correction('staff nurse ', '29-1171.00', '2026-01-01'),
      correction('Ｃook', '35-2014.00'),
      correction('cook', '35-2015.00'),
    ];
    const latest = latestCorrections(corrections);
    const found = ['STAFF NURSE', 'Cook', 'Staff Nurses', 'constructor'].map((title) =>
      latest.get(titleKey(title)),
    );
    expect(found.map((one) => one?.code ?? null)).toEqual(['29-1141.00', '35-2015.00', null, null]);
  });

  it('compares titles by a form that does not change again', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'B', ' ', '\t', '\u00a0', 'Ｃ', 'é') }), (title) => {
        const key = titleKey(title);
        expect(titleKey(key)).toBe(key);
        expect(titleKey(`  ${title.toUpperCase()}\n`)).toBe(key);
      }),
    );
  });
});

describe("Cohen's kappa", () => {
  const pairs = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts).flatMap(([pair, count]) =>
      Array.from({ length: count }, (): [string, string] => [pair[0]!, pair[1]!]),
    );

  it('is that of a worked example', () => {
    // 50 items, yes-yes 20, no-no 15: observed 0.7; by chance 0.5 * 0.6 + 0.5 * 0.4 = 0.5; (0.7 - 0.5) / (1 - 0.5).
    expect(cohensKappa(pairs({ yy: 20, yn: 5, ny: 10, nn: 15 }))).toBeCloseTo(0.4, 12);
    expect(cohensKappa(pairs({ yy: 3, nn: 4 }))).toBe(1);
    expect(cohensKappa(pairs({ yn: 5, ny: 5 }))).toBe(-1);
    expect(cohensKappa(pairs({ yy: 5 }))).toBeNull();
    expect(cohensKappa([])).toBeNull();
  });

  it('is the textbook formula on shares, and the same from either side', () => {
    const code = fc.constantFrom('a', 'b', 'c');
    fc.assert(
      fc.property(fc.array(fc.tuple(code, code), { minLength: 1, maxLength: 30 }), (items) => {
        const share = (test: (pair: readonly [string, string]) => boolean) =>
          items.filter(test).length / items.length;
        const observed = share(([a, b]) => a === b);
        const expected = ['a', 'b', 'c'].reduce(
          (sum, one) => sum + share(([a]) => a === one) * share(([, b]) => b === one),
          0,
        );
        const kappa = cohensKappa(items);
        if (kappa === null) expect(expected).toBeCloseTo(1, 12);
        else expect(kappa).toBeCloseTo((observed - expected) / (1 - expected), 9);
        expect(cohensKappa(items.map(([a, b]) => [b, a] as const))).toBe(kappa);
      }),
    );
  });
});

describe("two coders' files", () => {
  it('merge, with agreement at each level and conflicts apart', () => {
    const first = [
      correction('A', '15-1252.00'),
      correction('B', '15-1252.00'),
      correction('C', '29-1141.00'),
      correction('D', '15'),
      correction('only first', '11-2'),
    ];
    const second = [
      correction('a ', '15-1252.00', '', 'bo'),
      correction('b', '15-1253.00', '', 'bo'),
      correction('c', '15-1211.00', '', 'bo'),
      correction('d', '15-1252.00', '', 'bo'),
      correction('only second', '13-1071.00', '', 'bo'),
    ];
    const { merged, conflicts, agreement } = mergeCorrections(first, second);
    expect(merged).toEqual([first[0], first[4], second[4]]);
    expect(conflicts.map((conflict) => conflict.first.title)).toEqual(['B', 'C', 'D']);
    const summary = agreement.map(({ detail, titles, share }) => [detail, titles, share]);
    expect(summary).toEqual([
      ['detailed', 3, 1 / 3],
      ['soc', 3, 1 / 3],
      ['broad', 3, 2 / 3],
      ['minor', 3, 2 / 3],
      ['major', 4, 3 / 4],
    ]);
    expect(agreement[4]!.interval).toEqual(wilson(0.75, 4));
    // Detailed: observed 1/3, by chance 2/3 * 1/3. Major: the second coder used one code only.
    expect(agreement[0]!.kappa).toBeCloseTo((1 / 3 - 2 / 9) / (1 - 2 / 9), 12);
    expect(agreement[4]!.kappa).toBe(0);
  });

  it('agree on no code whatever the reason, but decide between two reasons', () => {
    const none = (title: string, reason: Correction['reason']): Correction => ({
      ...{ title, code: '', coder: '', date: '' },
      ...(reason ? { reason } : {}),
    });
    const first = [none('A', 'too-general'), none('B', 'not-sure'), none('C', 'not-sure')];
    const second = [none('a', 'too-general'), none('b', 'company-name'), correction('c', '15-1')];
    const { merged, conflicts, agreement } = mergeCorrections(first, second);
    expect(merged).toEqual([first[0]]);
    expect(conflicts.map((conflict) => conflict.first.title)).toEqual(['B', 'C']);
    expect(agreement.map(({ titles, share }) => [titles, share])).toEqual([
      ...Array.from({ length: 3 }, () => [2, 1]),
      ...Array.from({ length: 2 }, () => [3, 2 / 3]),
    ]);
  });

  it('lose no title: each is merged or in conflict', () => {
    const file = fc.array(
      fc
        .tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom(...codes))
        .map(([title, code]) => correction(title, code)),
    );
    fc.assert(
      fc.property(file, file, (first, second) => {
        const { merged, conflicts } = mergeCorrections(first, second);
        const titles = [
          ...merged.map(({ title }) => title),
          ...conflicts.map((conflict) => conflict.first.title),
        ];
        expect(titles.sort()).toEqual([...new Set([...first, ...second].map(({ title }) => title))].sort());
        expect(mergeCorrections(first, first).conflicts).toEqual([]);
      }),
    );
  });
});
