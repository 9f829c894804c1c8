/** @file Small stand-ins for what the Normalize tab needs: tables, a coder that knows three jobs, records in memory. */
import type { CodedJob, CodedTitle } from '../../src/core/coding/types.ts';
import { DETAILS } from '../../src/core/coding/types.ts';
import { cutTo } from '../../src/core/coding/output/soc-code.ts';
import { openTable } from '../../src/core/tables/open-table.ts';
import { memoryRecords } from '../../src/store/coding-records.ts';
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

export function fakeTools(change: Partial<CodingTools> = {}): CodingTools {
  return {
    start: (onProgress) => {
      onProgress({ receivedBytes: 1, totalBytes: 1 });
      return Promise.resolve();
    },
    prepare: (titles) => Promise.resolve(titles),
    encode: (texts) => Promise.resolve(new Float32Array(texts.length)),
    code: ({ titles }) => Promise.resolve(titles.map(coded)),
    names: () =>
      Promise.resolve([
        ['29-1141.00', 'Registered Nurses'],
        ['13-1071.00', 'Human Resources Specialists'],
        ['13', 'Business and Financial Operations'],
      ]),
    findCodes: () => Promise.resolve([{ code: '11-3121.00', title: 'Human Resources Managers' }]),
    parallel: 2,
    missingBytes: () => Promise.resolve(0),
    facts: () => ({
      modelFile: 'model.onnx',
      modelSha256: 'm',
      coderSha256: 'c',
      device: 'wasm',
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
    records: (keep) => (keep ? stored : inMemory),
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
