import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Manifest } from '../../src/core/formats/manifest.ts';
import type { SearchClient } from '../../src/features/setup/search-client.ts';
import { Setup } from '../../src/features/setup/setup.svelte.ts';
import { FakeEncoders, FakeStore, INT8, MANIFEST } from './fake-encoder.ts';
import type { Control } from '../../src/store/service-worker-client.ts';
import { posting } from './core-samples.ts';

let encoders: FakeEncoders;
let store: FakeSetupStore;
const whenControlled = vi.fn((): Promise<Control> => Promise.resolve({ state: 'controlled' }));

vi.mock('../../src/store/open-store.ts', () => ({ openStore: () => Promise.resolve(store) }));
vi.mock('../../src/workers/launch.ts', () => ({ launchEncoder: () => encoders.environment().launch() }));
vi.mock('../../src/core/formats/postings.ts', () => ({
  readPostings: () => Promise.resolve([posting(1), posting(2)]),
}));

const vectors = (['tuned', 'base'] as const).flatMap((model) =>
  (['title', 'skills'] as const).map((field) => ({
    path: `${model}-${field}.npy`,
    model,
    field,
    scale: 0.01,
  })),
);

/** Each file has 1,000 bytes. */
class FakeSetupStore extends FakeStore {
  readonly manifest = {
    ...MANIFEST,
    corpus: { lexical: 'words.parquet', table: 'table.parquet', vectors, name: 'Test', rows: 2 },
    roles: { table: 'roles.parquet', vectors: 'roles.npy', scale: 0.01 },
    map: { vectors: [{ path: 'base-map.npy' }, { path: 'tuned-map.npy' }] },
  } as unknown as Manifest;
  prunes = 0;

  missingBytes(paths: readonly string[]): Promise<number> {
    return Promise.resolve(1000 * new Set(paths.filter((path) => !this.stored.has(path))).size);
  }
  prune(): Promise<number> {
    this.prunes += 1;
    return Promise.resolve(0);
  }
}

/** Runs each load once, as the worker of the search would. */
function createSetup(waits = false): Setup {
  const remote = { call: () => Promise.resolve() };
  const client = {
    load: (_: string, load: (remote: unknown) => Promise<unknown>) => load(remote),
    call: () => Promise.resolve(),
  };
  return new Setup(client as unknown as SearchClient, 'automatic', whenControlled, waits);
}

/** Two models of three files, the runtime, four vectors, two tables, two of the roles, two of the map. */
const ALL = 2 * 3 + 1 + vectors.length + 2 + 2 + 2;

beforeEach(() => {
  encoders = new FakeEncoders();
  store = new FakeSetupStore();
  whenControlled.mockClear();
  vi.stubGlobal('navigator', { connection: { saveData: false } });
  vi.stubGlobal('location', { href: 'https://example.org/rolemap/' });
  vi.stubGlobal('document', { baseURI: 'https://example.org/rolemap/' });
});
afterEach(() => {
  for (const worker of encoders.workers) worker.terminate();
  vi.unstubAllGlobals();
});

describe('the setup', () => {
  it('loads words, then the job-title model, then the rest', async () => {
    const setup = createSetup();
    await setup.start();
    expect([setup.phase, setup.problem]).toEqual(['ready', null]);
    expect([...setup.done]).toEqual(['words', 'tuned', 'table', 'base', 'roles', 'map']);
    expect(store.downloaded[0]).toBe('words.parquet');
    expect(store.downloaded.indexOf(`models/tuned/${INT8}`)).toBeLessThan(
      store.downloaded.indexOf(`models/base/${INT8}`),
    );
    expect(store.downloaded).toHaveLength(ALL);
    expect(setup.corpus.readyModels({ title: 'x', skills: 'y' })).toEqual(['tuned', 'base']);
    expect(store.prunes).toBe(1);
  });

  it('goes on after a problem with what is left', async () => {
    const setup = createSetup();
    store.online = false;
    await setup.start();
    expect(setup.phase).toBe('failed');
    expect(setup.problem).toMatch(/^words\.parquet: could not be fetched/);
    store.online = true;
    await setup.start();
    expect(setup.phase).toBe('ready');
    expect(new Set(store.downloaded).size).toBe(store.downloaded.length);
  });

  it('that is cancelled stops, and goes on when told to', async () => {
    const setup = createSetup();
    whenControlled.mockImplementationOnce(() => {
      setup.cancel();
      return Promise.resolve({ state: 'controlled' });
    });
    await setup.start();
    expect([setup.phase, setup.problem]).toEqual(['stopped', null]);
    expect(store.downloaded).toEqual(['words.parquet']);
    await setup.start();
    expect(setup.phase).toBe('ready');
  });
});

describe('under Save-Data', () => {
  beforeEach(() => vi.stubGlobal('navigator', { connection: { saveData: true } }));

  it('the words load, the rest waits for a click that names its size', async () => {
    const setup = createSetup();
    await setup.start();
    expect(setup.phase).toBe('asking');
    expect(store.downloaded).toEqual(['words.parquet']);
    expect(setup.missingBytes).toBe(1000 * (ALL - 1));
    expect(setup.corpus.words).not.toBeNull();
    expect(encoders.workers).toHaveLength(0);
    await setup.start({ agreed: true });
    expect(setup.phase).toBe('ready');
    expect(store.downloaded).toHaveLength(ALL);
  });

  it('the second visit does not ask', async () => {
    await createSetup().start({ agreed: true });
    const second = createSetup();
    await second.start();
    expect(second.phase).toBe('ready');
    expect(store.downloaded).toHaveLength(ALL);
  });

  it('a click holds for a repeated start', async () => {
    const setup = createSetup();
    await setup.start();
    store.online = false;
    await setup.start({ agreed: true });
    expect(setup.phase).toBe('failed');
    store.online = true;
    await setup.start();
    expect(setup.phase).toBe('ready');
  });
});

describe('after "Remove everything stored"', () => {
  it('nothing at all loads before the click', async () => {
    const setup = createSetup(true);
    await setup.start();
    expect([setup.phase, setup.missingBytes]).toEqual(['asking', 1000 * ALL]);
    expect(store.downloaded).toEqual([]);
    await setup.start({ agreed: true });
    expect(setup.phase).toBe('ready');
  });
});
