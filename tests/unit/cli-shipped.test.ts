/** @file The command line with the models, the coder and the postings that are shipped. */
import { join } from 'node:path';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import {
  loadShippedCoder,
  loadShippedCorpus,
  loadShippedEncoder,
  ShippedFiles,
} from '../../src/cli/shipped-files.ts';
import { KERNELS } from '../../src/core/search/kernel/kernel-bytes.ts';
import { run } from './cli-fakes.ts';

const files = new ShippedFiles(join(import.meta.dirname, '../../public'));
const environment = {
  loadEncoder: (model: 'base' | 'tuned') => loadShippedEncoder(files, model),
  loadCoder: () => loadShippedCoder(files, () => Promise.resolve(KERNELS)),
  shippedCorpus: (models: readonly ('base' | 'tuned')[], fields: readonly ('title' | 'skills')[]) =>
    loadShippedCorpus(files, { models, fields }),
};

it('the shipped postings answer a query under both models', { timeout: 60_000 }, async () => {
  const args = ['search', 'code developer', '-k', '5', '--model', 'both', '--json'];
  const { code, out } = await run(args, { environment });
  expect(code).toBe(0);
  const { results } = JSON.parse(out) as { results: Record<string, { posting: { code: string } }[]> };
  expect(results['tuned']!.map(({ posting }) => posting.code)).toContain('15-1252.00');
  expect(results['base']).toHaveLength(5);
});

it('a model file that is not there is named', async () => {
  const { code, err } = await run(['search', 'nurse'], {
    environment: { loadEncoder: (model) => loadShippedEncoder(new ShippedFiles('/nowhere'), model) },
  });
  expect(code).toBe(1);
  expect(err).toContain('/nowhere/models/manifest.json is not there');
});

describe.skipIf(files.data.coding === undefined)('the shipped coder', () => {
  const TITLES = [
    'Registered Nurse',
    'Sr. Software Developer - Remote',
    'student',
    'Electrician',
    'Welder (Nights)',
  ];
  const normalize = async (titles: readonly string[]) => {
    const { code, out } = await run(['normalize', '-', '-q', '--format', 'text', '--no-header'], {
      input: `${titles.join('\n')}\n`,
      environment,
    });
    expect(code).toBe(0);
    return Papa.parse<Record<string, string>>(out, { header: true, skipEmptyLines: true }).data;
  };

  it('codes titles, and each alike whatever is beside it', { timeout: 120_000 }, async () => {
    const rows = await normalize(TITLES);
    expect(rows.map((row) => row['Column 1'])).toEqual(TITLES);
    expect(rows[0]!['rolemap_onet_soc_2019']).toBe('29-1141.00');
    expect(rows[2]).toMatchObject({ rolemap_reason: 'not an occupation', rolemap_answer: '' });
    expect(await normalize([...TITLES].reverse())).toEqual([...rows].reverse());
    for (const [place, title] of TITLES.entries()) expect(await normalize([title])).toEqual([rows[place]]);
  });
});
