/** @file `rolemap normalize` with a column of descriptions. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { inFolder, run } from './cli-fakes.ts';

const CSV =
  'title,Main duties\nCare Partner,Looks after patients as a nurse\nCare Partner,\nCare Partner,"Looks after  patients\nas a nurse"\nNurse,\n';

describe('descriptions', () => {
  const normalize = (
    check: (ran: Awaited<ReturnType<typeof run>>, path: string) => unknown,
    ...args: string[]
  ) =>
    inFolder(async (folder) => {
      const [input, output] = [join(folder, 'titles.csv'), join(folder, 'coded.csv')];
      writeFileSync(input, CSV);
      check(await run(['normalize', input, '-o', output, ...args]), output);
    });
  const answers = (output: string) =>
    Papa.parse<Record<string, string>>(readFileSync(output, 'utf8'), {
      header: true,
      skipEmptyLines: true,
    }).data.map((row) => row['rolemap_answer']);

  it('are named and left out until they are asked for', () =>
    normalize(({ code, err, texts }, output) => {
      expect(code).toBe(0);
      expect(err).toContain('The column "Main duties" may describe the jobs. --description-column');
      expect(texts).toEqual(['Care Partner', 'Nurse']);
      expect(answers(output)).toEqual(['11-2000', '11-2000', '11-2000', '29-1141.00']);
    }));

  it('are read where a row has one, each pair once, and are in no record', () =>
    normalize(
      ({ code, err, texts }, output) => {
        expect(code).toBe(0);
        expect(err).not.toContain('may describe');
        expect(err).toContain('4 rows, 3 distinct titles.');
        expect(texts).toEqual(['Care Partner', 'Looks after patients as a nurse', 'Nurse']);
        expect(answers(output)).toEqual(['29-1141.00', '11-2000', '29-1141.00', '29-1141.00']);
        const record = readFileSync(`${output}.run.json`, 'utf8');
        expect(JSON.parse(record)).toMatchObject({ input: { descriptionColumn: 'Main duties' } });
        expect(record).not.toContain('patients');
      },
      '--description-column',
      'main DUTIES',
    ));

  it('of a column that is not there, or holds the titles, are refused', async () => {
    await normalize(
      ({ code, err }) => {
        expect(code).toBe(2);
        expect(err).toContain('has no column "duties"; it has title, Main duties.');
      },
      '--description-column',
      'duties',
    );
    await normalize(
      ({ code, err }) => {
        expect(code).toBe(2);
        expect(err).toContain('The column "title" holds the titles.');
      },
      '--description-column',
      'title',
    );
  });
});
