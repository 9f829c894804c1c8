/** Nearly equal titles: the clustering against a plain reference, the page's part, the export and the command line. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it, vi } from 'vitest';
import {
  cleanTitlesOf,
  comparedTitles,
  type GroupedTitle,
} from '../../src/core/coding/near-duplicates/clean-titles.ts';
import { findLeaders } from '../../src/core/coding/near-duplicates/leaders.ts';
import {
  DEFAULT_THRESHOLD,
  leadersByPlace,
  THRESHOLDS,
  titleGroups,
} from '../../src/core/coding/near-duplicates/title-groups.ts';
import { directionRow, TitleVectors } from '../../src/core/coding/near-duplicates/title-vectors.ts';
import { KERNELS } from '../../src/core/search/kernel/kernel-bytes.ts';
import { TitleComparer } from '../../src/features/normalize/near-duplicates-comparer.ts';
import { NormalizeTools } from '../../src/features/normalize/normalize-tools.svelte.ts';
import type { Download } from '../../src/features/normalize/table-export.svelte.ts';
import { CodingService } from '../../src/workers/coding/coding-service.ts';
import { inFolder, run } from './cli-fakes.ts';
import { launchFake } from './fake-worker.ts';
import { csv, fakePorts, fakeTools } from './normalize-fixture.ts';
import { vectorOf } from './small-coder.ts';

const DIMENSION = 16;

/** Directions near a few centres, so that many are near each other. */
const blockOfRows = (most: number) =>
  fc.array(
    fc.tuple(
      fc.integer({ min: 0, max: 3 }),
      fc.array(fc.integer({ min: -30, max: 30 }), { minLength: DIMENSION, maxLength: DIMENSION }),
    ),
    { minLength: 1, maxLength: most },
  );

function rowsOf(block: readonly (readonly [number, readonly number[]])[]): number[][] {
  return block.map(([centre, noise]) => noise.map((value, i) => value + (i % 4 === centre ? 60 : 0)));
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]) => x.reduce((sum, v, i) => sum + v * y[i]!, 0);
  const lengths = Math.sqrt(dot(a, a)) * Math.sqrt(dot(b, b));
  return lengths === 0 ? 0 : dot(a, b) / lengths;
}

/** As the method says it: one after the other, to the nearest leader before it. */
function plainLeaders(rows: readonly number[][], threshold: number): number[] {
  const leaders: number[] = [];
  rows.forEach((row, at) => {
    const near = leaders
      .flatMap((leader, other) => (leader === other ? [other] : []))
      .map((other) => ({ other, likeness: cosine(row, rows[other]!) }))
      .filter(({ likeness }) => likeness >= threshold);
    const best = near.reduce<(typeof near)[number] | null>(
      (most, each) => (most === null || each.likeness > most.likeness ? each : most),
      null,
    );
    leaders.push(best?.other ?? at);
  });
  return leaders;
}

describe('leaders', () => {
  it('are those of the plain method, in every block and at every threshold', async () => {
    const thresholds = [0.8, 0.9, 0.97];
    await fc.assert(
      fc.asyncProperty(fc.array(blockOfRows(12), { minLength: 1, maxLength: 4 }), async (blocks) => {
        const all = blocks.map(rowsOf);
        const found = await findLeaders({
          rows: Int8Array.from(all.flat(2)),
          sizes: all.map(({ length }) => length),
          dimension: DIMENSION,
          thresholds,
        });
        let first = 0;
        for (const rows of all) {
          thresholds.forEach((threshold, at) =>
            expect([...found[at]!.subarray(first, first + rows.length)]).toEqual(
              plainLeaders(rows, threshold).map((leader) => leader + first),
            ),
          );
          first += rows.length;
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are the same with compiled scans, over many chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -127, max: 127 }), { minLength: 6, maxLength: 6 }),
        async (seed) => {
          const count = 700;
          const rows = Int8Array.from({ length: count * DIMENSION }, (_, at) =>
            Math.round(60 * Math.sin(seed[at % 6]! + (at % 97) + (at % 16) * seed[0]!)),
          );
          const input = { rows, sizes: [count], dimension: DIMENSION, thresholds: [0.8, 0.95] };
          expect(await findLeaders(input, { kernels: KERNELS })).toEqual(await findLeaders(input));
        },
      ),
      { numRuns: 5 },
    );
  });

  it('say how far they are, and end where they are given up', async () => {
    const rows = new Int8Array(3000 * DIMENSION).fill(1);
    const input = { rows, sizes: [1500, 1500], dimension: DIMENSION, thresholds: [0.9] };
    const told: number[] = [];
    const onProgress = (done: number) => Promise.resolve(void told.push(done));
    const [leaders] = await findLeaders(input, { onProgress });
    expect(new Set(leaders)).toEqual(new Set([0, 1500]));
    expect(told.length).toBeGreaterThan(1);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    const stop = () => Promise.reject(new Error('given up'));
    await expect(findLeaders(input, { onProgress: stop })).rejects.toThrow('given up');
    await expect(findLeaders({ ...input, sizes: [1] })).rejects.toThrow('not 1 rows of 16');
  });
});

describe('the coding worker', () => {
  it('finds leaders without a coder, says how far it is, and stops', async () => {
    const { remote } = launchFake(new CodingService());
    const rows = new Int8Array(4096 * DIMENSION).fill(1);
    const input = { rows, sizes: [2048, 2048], dimension: DIMENSION, thresholds: [0.9] };
    const told: number[] = [];
    const [leaders] = await remote.call('leaders', input, { onProgress: ({ done }) => told.push(done) });
    expect([leaders![2047], leaders![4095], told]).toEqual([0, 2048, [1024, 2048, 3072, 4096]]);
    const stop = new AbortController();
    const onProgress = () => stop.abort(new Error('given up'));
    const calling = remote.call('leaders', input, { signal: stop.signal, onProgress });
    await expect(calling).rejects.toThrow('given up');
    remote.terminate();
  });
});

describe('clean titles', () => {
  const titles = fc.array(
    fc.record({
      clean: fc.constantFrom('Nurse', 'nurse', 'NURSE ', 'Staff Nurse', 'Baker', ''),
      block: fc.constantFrom('29-1141.00', '51-3011.00', ''),
      rows: fc.integer({ min: 1, max: 5 }),
    }),
  );

  it('are one however they are written, and do not depend on the order', () => {
    fc.assert(
      fc.property(titles, fc.infiniteStream(fc.nat()), (given, chance) => {
        const shuffled = given
          .map((title) => ({ title, key: chance.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ title }) => title);
        const clean = cleanTitlesOf(given);
        expect(cleanTitlesOf(shuffled).titles).toEqual(clean.titles);
        const rows = (list: readonly { rows: number }[]) => list.reduce((sum, each) => sum + each.rows, 0);
        expect(rows(clean.titles)).toBe(rows(given.filter((title) => title.clean !== '')));
        for (const { clean: text } of given) {
          const place = clean.placeOf(text);
          const key = place === undefined ? '' : clean.titles[place]!.title.trim().toLowerCase();
          expect(key).toBe(text.trim().toLowerCase());
        }
      }),
    );
  });

  it('are compared where another one has their code', () => {
    const given: GroupedTitle[] = [
      { clean: 'Nurse', block: '29', rows: 1 },
      { clean: 'Staff Nurse', block: '29', rows: 5 },
      { clean: 'Baker', block: '51', rows: 9 },
      { clean: 'Manager', block: '', rows: 3 },
      { clean: 'Worker', block: '', rows: 3 },
    ];
    const { titles: clean } = cleanTitlesOf(given);
    expect(clean.map(({ title }) => title)).toEqual(['Baker', 'Staff Nurse', 'Manager', 'Worker', 'Nurse']);
    const compared = comparedTitles(clean);
    expect(compared).toEqual({ places: [1, 4], sizes: [2] });
    const leaders = leadersByPlace(clean.length, compared, Int32Array.of(0, 0));
    expect([...leaders]).toEqual([0, 1, 2, 3, 1]);
    expect(titleGroups(clean, leaders)).toEqual([{ leader: 1, members: [1, 4], rows: 6 }]);
  });
});

describe('vectors of titles', () => {
  it('keep their direction, each once, up to the most', () => {
    const vectors = new TitleVectors(384, 2);
    for (const title of ['Nurse', 'Welder', 'Baker', 'Nurse']) vectors.keep(title, vectorOf(title));
    expect([vectors.size, vectors.has('Baker'), vectors.row('Baker')]).toEqual([2, false, undefined]);
    const row = [...vectors.row('Welder')!];
    expect(row).toEqual([...directionRow(vectorOf('Welder'))]);
    expect(cosine(row, [...vectorOf('Welder')])).toBeGreaterThan(0.999);
  });

  it('are encoded once, and only where they are not kept', async () => {
    const encode = vi.fn((texts: readonly string[]) =>
      Promise.resolve(Float32Array.from(texts.flatMap((text) => [...vectorOf(text)]))),
    );
    const comparer = new TitleComparer({ encode, findLeaders: (input) => findLeaders(input), parallel: 2 });
    const nurse = ['Nurse', 'a description'];
    const vectors = Float32Array.from(nurse.flatMap((text) => [...vectorOf(text)]));
    comparer.keep('wasm', nurse, vectors, new Set(['a description']));
    const compare = (device: 'wasm' | 'webgpu', signal = new AbortController().signal) =>
      comparer.leaders(
        { texts: ['Nurse', 'nurse', 'Welder'], sizes: [3], thresholds: [0.9] },
        { signal, device, onProgress: () => undefined },
      );
    expect((await compare('wasm')).map((leaders) => [...leaders])).toEqual([[0, 0, 2]]);
    await compare('wasm');
    expect(encode.mock.calls.map(([texts]) => texts)).toEqual([['nurse', 'Welder']]);
    await compare('webgpu');
    expect(encode).toHaveBeenCalledTimes(2);
    comparer.forget();
    const aborted = AbortSignal.abort(new Error('given up'));
    await expect(compare('wasm', aborted)).rejects.toThrow('given up');
    expect(encode).toHaveBeenCalledTimes(2);
  });
});

const FILE =
  'id,job title\n1,Nurse ward\n2,Nurse ward\n3,nurse ward\n4,Nurse wards\n5,Partner\n6,n/a\n7,Nurse xyz jkl\n';

async function foundTools(): Promise<NormalizeTools> {
  const tools = new NormalizeTools(fakePorts());
  await tools.file.open(csv(FILE));
  await tools.code();
  await tools.nearDuplicates.find();
  return tools;
}

describe('nearly equal titles on the page', () => {
  it('are groups at a threshold that can be changed without comparing again', async () => {
    const tools = await foundTools();
    const { nearDuplicates } = tools;
    expect([nearDuplicates.threshold, nearDuplicates.task.problem]).toEqual([DEFAULT_THRESHOLD, null]);
    const names = () =>
      nearDuplicates.groups!.map(({ members, rows }) => [
        members.map((place) => nearDuplicates.title(place).title),
        rows,
      ]);
    expect(names()).toEqual([[['Nurse ward', 'Nurse wards'], 4]]);
    const forget = vi.spyOn(nearDuplicates.task, 'run');
    nearDuplicates.threshold = 0.99;
    expect(names()).toEqual([]);
    nearDuplicates.threshold = 0.9;
    expect([names().length, forget.mock.calls.length, nearDuplicates.since]).toEqual([1, 0, 0]);
  });

  it('take the code of the first of them as one step', async () => {
    const { nearDuplicates, review } = await foundTools();
    review.arrange({ filter: { text: 'ward' } });
    const [group] = nearDuplicates.groups!;
    expect(nearDuplicates.answer(group!)).toEqual({ code: '29-1141.00' });
    review.correct(0, '29-1171.00');
    expect(nearDuplicates.answer(group!)).toEqual({ code: '29-1171.00' });
    nearDuplicates.codeAlike(group!);
    const sources = () => review.rows().map(({ coded }) => coded?.jobs[0]?.source ?? '');
    // "nurse ward" is the same title as "Nurse ward".
    expect(sources()).toEqual(['correction', 'correction', 'correction', 'model', '', 'model']);
    expect(review.notice).toContain('3 titles of 4 rows corrected to 29-1171.00');
    expect(review.filter).toMatchObject({ text: 'ward', titles: null });
    review.undo();
    expect(sources()).toEqual(['correction', 'correction', 'model', 'model', '', 'model']);
  });

  it('show no code in blind mode, and are shown in the table', async () => {
    const { nearDuplicates, review } = await foundTools();
    const [group] = nearDuplicates.groups!;
    review.blind = true;
    expect(nearDuplicates.answer(group!)).toBeNull();
    nearDuplicates.codeAlike(group!);
    expect(review.corrections.size).toBe(0);
    review.refuse(0, 'too-general');
    expect(nearDuplicates.answer(group!)).toEqual({ code: '', reason: 'too-general' });
    nearDuplicates.show(group!);
    expect(review.order.map((id) => review.row(id).raw)).toEqual(['Nurse ward', 'nurse ward', 'Nurse wards']);
  });

  it('are named in the export and its record where that is asked for', async () => {
    const tools = await foundTools();
    let files: readonly Download[] = [];
    const exported = async () => {
      await tools.export.make((made) => (files = made));
      const [table, record] = await Promise.all(files.map(({ blob }) => blob.text()));
      const { data } = Papa.parse<Record<string, string>>(table!, { header: true, skipEmptyLines: true });
      return {
        groups: data.map((row) => row['rolemap_title_group']),
        facts: (JSON.parse(record!) as { titleGroups: unknown }).titleGroups,
      };
    };
    expect(await exported()).toEqual({ groups: Array<undefined>(7).fill(undefined), facts: null });
    tools.nearDuplicates.exported = true;
    expect(await exported()).toEqual({
      groups: [...Array<string>(4).fill('Nurse ward'), 'Partner', '', 'Nurse xyz jkl'],
      facts: { threshold: 0.9, groups: 1, titles: 2 },
    });
    await tools.file.paste('Nurse');
    expect([tools.nearDuplicates.groups, tools.nearDuplicates.exported]).toEqual([null, false]);
  });

  it('say why they were not found, and can be given up', async () => {
    const comparer = {
      leaders: vi.fn(() => Promise.reject(new Error('The worker was ended.'))),
      forget: () => undefined,
    };
    const tools = new NormalizeTools(fakePorts({ tools: fakeTools({ comparer }) }));
    await tools.file.open(csv(FILE));
    await tools.code();
    const { nearDuplicates } = tools;
    await nearDuplicates.find();
    expect(nearDuplicates.task.problem).toBe('The worker was ended.');
    comparer.leaders.mockImplementation(() => new Promise(() => undefined));
    void nearDuplicates.find();
    expect(nearDuplicates.task.busy).toBe(true);
    nearDuplicates.cancel();
    expect([nearDuplicates.task.busy, nearDuplicates.groups]).toEqual([false, null]);
  });

  it('can stand at every hundredth from 0.80 to 0.99', () => {
    expect([THRESHOLDS.length, THRESHOLDS[0], THRESHOLDS.at(-1)]).toEqual([20, 0.8, 0.99]);
    expect(THRESHOLDS.map((threshold) => threshold.toFixed(2))).toEqual(
      THRESHOLDS.map((each) => `${each}`.padEnd(4, '0')),
    );
  });
});

describe('rolemap normalize --group-threshold', () => {
  const LIST = 'title\nNurse on ward\nNurse on ward\nNurse on wards\nSales Manager\n\n';

  it('adds the column with the title that leads', () =>
    inFolder(async (folder) => {
      const [input, output] = [join(folder, 'titles.csv'), join(folder, 'coded.csv')];
      writeFileSync(input, LIST);
      const { code, err } = await run(['normalize', input, '-o', output, '--group-threshold', '0.85']);
      expect([code, err.includes('1 group of 2 nearly equal clean titles (cosine 0.85)')]).toEqual([0, true]);
      const { data, meta } = Papa.parse<Record<string, string>>(readFileSync(output, 'utf8'), {
        header: true,
        skipEmptyLines: true,
      });
      expect(meta.fields!.at(-1)).toBe('rolemap_title_group');
      expect(data.map((row) => row['rolemap_title_group'])).toEqual([
        ...Array<string>(3).fill('Nurse on ward'),
        'Sales Manager',
      ]);
      const record = JSON.parse(readFileSync(`${output}.run.json`, 'utf8')) as Record<string, unknown>;
      expect(record['titleGroups']).toEqual({ threshold: 0.85, groups: 1, titles: 2 });
    }));

  it('refuses what is no likeness', async () => {
    const { code, err } = await run(['normalize', '-', '--group-threshold', '0.5'], { input: LIST });
    expect(code).not.toBe(0);
    expect(err).toContain('--group-threshold is a number from 0.8 to 0.99');
  });
});
