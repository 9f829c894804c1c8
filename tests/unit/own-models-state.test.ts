/** @file Adding, choosing and removing a model on the page, without a browser. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AddModel } from '../../src/features/models/add-model.svelte.ts';
import { OwnModelList } from '../../src/features/models/own-model-list.svelte.ts';
import { ModelRegistry, type RegistryPorts } from '../../src/features/models/registry.svelte.ts';
import { MemoryBackend } from '../../src/store/backend.ts';
import { LayeredBackend } from '../../src/store/layered-backend.ts';
import { OwnModels } from '../../src/store/own-models.ts';
import type { EncodeInput, EncoderService, LoadInput } from '../../src/workers/encoder/encoder-service.ts';
import { FakeEncoders, MANIFEST } from './fake-encoder.ts';
import { launchFake, type FakeWorker } from './fake-worker.ts';
import { folderWith, pick, SETTINGS, type Folder } from './own-models-fixture.ts';

let backend: MemoryBackend;
let encoders: FakeEncoders;
let workers: FakeWorker[];
let loaded: LoadInput[];
let encoded: EncodeInput[];
/** What the next worker says when it loads. */
let refusal: Error | null;

/** A worker whose vectors are `[1, 0, ...]` for every text. */
function launch() {
  const service = {
    load(input: LoadInput) {
      loaded.push(input);
      if (refusal) throw refusal;
      return { milliseconds: 10, selfTestCosine: null };
    },
    encode(input: EncodeInput) {
      encoded.push(input);
      const vectors = new Float32Array(input.texts.length * SETTINGS.dimension);
      input.texts.forEach((_, row) => (vectors[row * SETTINGS.dimension] = 1));
      return vectors;
    },
  };
  const { worker, remote } = launchFake(service as unknown as EncoderService);
  workers.push(worker);
  return remote;
}

function createRegistry(ports: Partial<RegistryPorts> = {}): ModelRegistry {
  return new ModelRegistry({
    manifest: () => MANIFEST,
    encoders: () => ({}),
    environment: () => encoders.environment({ launch }),
    openModels: () => Promise.resolve(new OwnModels({ backend, pieceBytes: 1000 })),
    ...ports,
  });
}

async function readFolder(registry: ModelRegistry, changes: Folder = {}): Promise<AddModel> {
  const adding = new AddModel(registry);
  await adding.read(pick(folderWith(changes)));
  return adding;
}

/** Reads and adds, and gives the model's id. */
async function addModel(registry: ModelRegistry, changes: Folder = {}): Promise<string> {
  const adding = await readFolder(registry, changes);
  await adding.add();
  expect(adding.problem).toBeNull();
  return registry.own.at(-1)!.id;
}

const reference = (first: number) => {
  const vector: number[] = Array.from({ length: SETTINGS.dimension }, (_, i) => (i === 1 ? 1 : 0));
  vector[0] = first;
  return { texts: ['Nurse'], vectors: [vector] };
};

beforeEach(() => {
  backend = new MemoryBackend();
  encoders = new FakeEncoders();
  workers = [];
  loaded = [];
  encoded = [];
  refusal = null;
});
afterEach(() => {
  for (const worker of workers) worker.terminate();
});

describe('a folder', () => {
  it('is shown, changed, tried, stored and then there to be chosen', async () => {
    const registry = createRegistry();
    const adding = await readFolder(registry);
    expect([adding.phase, adding.name, adding.settings]).toEqual(['draft', 'small-encoder', SETTINGS]);
    adding.name = ' My encoder ';
    adding.change({ pooling: 'cls', prompts: { query: 'q: ', document: 'd: ' } });
    await adding.add();
    expect(adding.outcome).toBe('My encoder was added. It is unverified: the folder has no reference.json.');
    expect([adding.phase, adding.draft]).toEqual(['idle', null]);
    expect(workers[0]!.terminated).toBe(true);
    expect(registry.available.map(({ name, source }) => [name, source])).toEqual([
      ['Job-title model', 'app'],
      ['General model', 'app'],
      ['My encoder', 'own'],
    ]);
    expect(registry.available[2]).toMatchObject({ dimension: 384, licence: 'apache-2.0', maxTokens: 256 });
  });

  it('with a reference is checked against it', async () => {
    const registry = createRegistry();
    const id = await addModel(registry, { 'reference.json': reference(100) });
    expect(registry.find(id)?.own?.referenceCosine).toBeCloseTo(100 / Math.hypot(100, 1), 6);
    expect(encoded).toEqual([{ texts: ['Nurse'], role: 'document' }]);
  });

  it('whose reference disagrees is not stored, and the draft stays to be changed', async () => {
    const registry = createRegistry();
    const adding = await readFolder(registry, { 'reference.json': reference(0) });
    await adding.add();
    expect(adding.problem).toMatch(
      /^reference\.json: has other vectors .* 0\.000, and 0\.95 is needed\. Check pooling/,
    );
    expect([adding.phase, registry.own.length]).toEqual(['draft', 0]);
    expect(await backend.keys()).toEqual([]);
  });

  it('that does not run, or has another dimension, is not stored', async () => {
    const adding = await readFolder(createRegistry());
    refusal = new Error('The model gives vectors of 768 dimensions, not 384.');
    await adding.add();
    expect(adding.problem).toMatch(
      /^onnx\/model_quantized\.onnx: does not run here .*768 dimensions, not 384\)\. Choose another ONNX file/,
    );
    expect(await backend.keys()).toEqual([]);
    expect(workers.every(({ terminated }) => terminated)).toBe(true);
    refusal = null;
    await adding.add();
    expect(adding.problem).toBeNull();
  });

  it('that is wrong says why, and leaves the models that are there', async () => {
    const registry = createRegistry();
    const id = await addModel(registry);
    const adding = await readFolder(registry, { 'tokenizer.json': undefined });
    expect(adding.problem).toMatch(/^tokenizer\.json: is not in the folder/);
    expect([adding.phase, adding.draft]).toEqual(['idle', null]);
    expect(registry.own.map((model) => model.id)).toEqual([id]);
  });

  it('that is chosen later wins', async () => {
    const adding = new AddModel(createRegistry());
    let slow: (files: ReturnType<typeof pick>) => void = () => undefined;
    const first = adding.read(new Promise((resolve) => (slow = resolve)));
    await adding.read(pick(folderWith({}), 'second/'));
    slow(pick(folderWith({ 'tokenizer.json': undefined }), 'first/'));
    await first;
    expect([adding.name, adding.problem]).toEqual(['second', null]);
  });

  it('with settings that cannot be names the field and stores nothing', async () => {
    const adding = await readFolder(createRegistry());
    adding.change({ maxTokens: 100_000 });
    await adding.add();
    expect(adding.problem).toMatch(/^Maximum length: /);
    adding.change({ maxTokens: 64 });
    adding.name = '  ';
    expect(adding.fieldProblem).toMatch(/^Name: /);
    expect(loaded).toEqual([]);
  });

  it('before the app is ready says to wait', async () => {
    const adding = await readFolder(createRegistry({ environment: () => null }));
    await adding.add();
    expect(adding.problem).toMatch(/not loaded yet/);
  });

  it('whose adding is cancelled leaves nothing', async () => {
    const adding = await readFolder(createRegistry());
    const add = adding.add();
    adding.cancel();
    await add;
    expect([adding.phase, adding.problem, adding.outcome]).toEqual([
      'draft',
      null,
      'Cancelled; nothing was stored.',
    ]);
    expect(await backend.keys()).toEqual([]);
  });

  it('for which there is no room says how much it needs', async () => {
    class Full extends MemoryBackend {
      override setMany = () => Promise.reject(new DOMException('Full.', 'QuotaExceededError'));
    }
    const openModels = () => Promise.resolve(new OwnModels({ backend: new LayeredBackend(new Full()) }));
    const registry = createRegistry({ openModels });
    const adding = await readFolder(registry);
    await adding.add();
    expect(adding.problem).toMatch(/^small-encoder: needs 3 kB, more than .* Nothing of it was kept\./);
    expect([adding.phase, registry.own.length]).toEqual(['draft', 0]);
  });
});

describe('a model that was added', () => {
  it('starts on WebAssembly from its stored files, with its recipe, and encodes in a role', async () => {
    const registry = createRegistry();
    const id = await addModel(registry);
    loaded = [];
    const encoder = registry.encoderOf(id);
    expect(registry.encoderOf(id)).toBe(encoder);
    expect(await encoder.encode(['Nurse'], { role: 'query' })).toHaveLength(384);
    expect(encoder.active).toEqual({ device: 'wasm', runtime: 'plain', modelFile: 'onnx/model.onnx' });
    expect(encoded.at(-1)).toEqual({ texts: ['Nurse'], role: 'query' });
    const [input] = loaded;
    expect(input).toMatchObject({ dimension: 384, maxTokens: 256, device: 'wasm', selfTest: null });
    expect(input!.recipe).toEqual({
      pooling: 'mean',
      normalise: true,
      lowerCase: false,
      prompts: { query: '', document: '' },
    });
    const bytes = input!.files['onnx/model.onnx']!.map(({ byteLength }) => byteLength);
    expect(bytes).toEqual([1000, 1000]);
    expect(encoder.notes).toContain('Ready in 0.0 s; no self-test.');
  });

  it('is there at the next visit, and starts again after its worker died', async () => {
    const id = await addModel(createRegistry());
    const registry = createRegistry();
    await registry.refresh();
    const encoder = registry.encoderOf(id);
    await encoder.encode(['a']);
    workers.at(-1).crash();
    await vi.waitFor(() => expect(encoder.phase).toBe('waiting'));
    expect(await encoder.encode(['a'])).toHaveLength(384);
  });

  it('whose storage was evicted says so when it is started, and the rest goes on', async () => {
    const registry = createRegistry();
    const id = await addModel(registry);
    await backend.destroy();
    await expect(registry.encoderOf(id).encode(['a'])).rejects.toThrow(
      /^small-encoder: is not stored in this browser .*Add its folder again/,
    );
    await registry.refresh();
    expect(registry.find(id)).toBeUndefined();
    expect(registry.available).toHaveLength(2);
    expect(() => registry.encoderOf(id)).toThrow(/not stored in this browser/);
  });

  it('whose bytes rotted says that its folder is to be added again, which repairs it', async () => {
    const registry = createRegistry();
    const id = await addModel(registry);
    const list = new OwnModelList(registry);
    await list.verify(id);
    expect(list.checks[id]).toBe('good');
    const piece = (await backend.keys()).find((key) => key.includes('model.onnx'))!;
    await backend.setMany([[piece, new ArrayBuffer(1000)]]);
    refusal = new Error('no protobuf');
    await expect(registry.encoderOf(id).start()).rejects.toThrow(
      /^small-encoder: has a damaged onnx\/model\.onnx\./,
    );
    await list.verify(id);
    expect(list.checks[id]).toMatch(/^damaged: onnx\/model\.onnx\. Add its folder again/);
    refusal = null;
    expect(await addModel(registry)).toBe(id);
    await list.verify(id);
    expect(list.checks[id]).toBe('good');
    expect(await registry.encoderOf(id).encode(['a'])).toHaveLength(384);
  });

  it('removed is gone with its vectors and its worker, and the page says so', async () => {
    const registry = createRegistry();
    const id = await addModel(registry);
    const { vectors } = await registry.models();
    await vectors.save(
      registry.find(id)!.own!,
      { corpus: 'postings', corpusSha256: 'x', field: 'title' },
      { rows: 1, scale: 1, values: new Int8Array(384) },
    );
    await registry.encoderOf(id).start();
    const list = new OwnModelList(registry);
    await list.remove(id);
    expect(list.outcome).toBe('small-encoder was removed, with its files and one set of vectors.');
    expect(workers.at(-1).terminated).toBe(true);
    expect(await backend.keys()).toEqual([]);
    expect(registry.available).toHaveLength(2);
  });

  it('is handed to the user as the file that it was', async () => {
    const registry = createRegistry();
    await addModel(registry);
    const saved: [string, Blob][] = [];
    const list = new OwnModelList(registry, (name, blob) => saved.push([name, blob]));
    await list.download(registry.own[0]!);
    expect(saved.map(([name, { size }]) => [name, size])).toEqual([
      ['small-encoder-model_quantized.onnx', 2000],
    ]);
  });

  it('of a name that is taken is told apart', async () => {
    const registry = createRegistry();
    await addModel(registry);
    await addModel(registry, { 'tokenizer.json': { model: {}, other: true } });
    const [, , one, two] = registry.available.map(({ name }) => name);
    expect(one).toMatch(/^small-encoder \([0-9a-f]{4}\)$/);
    expect(two).not.toBe(one);
  });
});

describe('two tabs', () => {
  it('one removes what the other has open: its worker ends, and it is no longer offered', async () => {
    const hearers: (() => void)[] = [];
    const channel = {
      tell: () => hearers.forEach((changed) => changed()),
      hear: (f: () => void) => hearers.push(f),
    };
    const [one, two] = [createRegistry({ channel }), createRegistry({ channel })];
    const id = await addModel(one);
    await vi.waitFor(() => expect(two.find(id)).toBeDefined());
    await two.encoderOf(id).start();
    const worker = workers.at(-1);
    await one.remove(id);
    await vi.waitFor(() => expect(two.find(id)).toBeUndefined());
    expect(worker.terminated).toBe(true);
    expect(two.problem).toBeNull();
  });

  it('a storage that does not answer is said, and the models of the app stay', async () => {
    const openModels = () => Promise.reject(new Error('no database'));
    const registry = createRegistry({ openModels, manifest: () => MANIFEST });
    await registry.refresh();
    expect(registry.problem).toMatch(/^The models that you added cannot be listed: no database\./);
    expect(registry.available).toHaveLength(2);
  });
});
