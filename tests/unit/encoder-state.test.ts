import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Encoder, type EncoderEnvironment } from '../../src/features/setup/encoder.svelte.ts';
import { StoreError } from '../../src/store/errors.ts';
import { CodedError, FakeEncoders, FOUR_BIT, INT8 } from './fake-encoder.ts';

let fake: FakeEncoders;

function create(facts: Partial<EncoderEnvironment> = {}): Encoder {
  return new Encoder('tuned', fake.environment(facts));
}

const never = () => new Promise<void>(() => undefined);
const lose = () => Promise.reject(new CodedError('device-lost', 'The graphics device was lost (reset).'));

beforeEach(() => (fake = new FakeEncoders()));
afterEach(() => {
  for (const worker of fake.workers) worker.terminate();
});

describe('a start', () => {
  it('on a real adapter serves from WebGPU, and stores the plain runtime for a fall-back', async () => {
    const encoder = create();
    expect(await encoder.neededPaths()).toEqual([
      'runtimes/jspi.wasm',
      'models/tuned/config.json',
      'models/tuned/tokenizer.json',
      `models/tuned/${FOUR_BIT}`,
    ]);
    await encoder.start();
    expect(encoder.phase).toBe('ready');
    expect(encoder.active).toEqual({ device: 'webgpu', runtime: 'jspi', modelFile: FOUR_BIT });
    expect(encoder.notes).toEqual(['WebGPU on a graphics card.', 'Ready in 1.2 s; self-test cosine 0.9999.']);
    await vi.waitFor(() => expect(fake.store.downloaded.at(-1)).toBe('runtimes/plain.wasm'));
    expect([...(await encoder.encode(['abc', 'a']))]).toEqual([3, 1]);
  });

  it('is one, however many ask for it, and a model that serves is not started again', async () => {
    const encoder = create({ setting: 'wasm' });
    const [vectors] = await Promise.all([encoder.encode(['abc']), encoder.start(), encoder.start()]);
    expect([...vectors]).toEqual([3]);
    await encoder.start();
    expect(fake.workers).toHaveLength(1);
  });

  it.each([
    ['load error', new Error('no kernel')],
    ['wrong self-test', new CodedError('self-test', 'Vectors are wrong on webgpu.')],
  ])('whose WebGPU attempt ends in a %s goes on in a fresh worker on WASM', async (_, error) => {
    fake.ways.push({ load: () => Promise.reject(error) }, {});
    const encoder = create();
    await encoder.start();
    expect(fake.workers[0]!.terminated).toBe(true);
    // The file that is there first, WASM's own as soon as it has arrived.
    await vi.waitFor(() => expect(encoder.active?.modelFile).toBe(INT8));
    expect(fake.loads).toEqual([`webgpu jspi ${FOUR_BIT}`, `wasm plain ${FOUR_BIT}`, `wasm plain ${INT8}`]);
    expect(encoder.notes).toContain(`WebGPU with ${FOUR_BIT} failed: ${error.message}`);
    expect([...(await encoder.encode(['abc']))]).toEqual([3]);
    expect(fake.workers.map(({ terminated }) => terminated)).toEqual([true, true, false]);
  });

  it('falls back without a network to what is stored', async () => {
    const first = create();
    await first.start();
    await vi.waitFor(() => expect(fake.store.stored).toContain('runtimes/plain.wasm'));
    fake.store.online = false;
    fake.ways.push({}, { load: () => Promise.reject(new Error('driver gone')) }, {});
    const second = create();
    await second.start();
    expect(second.active).toEqual({ device: 'wasm', runtime: 'plain', modelFile: FOUR_BIT });
    await vi.waitFor(() =>
      expect(second.notes.at(-1)).toMatch(`Not completed yet: models/tuned/${INT8}: could not be fetched`),
    );
    expect([...(await second.encode(['abc']))]).toEqual([3]);
  });

  it('that no device could make fails, and says what each answered', async () => {
    fake.ways.push(
      { load: () => Promise.reject(new Error('no GPU')) },
      { load: () => Promise.reject(new Error('no room')) },
    );
    const encoder = create();
    await expect(encoder.start()).rejects.toThrow('no room');
    expect(encoder.phase).toBe('failed');
    expect(encoder.answers).toBe(false);
    expect(encoder.notes.slice(1)).toEqual([
      `WebGPU with ${FOUR_BIT} failed: no GPU`,
      `WASM with ${FOUR_BIT} failed: no room`,
    ]);
    expect(fake.workers.every(({ terminated }) => terminated)).toBe(true);
  });

  it('can be repeated after it failed', async () => {
    fake.store.online = false;
    const encoder = create({ setting: 'wasm' });
    await expect(encoder.start()).rejects.toThrow('runtimes/plain.wasm: could not be fetched');
    fake.store.online = true;
    await encoder.start();
    expect(encoder.phase).toBe('ready');
  });

  it('whose download fails does not blame WebGPU', async () => {
    fake.store.online = false;
    const encoder = create();
    await expect(encoder.start()).rejects.toThrow('runtimes/plain.wasm: could not be fetched');
    fake.store.online = true;
    await encoder.start();
    expect(encoder.active?.device).toBe('webgpu');
  });

  it('that fails on damaged stored bytes fetches those files again and is tried once more', async () => {
    const path = `models/tuned/${INT8}`;
    await fake.store.ensure([path]);
    fake.store.damaged.add(path);
    fake.ways.push({ load: () => Promise.reject(new Error('no protobuf')) }, {});
    const encoder = create({ setting: 'wasm' });
    await encoder.start();
    expect(encoder.phase).toBe('ready');
    expect(fake.store.downloaded.filter((name) => name === path)).toHaveLength(2);
    expect(encoder.notes).toContain(`Damaged in this browser's storage, fetched again: ${path}.`);
    expect(fake.loads).toEqual([`wasm plain ${INT8}`, `wasm plain ${INT8}`]);
    expect(fake.workers.map(({ terminated }) => terminated)).toEqual([true, false]);
  });

  it('whose damaged file cannot be fetched again says so and does not blame WebGPU', async () => {
    const path = `models/tuned/${FOUR_BIT}`;
    const first = create();
    await fake.store.ensure([...(await first.neededPaths()), 'runtimes/plain.wasm']);
    fake.store.damaged.add(path);
    fake.store.online = false;
    fake.ways.push({ load: () => Promise.reject(new Error('no protobuf')) }, {});
    await expect(first.start()).rejects.toBeInstanceOf(StoreError);
    fake.store.online = true;
    await first.start();
    expect(first.active?.device).toBe('webgpu');
  });

  it('that is cancelled waits, and blames no device', async () => {
    const encoder = create();
    const abort = new AbortController();
    const start = encoder.start({ signal: abort.signal });
    abort.abort(new Error('cancelled'));
    await expect(start).rejects.toThrow('cancelled');
    expect(encoder.phase).toBe('waiting');
    expect(encoder.notes).toEqual(['WebGPU on a graphics card.']);
    await encoder.start();
    expect(encoder.active?.device).toBe('webgpu');
  });

  it('whose worker dies counts as a failed attempt', async () => {
    fake.ways.push({ load: () => (fake.workers[0]!.crash('driver crashed'), never()) }, {});
    const encoder = create();
    await encoder.start();
    expect(encoder.active?.device).toBe('wasm');
    expect(encoder.notes[1]).toContain('driver crashed');
  });
});

describe('an encode call', () => {
  it('whose worker dies is repeated on a fresh one', async () => {
    fake.ways.push({ encode: (_, worker) => (worker.crash(), never()) }, {});
    const encoder = create({ setting: 'wasm' });
    expect([...(await encoder.encode(['abc']))]).toEqual([3]);
    expect(fake.loads).toEqual([`wasm plain ${INT8}`, `wasm plain ${INT8}`]);
    expect(encoder.phase).toBe('ready');
    expect(encoder.notes).toContain('The worker stopped: out of memory. Starting again.');
  });

  it('that loses its graphics device is repeated on WASM, for good', async () => {
    fake.ways.push({ encode: lose }, {});
    const encoder = create();
    const all = await Promise.all([encoder.encode(['abc']), encoder.encode(['ab'])]);
    expect(all.map(([value]) => value)).toEqual([3, 2]);
    await vi.waitFor(() =>
      expect(encoder.active).toEqual({ device: 'wasm', runtime: 'plain', modelFile: INT8 }),
    );
    expect(encoder.notes).toContain('The graphics device was lost (reset). Starting again.');
    fake.workers.at(-1).crash();
    await encoder.encode(['abc']);
    expect(fake.loads.filter((load) => load.startsWith('webgpu'))).toHaveLength(1);
  });

  it('after a crash between two calls starts the model again', async () => {
    const encoder = create({ setting: 'wasm' });
    await encoder.start();
    fake.workers[0]!.crash();
    await vi.waitFor(() => expect(encoder.phase).toBe('waiting'));
    expect(encoder.answers).toBe(true);
    expect([...(await encoder.encode(['abc']))]).toEqual([3]);
    expect(encoder.phase).toBe('ready');
  });

  it('is repeated twice, not for ever', async () => {
    fake.ways.push({ encode: (_, worker) => (worker.crash(), never()) });
    const encoder = create({ setting: 'wasm' });
    await expect(encoder.encode(['abc'])).rejects.toMatchObject({ code: 'worker-crashed' });
    expect(fake.workers).toHaveLength(3);
  });

  it("on WASM hands a method's own error over at once and keeps the worker", async () => {
    fake.ways.push({ encode: () => Promise.reject(new RangeError('wrong text')) });
    const encoder = create({ setting: 'wasm' });
    await expect(encoder.encode(['abc'])).rejects.toThrow('wrong text');
    expect(fake.workers).toHaveLength(1);
    expect(fake.workers[0]!.terminated).toBe(false);
  });

  it('can be abandoned under way, with no restart', async () => {
    fake.ways.push({ encode: never });
    const encoder = create({ setting: 'wasm' });
    await encoder.start();
    const abort = new AbortController();
    const call = encoder.encode(['abc'], { signal: abort.signal });
    abort.abort(new Error('replaced'));
    await expect(call).rejects.toThrow('replaced');
    expect(fake.workers).toHaveLength(1);
    expect(encoder.phase).toBe('ready');
  });

  it('can be abandoned while the model starts, which goes on', async () => {
    let letLoad: () => void = () => undefined;
    fake.ways.push({ load: () => new Promise<void>((resolve) => (letLoad = resolve)) });
    const encoder = create({ setting: 'wasm' });
    const abort = new AbortController();
    const call = encoder.encode(['abc'], { signal: abort.signal });
    await vi.waitFor(() => expect(fake.loads).toHaveLength(1));
    abort.abort(new Error('replaced'));
    await expect(call).rejects.toThrow('replaced');
    letLoad();
    expect([...(await encoder.encode(['ab']))]).toEqual([2]);
    expect(fake.workers).toHaveLength(1);
  });
});
