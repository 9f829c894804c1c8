/** Levels and areas of the user's own: their files read strictly, run, kept, in force on the page and in the command line. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { loadOwnHeads, startHeads } from '../../src/cli/own-heads.ts';
import { labelTitles, type RunHeads } from '../../src/core/coding/heads.ts';
import {
  DESCRIPTION_FILE,
  headsKey,
  NETWORK_FILE,
  readOwnHeads,
  type OwnHeadsBytes,
  type OwnHeadsFacts,
} from '../../src/core/coding/own-heads.ts';
import { MOST_AREAS, MOST_LEVELS, probeHeads, readHeads } from '../../src/core/coding/read-heads.ts';
import { CoderPool } from '../../src/features/normalize/coder-pool.ts';
import { NormalizeTools } from '../../src/features/normalize/normalize-tools.svelte.ts';
import { OwnHeads } from '../../src/features/normalize/own-heads.svelte.ts';
import type { HeadsTools } from '../../src/features/normalize/ports.ts';
import { memoryRecords } from '../../src/store/coding-records.ts';
import { memoryHeads } from '../../src/store/own-heads.ts';
import type { Download } from '../../src/features/normalize/table-export.svelte.ts';
import { CODER, inFolder, run } from './cli-fakes.ts';
import { csv, fakePorts, fakeTools } from './normalize-fixture.ts';
import { vectorOf } from './small-coder.ts';

const WORDS = { name: 'heads.json', remedy: 'Train it again.' };
const ENCODER = 'e'.repeat(64);
const SHIPPED = join(import.meta.dirname, '../../public/models/coding');

type Description = Record<string, unknown>;

const GOOD: Description = {
  levels: ['Lehrling', 'Gesellin', 'Meister'],
  areas: ['Küche', 'Saal'],
  wordBuckets: 64,
  temperatures: { level: 1.2, area: 0.9 },
  encoder: { model: 'tuned', sha256: ENCODER },
};

const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const namesOf = (count: number) => Array.from({ length: count }, (_, at) => `class ${at}`);

describe('heads.json', () => {
  it('may name any classes, from 2 on', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: MOST_LEVELS }),
        fc.integer({ min: 2, max: MOST_AREAS }),
        (levels, areas) => {
          const file = { ...GOOD, levels: namesOf(levels), areas: namesOf(areas) };
          const { description } = readHeads(bytesOf(file), WORDS);
          expect([description.levels.length, description.areas.length]).toEqual([levels, areas]);
        },
      ),
      { numRuns: 20 },
    );
    expect(readHeads(bytesOf(GOOD), WORDS)).toMatchObject({ sha256: '', encoderSha256: ENCODER });
  });

  it.each<readonly [field: string, change: Description, problem: string]>([
    ['levels', { levels: 'Chef' }, 'is not a list of names'],
    ['levels', { levels: ['one'] }, 'has 1 names, not 2 to 50'],
    ['levels', { levels: namesOf(51) }, 'has 51 names, not 2 to 50'],
    ['levels[1]', { levels: ['a', ' '] }, 'is not a name'],
    ['levels[2]', { levels: ['a', 'b', 'a'] }, 'repeats the name "a"'],
    ['areas', { areas: undefined }, 'is not a list of names'],
    ['areas', { areas: namesOf(201) }, 'has 201 names, not 2 to 200'],
    ['areas[0]', { areas: [3, 'b'] }, 'is not a name'],
    ['wordBuckets', { wordBuckets: 2.5 }, 'is not a whole number from 1 to 65536'],
    ['wordBuckets', { wordBuckets: 1e9 }, 'is not a whole number from 1 to 65536'],
    ['temperatures', { temperatures: 1 }, 'is not an object'],
    ['temperatures.level', { temperatures: { level: 0, area: 1 } }, 'is not a number above 0'],
    ['temperatures.area', { temperatures: { level: 1 } }, 'is not a number above 0'],
    ['sha256', { sha256: 'abc' }, 'is not a SHA-256'],
    ['encoder', { encoder: [] }, 'is not an object'],
    ['encoder.sha256', { encoder: { sha256: 4 } }, 'is not a SHA-256'],
  ])('names the field %s that is wrong', (field, change, problem) => {
    const read = () => readHeads(bytesOf({ ...GOOD, ...change }), WORDS);
    expect(read).toThrow(`heads.json: ${field} ${problem}`);
    expect(read).toThrow(WORDS.remedy);
  });

  it('is refused where it is no JSON object', () => {
    expect(() => readHeads(new TextEncoder().encode('{'), WORDS)).toThrow('heads.json is not JSON');
    expect(() => readHeads(bytesOf([1]), WORDS)).toThrow('heads.json: the file is not an object');
  });

  it('belongs to its network and to the encoder', async () => {
    const network = Uint8Array.of(1, 2, 3);
    const read = (change: Description, encoderSha256 = ENCODER) =>
      readOwnHeads({ network, description: bytesOf({ ...GOOD, ...change }) }, { digest, encoderSha256 });
    const { facts } = await read({ sha256: digest(network) });
    expect(facts).toMatchObject({ levels: 3, areas: 2 });
    expect(facts.files.map(({ file }) => file)).toEqual([NETWORK_FILE, DESCRIPTION_FILE]);
    await expect(read({ sha256: 'a'.repeat(64) })).rejects.toThrow('sha256 is that of another heads.onnx');
    await expect(read({}, 'f'.repeat(64))).rejects.toThrow('encoder.sha256 is that of another model');
    await expect(read({ encoder: undefined })).rejects.toThrow('encoder.sha256 is not there');
  });
});

describe('a network', () => {
  const { description } = readHeads(bytesOf(GOOD), WORDS);
  const runs = (levels: number, areas: number, value = 0): RunHeads => {
    return (_vectors, _bags, rows) =>
      Promise.resolve({
        level: new Float32Array(rows * levels).fill(value),
        area: new Float32Array(rows * areas).fill(value),
      });
  };
  const probe = (network: RunHeads) =>
    probeHeads({ description, run: network }, { ...WORDS, name: 'heads.onnx' });

  it('answers for each class with finite numbers, or is refused', async () => {
    await expect(probe(runs(3, 2))).resolves.toBeUndefined();
    await expect(probe(runs(4, 2))).rejects.toThrow('"level" has 4 numbers a title, but heads.json names 3');
    await expect(probe(runs(3, 9))).rejects.toThrow('"area" has 9 numbers a title, but heads.json names 2');
    await expect(probe(runs(3, 2, NaN))).rejects.toThrow('"level" is not a finite number');
    const broken = () => Promise.reject(new Error('Got invalid dimensions for input: vectors'));
    await expect(probe(broken)).rejects.toThrow(
      'cannot be run on vectors of 384 numbers and 64 word buckets',
    );
  });
});

/** The shipped network under names of the user's, as many as it has. */
function renamed(change: Description = {}): OwnHeadsBytes & { readonly file: Description } {
  const shipped = JSON.parse(readFileSync(join(SHIPPED, DESCRIPTION_FILE), 'utf8')) as {
    levels: string[];
    areas: string[];
  };
  const file = {
    ...shipped,
    levels: shipped.levels.map((_, at) => `Stufe ${at}`),
    areas: shipped.areas.map((_, at) => `Bereich ${at}`),
    ...change,
  };
  const network = new Uint8Array(readFileSync(join(SHIPPED, NETWORK_FILE)));
  return { network, description: bytesOf(file), file };
}

async function inHeadsFolder(
  bytes: Partial<OwnHeadsBytes>,
  work: (folder: string) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    if (bytes.network) writeFileSync(join(folder, NETWORK_FILE), bytes.network);
    if (bytes.description) writeFileSync(join(folder, DESCRIPTION_FILE), bytes.description);
    await work(folder);
  });
}

describe('levels and areas of a folder', () => {
  const encoderOf = ({ file }: { readonly file: Description }) =>
    (file['encoder'] as { sha256: string }).sha256;

  it('label titles with the names of their own', async () => {
    const own = renamed();
    await inHeadsFolder(own, async (folder) => {
      const heads = await loadOwnHeads(folder, encoderOf(own));
      expect(heads.facts.files[0]!.sha256).toBe(digest(own.network));
      const titles = ['Head Nurse', 'Welder'];
      const vectors = titles.map(vectorOf);
      const labels = await labelTitles(titles, vectors, heads);
      const shipped = {
        description: readHeads(readFileSync(join(SHIPPED, DESCRIPTION_FILE)), WORDS).description,
        run: await startHeads(own.network),
      };
      const expected = await labelTitles(titles, vectors, shipped);
      labels.forEach(({ level, area }, at) => {
        const place = shipped.description.levels.indexOf(expected[at]!.level.name);
        expect(level).toEqual({ name: `Stufe ${place}`, confidence: expected[at]!.level.confidence });
        expect(area.name).toMatch(/^Bereich \d+$/u);
      });
    });
  });

  it('are refused with the file and the field', async () => {
    const fewer = renamed({ levels: ['one', 'two'] });
    await inHeadsFolder(fewer, async (folder) => {
      const loading = loadOwnHeads(folder, encoderOf(fewer));
      await expect(loading).rejects.toThrow(`--heads ${folder}: heads.onnx: its output "level" has`);
    });
    const other = renamed();
    await inHeadsFolder(other, async (folder) => {
      await expect(loadOwnHeads(folder, ENCODER)).rejects.toThrow('encoder.sha256 is that of another model');
    });
    const damaged = { network: Uint8Array.of(1, 2, 3), description: bytesOf({ ...GOOD }) };
    await inHeadsFolder(damaged, async (folder) => {
      await expect(loadOwnHeads(folder, ENCODER)).rejects.toThrow('heads.onnx is not an ONNX network');
    });
    await inHeadsFolder({ description: bytesOf(GOOD) }, async (folder) => {
      await expect(loadOwnHeads(folder, ENCODER)).rejects.toThrow(
        `${join(folder, NETWORK_FILE)} cannot be read`,
      );
    });
  });

  it('are asked for by --heads, and named in the run record', () =>
    inFolder(async (folder) => {
      const [input, output] = [join(folder, 'titles.csv'), join(folder, 'coded.csv')];
      writeFileSync(input, 'title\nNurse\n');
      const loadCoder = vi.fn(() => Promise.resolve({ ...CODER, ownHeads: FACTS }));
      const args = ['normalize', input, '-o', output, '--heads', folder];
      const { code } = await run(args, { environment: { loadCoder } });
      expect([code, loadCoder.mock.calls]).toEqual([0, [[{ heads: folder }]]]);
      const record = JSON.parse(readFileSync(`${output}.run.json`, 'utf8')) as Description;
      expect(record['ownHeads']).toEqual(FACTS);
    }));
});

const FACTS: OwnHeadsFacts = {
  levels: 3,
  areas: 2,
  files: [
    { file: NETWORK_FILE, sha256: '1'.repeat(64) },
    { file: DESCRIPTION_FILE, sha256: '2'.repeat(64) },
  ],
};
const FILES = [new File(['network'], 'heads.onnx'), new File(['{}'], 'heads.json')];

function fakeHeads(change: Partial<HeadsTools> = {}) {
  const inUse: { bytes: OwnHeadsBytes | null } = { bytes: null };
  const tools: HeadsTools = {
    check: () => Promise.resolve(),
    use: (bytes) => {
      inUse.bytes = bytes;
      return Promise.resolve(bytes && FACTS);
    },
    ...change,
  };
  return { tools, inUse };
}

describe('coders', () => {
  it('are ended and started anew where other levels are in force', async () => {
    let started = 0;
    const pool = new CoderPool(2, () =>
      Promise.resolve({ number: ++started, crashed: new Promise<never>(() => undefined) }),
    );
    await pool.start();
    const ended: number[] = [];
    pool.stop(({ number }) => ended.push(number));
    const next = await pool.use(({ number }) => Promise.resolve(number));
    expect([ended, next, started]).toEqual([[1, 2], 3, 3]);
  });
});

describe('levels and areas on the page', () => {
  it('are checked, kept, in force at the next visit, and removed', async () => {
    const records = memoryHeads();
    const first = fakeHeads();
    const changed = vi.fn();
    const source = { tools: first.tools, records, keep: () => true, changed };
    const heads = new OwnHeads(source);
    // Training writes its figures beside the two files.
    await heads.load([...FILES, new File(['{}'], 'figures.json')]);
    expect([heads.facts, heads.notice, changed.mock.calls.length]).toEqual([
      FACTS,
      'They are stored in this browser.',
      1,
    ]);
    expect(new TextDecoder().decode(first.inUse.bytes!.network)).toBe('network');
    const second = fakeHeads();
    const later = new OwnHeads({ ...source, tools: second.tools });
    await later.restore();
    expect([later.facts, second.inUse.bytes]).toEqual([FACTS, first.inUse.bytes]);
    await later.remove();
    expect([later.facts, second.inUse.bytes, await records.read()]).toEqual([null, null, null]);
  });

  it('stay as they were where others cannot be used', async () => {
    const records = memoryHeads();
    const check = vi.fn<HeadsTools['check']>(() => Promise.resolve());
    const { tools, inUse } = fakeHeads({ check });
    const heads = new OwnHeads({ tools, records, keep: () => true, changed: () => undefined });
    await heads.load(FILES);
    const before = inUse.bytes;
    check.mockRejectedValue(new Error('heads.json: levels has 1 names, not 2 to 50.'));
    await heads.load([new File(['other'], 'heads.onnx'), FILES[1]!]);
    expect(heads.task.problem).toBe('heads.json: levels has 1 names, not 2 to 50.');
    expect([heads.facts, inUse.bytes, await records.read()]).toEqual([FACTS, before, before]);
    await heads.load([FILES[0]!]);
    expect(heads.task.problem).toBe('Choose both files at once: heads.onnx and heads.json.');
  });

  it('are not stored where nothing is to be kept, and say where they cannot be', async () => {
    const records = memoryHeads();
    const { tools } = fakeHeads();
    const source = { tools, records, keep: () => false, changed: () => undefined };
    const heads = new OwnHeads(source);
    await heads.load(FILES);
    expect([heads.facts, await records.read()]).toEqual([FACTS, null]);
    const full = { ...records, save: () => Promise.reject(new Error('the storage is full')) };
    const unkept = new OwnHeads({ ...source, records: full, keep: () => true });
    await unkept.load(FILES);
    expect(unkept.notice).toContain('this browser does not store them (the storage is full)');
    expect(unkept.facts).toEqual(FACTS);
  });

  it('of another version say that they are not in force', async () => {
    const records = memoryHeads();
    await records.save({ network: Uint8Array.of(1), description: Uint8Array.of(2) });
    const use = vi.fn<HeadsTools['use']>(() => Promise.reject(new Error('It is that of another model.')));
    const { tools } = fakeHeads({ use });
    const heads = new OwnHeads({ tools, records, keep: () => true, changed: () => undefined });
    await heads.restore();
    expect(heads.facts).toBeNull();
    expect(heads.keptProblem).toContain('not in force. It is that of another model.');
  });

  it('have results of their own, and the user keeps the answers', async () => {
    const stored = memoryRecords();
    const { tools: headsTools, inUse } = fakeHeads();
    const fake = fakeTools();
    const tools = fakeTools({
      heads: headsTools,
      facts: (options) => ({ ...fake.facts(options), ownHeads: inUse.bytes && FACTS }),
    });
    const page = new NormalizeTools(fakePorts({ tools, records: () => stored }));
    await page.file.open(csv('title\nNurse\nPartner\n'));
    await page.code();
    page.review.correct(0, '29-1171.00');
    const settings = async () => (await stored.list()).map((kept) => kept.settings);
    const [before] = await settings();
    await page.ownHeads.load(FILES);
    expect([page.run.done, page.run.phase, page.review.corrections.size]).toEqual([0, 'idle', 1]);
    await page.code();
    expect([page.run.done, await settings()]).toEqual([2, [`${before!}/${headsKey(FACTS)}`]]);
    let files: readonly Download[] = [];
    await page.export.make((made) => (files = made));
    const record = JSON.parse(await files[1]!.blob.text()) as Description;
    expect(record['ownHeads']).toEqual(FACTS);
  });
});
