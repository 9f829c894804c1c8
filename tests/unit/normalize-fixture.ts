/** @file Small stand-ins for what the Normalize tab needs: tables, a coder that knows three jobs, records in memory. */
import { titleOf } from '../../src/core/coding/description.ts';
import type { CodedJob, CodedTitle } from '../../src/core/coding/types.ts';
import { DETAILS } from '../../src/core/coding/types.ts';
import { OccupationNames } from '../../src/core/coding/occupation-names.ts';
import { cutTo } from '../../src/core/coding/output/soc-code.ts';
import { findLeaders } from '../../src/core/coding/near-duplicates/leaders.ts';
import { openTable } from '../../src/core/tables/open-table.ts';
import { memoryRecords } from '../../src/store/coding-records.ts';
import { memoryHeads } from '../../src/store/own-heads.ts';
import { TitleComparer } from '../../src/features/normalize/near-duplicates-comparer.ts';
import { ExportService } from '../../src/workers/export/export-service.ts';
import { launchFake } from './fake-worker.ts';
import { vectorOf } from './small-coder.ts';
import type { CodingTools, NormalizePorts } from '../../src/features/normalize/ports.ts';

/** Code, confidences from fine to coarse. */
const JOBS: Readonly<Record<string, readonly [string, readonly number[]]>> = {
  nurse: ['29-1141.00', [0.97, 0.97, 0.98, 0.99, 0.99]],
  partner: ['13-1071.00', [0.62, 0.62, 0.64, 0.71, 0.9]],
  lead: ['11-1021.00', [0.2, 0.2, 0.25, 0.3, 0.4]],
};

export function job(title: string, code: string, confidences: readonly number[]): CodedJob {
  return {
    title,
    source: 'model',
    steps: DETAILS.map((detail, at) => ({
      detail,
      code: cutTo(code, detail)!,
      confidence: confidences[at]!,
    })),
    alternatives: [
      { code, confidence: confidences[0]!, titles: [`Senior ${title}`] },
      { code: '11-3121.00', confidence: 0.1, titles: ['People Manager'] },
    ],
    nearest: [{ title: `Known ${title}`, code, cosine: 0.8 }],
    level: { name: 'Specialist', confidence: 0.9 },
    area: { name: code.startsWith('29') ? 'Healthcare' : 'Human Resources', confidence: 0.8 },
  };
}

/** "n/a" has no job, "nurse/partner" two, what is not known is too general. */
export function coded(raw: string): CodedTitle {
  const clean = raw.trim();
  const bare = { raw, clean, kept: [{ text: clean, start: 0, end: raw.length }], removed: [] };
  if (clean === '') return { ...bare, kept: [], reason: 'empty', jobs: [] };
  if (clean === 'n/a') return { ...bare, clean: '', reason: 'not-an-occupation', jobs: [] };
  const jobs = clean.split('/').flatMap((name) => {
    const known = JOBS[name.toLowerCase().split(' ')[0]!];
    return known ? [job(name, ...known)] : [];
  });
  if (jobs.length === 0) return { ...bare, reason: 'too-general', jobs };
  return { ...bare, reason: jobs.length > 1 ? 'several-jobs' : null, jobs };
}

/** A small part of the taxonomy. */
const NAMES = new OccupationNames([
  { code: '11-1021.00', title: 'General and Operations Managers' },
  { code: '11-3121.00', title: 'Human Resources Managers' },
  { code: '13-1071.00', title: 'Human Resources Specialists' },
  { code: '13-1111.00', title: 'Management Analysts' },
  { code: '15-1252.00', title: 'Software Developers' },
  { code: '25-2021.00', title: 'Elementary School Teachers, Except Special Education' },
  { code: '29-1141.00', title: 'Registered Nurses' },
  { code: '29-1171.00', title: 'Nurse Practitioners' },
]);

/** Vectors of the letters of a text; titles are compared on the spot. */
export function fakeComparer(): TitleComparer {
  return new TitleComparer({
    encode: (texts) => Promise.resolve(Float32Array.from(texts.flatMap((text) => [...vectorOf(text)]))),
    findLeaders: (input) => findLeaders(input),
    parallel: 2,
  });
}

export function fakeTools(change: Partial<CodingTools> = {}): CodingTools {
  return {
    start: (onProgress) => {
      onProgress({ receivedBytes: 1, totalBytes: 1 });
      return Promise.resolve();
    },
    gpu: null,
    code: ({ titles }) =>
      Promise.resolve({
        coded: titles.map((input) => coded(titleOf(input))),
        seconds: { clean: 1, encode: 8, coder: 2, heads: 3, keep: 0 },
      }),
    names: () => Promise.resolve(NAMES.all()),
    findCodes: () => Promise.resolve([{ code: '11-3121.00', title: 'Human Resources Managers' }]),
    parallel: 2,
    missingBytes: () => Promise.resolve(0),
    download: () => Promise.resolve(),
    comparer: fakeComparer(),
    heads: { check: () => Promise.resolve(), use: () => Promise.resolve(null) },
    facts: ({ device = 'wasm' } = {}) => ({
      modelFile: 'model.onnx',
      modelSha256: 'm',
      coderSha256: 'c',
      device,
      threshold: 0.85,
    }),
    ...change,
  };
}

export function fakePorts(change: Partial<NormalizePorts> = {}): NormalizePorts {
  const [stored, inMemory] = [memoryRecords(), memoryRecords()];
  return {
    openTable,
    base: 'https://rolemap.test/',
    tools: fakeTools(),
    launchExport: () => launchFake(new ExportService()).remote,
    records: (keep) => (keep ? stored : inMemory),
    headsRecords: memoryHeads(),
    digest: async (file) => `hash-of-${(await file.text()).length}`,
    exampleTitles: () => Promise.resolve(['Nurse', 'Partner']),
    appVersion: '1',
    ...change,
  };
}

/** A file of the browser. */
export function csv(text: string, name = 'vacancies.csv'): File {
  return new File([text], name);
}
