/** Codes from outside against the taxonomy that is shipped, and codes that are found by what is typed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { officialCode } from '../../src/core/coding/groups/groups.ts';
import { OccupationNames } from '../../src/core/coding/occupation-names.ts';
import { detailOf } from '../../src/core/coding/output/soc-code.ts';
import { readCode } from '../../src/core/coding/read-code.ts';
import { readParquetRows } from '../../src/core/formats/parquet-rows.ts';

const file = readFileSync(join(import.meta.dirname, '../../public/data/coding/occupations.parquet'));
const buffer = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
const rows = await readParquetRows(buffer, { required: ['code', 'title'], name: 'occupations', remedy: '' });
const names = new OccupationNames(
  rows.map(({ code, title }) => ({ code: String(code), title: String(title) })),
);

describe('a code from outside', () => {
  it('of any level of the taxonomy is read, as it is published and as it is cut', () => {
    const all = names.all();
    expect(all.filter(([code]) => detailOf(code) === 'soc')).toHaveLength(867);
    fc.assert(
      fc.property(fc.constantFrom(...all), ([code]) => {
        for (const written of [code, officialCode(code), ` ${officialCode(code)} `])
          expect(readCode(written, names)).toEqual({ code, problem: null });
      }),
    );
  });

  it.each([
    ['15-1131', '15-1200, Computer Occupations.'],
    ['15-1131.00', '15-1200, Computer Occupations.'],
    ['15-1130', '15-1200, Computer Occupations.'],
    ['15-1252.77', '15-1252, Software Developers.'],
    ['12-3456', 'Look for a typing error.'],
  ])('that no longer exists says what to do: %s', (written, remedy) => {
    const { code, problem } = readCode(written, names);
    expect(code).toBeNull();
    expect(problem).toContain(`There is no code "${written}" in O*NET-SOC 2019 or SOC 2018`);
    expect(problem?.endsWith(remedy)).toBe(true);
  });

  it('that is none says so, and without the taxonomy only the form counts', () => {
    expect(readCode('nurse', names).problem).toContain('Write it as 15-1252.00');
    expect(readCode('11-2011 ', null)).toEqual({ code: '11-2011', problem: null });
    expect(readCode('15-1131', null).code).toBe('15-1131');
    expect(readCode('Nov-11', null).problem).toContain('for a date');
  });
});

describe('what is typed', () => {
  const found = (query: string, most = 10) => names.find(query, most).map(({ code }) => code);

  it('finds occupations by name, and groups that hold several', () => {
    expect(found('software developers')[0]).toBe('15-1252.00');
    expect(found('computer occupations')).toContain('15-1');
    expect(found('registered nurses')[0]).toBe('29-1141.00');
  });

  it('finds groups by their figures, as they are published too, coarsest first', () => {
    expect(found('15', 3)).toEqual(['15', '15-1', '15-2']);
    expect(found('15-12', 2)).toEqual(['15-1', '15-121']);
    expect(found('15-1250')).toEqual(['15-125']);
    expect(found('15-1252')).toEqual(['15-1252.00']);
    expect(found('15-1131')).toEqual([]);
  });

  it('never finds a group of one occupation, which would say no less', () => {
    const codes = rows.map(({ code }) => String(code));
    fc.assert(
      fc.property(fc.constantFrom('15-', '29', '11-9', '55-', '43'), (query) => {
        for (const code of found(query, 500).filter((each) => detailOf(each) !== 'detailed'))
          expect(codes.filter((each) => each.startsWith(code)).length).toBeGreaterThan(1);
      }),
    );
  });
});
