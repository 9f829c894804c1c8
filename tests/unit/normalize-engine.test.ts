/** The engine of the Normalize tab: encoders and coders side by side, the time of each stage, and devices that are never mixed. */
import fc from 'fast-check';
import { render } from 'svelte/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addedSeconds, NO_SECONDS, StageClock } from '../../src/core/coding/stage-clock.ts';
import { splitTitle } from '../../src/core/titles/split-title.ts';
import { CoderPool, coderCount } from '../../src/features/normalize/coder-pool.ts';
import { offeredGpu, SameFileEncoder, startEncoders } from '../../src/features/normalize/coding-devices.ts';
import { BATCH_TITLES } from '../../src/features/normalize/code-batches.ts';
import { CodingRun } from '../../src/features/normalize/coding-run.svelte.ts';
import {
  compareDevices,
  comparisonSentence,
  differences,
} from '../../src/features/normalize/device-comparison.ts';
import { DistinctTitles } from '../../src/features/normalize/distinct-titles.ts';
import { EncoderPool } from '../../src/features/normalize/encoder-pool.ts';
import { NormalizeTools } from '../../src/features/normalize/normalize-tools.svelte.ts';
import type { Download } from '../../src/features/normalize/table-export.svelte.ts';
import type { CodingTools, KeptResults } from '../../src/features/normalize/ports.ts';
import type { RunRecord } from '../../src/core/coding/output/run-record.ts';
import type { CodedTitle } from '../../src/core/coding/types.ts';
import { memoryRecords } from '../../src/store/coding-records.ts';
import { FakeEncoders, FOUR_BIT, INT8 } from './fake-encoder.ts';
import { coded, csv, fakePorts, fakeTools, job } from './normalize-fixture.ts';
import { coder, vectorOf } from './small-coder.ts';
import RunProgress from '../../src/features/normalize/RunProgress.svelte';

vi.mock('../../src/core/titles/split-title.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../src/core/titles/split-title.ts')>();
  return { ...original, splitTitle: vi.fn(original.splitTitle) };
});

function distinctOf(count: number): DistinctTitles {
  const distinct = new DistinctTitles();
  for (let at = 0; at < count; at++) distinct.add(`Nurse ${at}`);
  return distinct;
}

const keepNothing = (): Promise<KeptResults> =>
  Promise.resolve({
    // eslint-disable-next-line @typescript-eslint/require-await -- an empty stream
    async *results() {
      yield [];
    },
    append: () => Promise.resolve(),
  });

/** A promise that is settled from outside. */
function gate<T>(): { readonly promise: Promise<T>; readonly open: (value: T) => void } {
  let open: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => (open = resolve));
  return { promise, open: (value) => open(value) };
}

describe('the clock of stages', () => {
  it('adds up what passes in each stage', () => {
    let now = 10;
    const clock = new StageClock(() => now);
    const end = clock.start('clean');
    now += 2;
    end();
    now += 100;
    const again = clock.start('clean');
    const other = clock.start('heads');
    now += 3;
    again();
    other();
    expect(clock.seconds).toEqual({ ...NO_SECONDS, clean: 5, heads: 3 });
    expect(addedSeconds(clock.seconds, { heads: 1, keep: 4 })).toEqual({
      ...{ clean: 5, encode: 0, coder: 0, heads: 4, keep: 4 },
    });
  });
});

describe('the coder', () => {
  it('takes a title apart once for its texts and its code', async () => {
    const title = 'URGENT: Staff Nurse - Nights (Req 88213)';
    const one = coder();
    vi.mocked(splitTitle).mockClear();
    const texts = one.textsOf([title]);
    const [result] = await one.code([title], vectorOf);
    expect(vi.mocked(splitTitle).mock.calls.filter(([text]) => text === title)).toHaveLength(1);
    expect(texts).toEqual([result!.clean]);
  });

  it('gives the same results whatever was prepared before', async () => {
    const titles = [
      'Staff Nurse',
      'Nurse/Midwife',
      'n/a',
      'Welder, Nights',
      'Manager',
      'Finance Director II',
    ];
    const expected = await coder().code(titles, vectorOf);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.subarray(titles), { maxLength: 4 }), async (prepared) => {
        const one = coder();
        for (const some of prepared) one.textsOf(some);
        expect(await one.code(titles, vectorOf)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  it('says where its time went', async () => {
    let now = 0;
    const clock = new StageClock(() => now++);
    const one = coder();
    one.textsOf(['Staff Nurse'], clock);
    await one.code(['Staff Nurse'], vectorOf, clock);
    expect(clock.seconds).toEqual({ clean: 2, encode: 0, coder: 1, heads: 1, keep: 0 });
  });
});

describe('encoders side by side', () => {
  it('work at once, and the seconds are those of work', async () => {
    let now = 0;
    const gates = [gate<Float32Array>(), gate<Float32Array>(), gate<Float32Array>()];
    const encode = vi.fn(() => gates[encode.mock.calls.length - 1]!.promise);
    const pool = new EncoderPool([{ encode }, { encode }], () => now);
    const calls = [pool.encode(['a']), pool.encode(['b']), pool.encode(['c'])];
    await Promise.resolve();
    expect(encode).toHaveBeenCalledTimes(2);
    now = 5;
    gates[1]!.open(Float32Array.of(1));
    expect(await calls[1]).toEqual({ vectors: Float32Array.of(1), seconds: 5 });
    await vi.waitFor(() => expect(encode).toHaveBeenCalledTimes(3));
    now = 7;
    for (const { open } of gates) open(Float32Array.of(2));
    // The third waited five seconds, which are not its own.
    expect((await calls[2])!.seconds).toBe(2);
    expect((await calls[0])!.seconds).toBe(7);
  });

  it('go on after a failure and after a call that was given up while it waited', async () => {
    const first = gate<Float32Array>();
    const encode = vi
      .fn<() => Promise<Float32Array>>()
      .mockReturnValueOnce(first.promise)
      .mockRejectedValueOnce(new Error('no memory'))
      .mockResolvedValue(Float32Array.of(3));
    const pool = new EncoderPool([{ encode }]);
    const abort = new AbortController();
    const calls = [pool.encode(['a']), pool.encode(['b'], { signal: abort.signal }), pool.encode(['c'])];
    const settled = Promise.allSettled(calls);
    abort.abort(new Error('given up'));
    first.open(Float32Array.of(1));
    expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(encode).toHaveBeenCalledTimes(2);
    expect((await pool.encode(['d'])).vectors).toEqual(Float32Array.of(3));
  });
});

describe('coders side by side', () => {
  it('are one for each four encoders, two at most', () => {
    expect([1, 2, 4, 5, 8, 64].map(coderCount)).toEqual([1, 1, 1, 2, 2, 2]);
  });

  it('take the batches in turn', async () => {
    let made = 0;
    const pool = new CoderPool(2, () => Promise.resolve({ number: ++made, crashed: new Promise(() => 0) }));
    await pool.start();
    const held = gate<number>();
    const used: number[] = [];
    const use = () => pool.use(({ number }) => held.promise.then(() => used.push(number)));
    const all = [use(), use(), use(), use()];
    held.open(0);
    await Promise.all(all);
    expect([made, used.filter((number) => number === 1).length]).toEqual([2, 2]);
  });

  it('are replaced where one died or did not start', async () => {
    const death = gate<string>();
    const start = vi
      .fn<() => Promise<{ name: string; crashed: Promise<unknown> }>>()
      .mockRejectedValueOnce(new Error('no memory'))
      .mockResolvedValueOnce({ name: 'first', crashed: death.promise })
      .mockResolvedValueOnce({ name: 'second', crashed: new Promise(() => 0) });
    const pool = new CoderPool(1, start);
    const name = () => pool.use((each) => Promise.resolve(each.name));
    await expect(pool.start()).rejects.toThrow('no memory');
    expect([await name(), await name()]).toEqual(['first', 'first']);
    death.open('out of memory');
    await vi.waitFor(async () => expect(await name()).toBe('second'));
  });
});

describe('an encoder that keeps to its device', () => {
  let fake: FakeEncoders;
  beforeEach(async () => {
    fake = new FakeEncoders();
    // As a run downloads it, for the GPU too.
    await fake.store.ensure([`models/tuned/${INT8}`]);
  });
  afterEach(() => {
    for (const worker of fake.workers) worker.terminate();
  });
  const create = (device: 'webgpu' | 'wasm') =>
    new SameFileEncoder(fake.environment({ setting: device }), device);

  it('runs the file of the device', async () => {
    const pool = await startEncoders([create('webgpu')]);
    expect((await pool.encode(['abc'])).vectors).toEqual(Float32Array.of(3));
    await startEncoders([create('wasm'), create('wasm')]);
    expect(fake.loads).toEqual([`webgpu jspi ${FOUR_BIT}`, `wasm plain ${INT8}`, `wasm plain ${INT8}`]);
  });

  it('does not start on WASM where WebGPU fails', async () => {
    fake.ways.push({ load: () => Promise.reject(new Error('no kernel')) }, {});
    await expect(startEncoders([create('webgpu')])).rejects.toThrow(
      /^The GPU cannot go on with these titles; .* failed: no kernel$/u,
    );
    expect(fake.workers.every(({ terminated }) => terminated)).toBe(true);
  });

  it('gives no vectors of WASM where the GPU fails on the way', async () => {
    fake.ways.push({ encode: () => Promise.reject(new Error('lost')) }, {});
    const pool = await startEncoders([create('webgpu')]);
    await expect(pool.encode(['abc'])).rejects.toThrow('The GPU cannot go on');
    const { length } = fake.workers;
    await expect(pool.encode(['abc'])).rejects.toThrow('The GPU cannot go on');
    // Nobody else starts WASM to hear the same.
    expect(fake.workers).toHaveLength(length);
  });

  it('is offered on a real adapter, on a software one only as set', () => {
    const real = { found: true, fallback: false, description: 'a card' };
    const software = { ...real, fallback: true };
    expect(offeredGpu(real, 'automatic')).toBe('a card');
    expect(offeredGpu(real, 'wasm')).toBeNull();
    expect(offeredGpu(software, 'automatic')).toBeNull();
    expect(offeredGpu(software, 'webgpu')).toBe('a card');
    expect(offeredGpu({ ...real, found: false }, 'webgpu')).toBeNull();
    expect(offeredGpu(null, 'webgpu')).toBeNull();
  });
});

/** On the GPU every fourth title has another code, whatever its batch. */
function twoDevices(change: Partial<CodingTools> = {}) {
  const code = vi.fn<CodingTools['code']>(async ({ titles }, options) => {
    const batch = await fakeTools().code({ titles });
    if (options?.device !== 'webgpu') return batch;
    const other = (one: CodedTitle): CodedTitle =>
      /[048]$/u.test(one.raw)
        ? { ...one, jobs: [job(one.clean, '29-1171.00', [0.5, 0.9, 0.9, 0.9, 0.9])] }
        : one;
    return { ...batch, coded: batch.coded.map(other) };
  });
  return { code, tools: fakeTools({ code, gpu: 'a card', ...change }) };
}

describe('two devices', () => {
  it('are compared by the best code and by the answer', () => {
    const one = ['Nurse', 'n/a', 'Partner'].map(coded);
    const [nurse, none, partner] = one;
    const backedOff = { ...nurse!, jobs: [job('Nurse', '29-1141.00', [0.5, 0.9, 0.9, 0.9, 0.9])] };
    const another = { ...partner!, jobs: [job('Partner', '13-1121.00', [0.1, 0.1, 0.1, 0.1, 0.1])] };
    const other = [backedOff, none!, another];
    expect(differences(one, other, 0.85)).toEqual({
      ...{ titles: 3, detailedDiffers: 1, answerDiffers: 2, threshold: 0.85 },
    });
    expect(differences(one, one, 0.85)).toMatchObject({ detailedDiffers: 0, answerDiffers: 0 });
  });

  it('are compared on the same 200 titles each time', async () => {
    const { code, tools } = twoDevices();
    const { titles } = distinctOf(1000);
    const options = { threshold: 0.85, signal: new AbortController().signal };
    const comparison = await compareDevices(tools, titles, options);
    expect(comparison.titles).toBe(200);
    expect(comparison.detailedDiffers).toBeGreaterThan(30);
    expect(comparison.detailedDiffers).toBeLessThan(90);
    expect(await compareDevices(tools, titles, options)).toEqual(comparison);
    const [first, second] = code.mock.calls;
    expect(first![0].titles).toEqual(second![0].titles);
    expect(new Set(first![0].titles).size).toBe(200);
    expect([first![1]?.device, second![1]?.device]).toEqual([undefined, 'webgpu']);
  });

  it('are told about in a sentence', () => {
    const comparison = { titles: 200, detailedDiffers: 3, answerDiffers: 1, threshold: 0.85, seed: 1 };
    expect(comparisonSentence(comparison)).toBe(
      'Of 200 titles of this file 3 (1.5 %, 0.5 to 4.3) have another detailed code on the GPU than on WASM and in the command line, ' +
        '1 (0.5 %, 0.1 to 2.8) another answer at 0.85.',
    );
  });

  it('never have their results in one run', async () => {
    const { code, tools } = twoDevices({ parallel: 1 });
    const run = new CodingRun(tools);
    const distinct = distinctOf(2 * BATCH_TITLES);
    code.mockImplementationOnce((input) => {
      queueMicrotask(() => run.pause());
      return fakeTools().code(input);
    });
    void run.start(distinct, keepNothing);
    await vi.waitFor(() => expect(run.done).toBe(BATCH_TITLES));
    run.cancel();
    code.mockClear();
    await run.start(distinct, keepNothing, { device: 'webgpu', threshold: () => 0.85 });
    expect([run.phase, run.done, run.device, run.comparing]).toEqual(['done', 512, 'webgpu', false]);
    expect(run.comparison).toMatchObject({ titles: 200 });
    // Two of the sample, two of the run: nothing of before was taken over.
    expect(code).toHaveBeenCalledTimes(4);
    expect(run.at(0)!.jobs[0]!.steps[0]!.code).toBe('29-1171.00');
    await run.start(distinct, keepNothing);
    expect([run.device, run.comparison]).toEqual(['wasm', null]);
    expect(run.at(0)!.jobs[0]!.steps[0]!.code).toBe('29-1141.00');
  });

  it('a failed comparison ends the run before anything is coded', async () => {
    const { code, tools } = twoDevices();
    code.mockImplementation((input, options) =>
      options?.device === 'webgpu' ? Promise.reject(new Error('The GPU was lost')) : fakeTools().code(input),
    );
    const run = new CodingRun(tools);
    await run.start(distinctOf(10), keepNothing, { device: 'webgpu' });
    expect([run.phase, run.problem, run.done]).toEqual(['failed', 'The GPU was lost.', 0]);
    expect(run.comparing).toBe(false);
  });

  it('keep their results apart, and the record says which it was and what differs', async () => {
    const stored = memoryRecords();
    const { code, tools: coding } = twoDevices();
    const tools = new NormalizeTools(fakePorts({ tools: coding, records: () => stored }));
    await tools.file.open(csv('title\nNurse 1\nNurse 4\nn/a\n'));
    await tools.code();
    expect(code).toHaveBeenCalledTimes(1);
    await tools.chooseDevice('webgpu');
    await tools.code();
    expect(code).toHaveBeenCalledTimes(4);
    expect(await exportedRecord(tools)).toMatchObject({
      device: 'webgpu',
      deviceComparison: { titles: 3, detailedDiffers: 1, answerDiffers: 1, threshold: 0.85, seed: 1 },
    });
    await tools.chooseDevice('wasm');
    await tools.code();
    // One device's results are stored at a time; those of the GPU are not taken over.
    expect([code.mock.calls.length, tools.run.takenOver]).toEqual([5, 0]);
    expect(tools.run.at(1)!.jobs[0]!.steps[0]!.code).toBe('29-1141.00');
    expect(await exportedRecord(tools)).toMatchObject({ device: 'wasm', deviceComparison: null });
  });
});

describe('the page', () => {
  const words = (tools: NormalizeTools) =>
    render(RunProgress, { props: { tools } })
      .body.replace(/<!--.*?-->|<[^>]*>/gsu, ' ')
      .replace(/\s+/gu, ' ');

  it('offers the GPU where there is one, and says what it changed', async () => {
    const without = new NormalizeTools(fakePorts());
    await without.file.open(csv('title\nNurse 4\n'));
    expect(words(without)).not.toContain('GPU');
    const tools = new NormalizeTools(fakePorts({ tools: twoDevices().tools }));
    await tools.file.open(csv('title\nNurse 4\n'));
    expect(words(tools)).toContain('Use the GPU a card.');
    await tools.code();
    await tools.chooseDevice('webgpu');
    expect(words(tools)).toContain('Code all titles again on the GPU');
    await tools.code();
    expect(words(tools)).toContain(
      'Of 1 title of this file 1 (100 %, 20.7 to 100) has another detailed code',
    );
    expect(words(tools)).not.toContain('Code all titles again');
  });

  it('says where the time went', async () => {
    const tools = new NormalizeTools(fakePorts());
    await tools.file.open(csv('title\nNurse\n'));
    expect(words(tools)).not.toContain('Where the time went');
    await tools.code();
    expect(words(tools)).toMatch(
      /Where the time went Cleaning the titles 1\.0 s Encoding them 8\.0 s Finding the codes 2\.0 s Level and area 3\.0 s/u,
    );
    expect(words(tools)).not.toContain('Writing the table');
    await tools.export.make(() => undefined);
    expect(words(tools)).toContain('Writing the table');
  });
});

async function exportedRecord(tools: NormalizeTools): Promise<RunRecord> {
  let files: readonly Download[] = [];
  await tools.export.make((made) => (files = made));
  return JSON.parse(await files[1]!.blob.text()) as RunRecord;
}

it('a run adds up the seconds of its batches, and the record has them', async () => {
  const tools = new NormalizeTools(fakePorts());
  const titles = distinctOf(2 * BATCH_TITLES).titles.join('\n');
  await tools.file.open(csv(`title\n${titles}\n`));
  await tools.code();
  expect(tools.run.stageSeconds).toMatchObject({ clean: 2, encode: 16, coder: 4, heads: 6 });
  const { stageSeconds } = await exportedRecord(tools);
  expect(stageSeconds).toMatchObject({ clean: 2, encode: 16, coder: 4, heads: 6 });
  expect(stageSeconds!.keep).toBe(tools.run.stageSeconds.keep);
  expect(stageSeconds!.write).toBe(tools.export.seconds);
  expect(tools.export.seconds).toBeGreaterThan(0);
  await tools.file.open(csv('title\nNurse\n'));
  expect([tools.run.stageSeconds, tools.export.seconds]).toEqual([NO_SECONDS, null]);
});
