/** @file Models of the user's own in storage: full, evicted, damaged, two tabs; and vectors that are never mixed. */
import { describe, expect, it } from 'vitest';
import { joinShards } from '../../src/core/formats/shards.ts';
import { sameStamp, stampKey } from '../../src/core/models/model-stamp.ts';
import { MemoryBackend, type Backend } from '../../src/store/backend.ts';
import { LayeredBackend } from '../../src/store/layered-backend.ts';
import type { LockSource } from '../../src/store/locks.ts';
import { OwnModelError } from '../../src/store/own-model-error.ts';
import { bytesOf, WEIGHTS, type OwnModelRecord } from '../../src/store/own-model-records.ts';
import { OwnModels } from '../../src/store/own-models.ts';
import { newModel, SETTINGS } from './own-models-fixture.ts';
import { noise } from './store-fixture.ts';

/** Has room for `room` bytes of buffers. */
class SmallBackend extends MemoryBackend {
  room = Infinity;
  override async setMany(entries: readonly (readonly [string, unknown])[]): Promise<void> {
    const size = entries.reduce(
      (sum, [, value]) => sum + (value instanceof ArrayBuffer ? value.byteLength : 0),
      0,
    );
    if (this.bytes + size > this.room) throw new DOMException('Full.', 'QuotaExceededError');
    await super.setMany(entries);
  }
}

function open(backend: Backend = new MemoryBackend(), locks?: LockSource): OwnModels {
  return new OwnModels({ backend, locks, pieceBytes: 1000 });
}

async function snapshot(backend: Backend): Promise<Map<string, unknown>> {
  const keys = [...(await backend.keys())].sort();
  return new Map(await Promise.all(keys.map(async (key) => [key, await backend.get(key)] as const)));
}

const place = { corpus: 'postings', corpusSha256: 'c', field: 'title' };

function vectorsOf(rows: number): { rows: number; scale: number; values: Int8Array<ArrayBuffer> } {
  return { rows, scale: 0.01, values: new Int8Array(noise(rows * SETTINGS.dimension, 3).buffer) };
}

describe('a model', () => {
  it('is kept whole, with its hash, and read as it was given', async () => {
    const models = open();
    const seen: string[] = [];
    const record = await models.add(newModel(), { onProgress: ({ phase }) => seen.push(phase) });
    expect(await models.list()).toEqual([record]);
    expect(record.id).toMatch(/^own-[0-9a-f]{16}$/);
    expect(record.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(bytesOf(record)).toBe(2500 + 2 + 12 + 3);
    expect(joinShards(await models.read(record.id, WEIGHTS))).toEqual(noise(2500, 7));
    expect(await models.verify(record.id)).toEqual([]);
    expect(new Set(seen)).toEqual(new Set(['hashing', 'storing']));
  });

  it('of other weights, another tokenizer or other settings is another', async () => {
    const models = open();
    const one = await models.add(newModel());
    const { files } = newModel();
    const others = [
      newModel({ settings: { ...SETTINGS, pooling: 'cls' } }),
      newModel({ files: { ...files, [WEIGHTS]: new File([noise(2500, 8)], 'x') } }),
      newModel({ files: { ...files, 'tokenizer.json': new File(['{"model":1}'], 'x') } }),
    ];
    for (const other of others) await models.add(other);
    expect(new Set((await models.list()).map(({ id }) => id)).size).toBe(4);
    await models.add(newModel({ name: 'again' }));
    const list = await models.list();
    expect(list).toHaveLength(4);
    expect(list.find(({ id }) => id === one.id)?.name).toBe('again');
  });

  it('removed leaves nothing, not its vectors either, and says how many', async () => {
    const backend = new MemoryBackend();
    const models = open(backend);
    const other = await models.add(newModel({ settings: { ...SETTINGS, pooling: 'max' } }));
    await models.vectors.save(other, place, vectorsOf(2));
    const before = await snapshot(backend);
    const record = await models.add(newModel());
    await models.vectors.save(record, place, vectorsOf(3));
    await models.vectors.save(record, { ...place, field: 'skills' }, vectorsOf(1));
    expect(await models.remove(record.id)).toEqual({ vectors: 2 });
    expect(await snapshot(backend)).toEqual(before);
  });
});

describe('a full storage', () => {
  it.each([
    ['in the midst of the weights', 1500],
    ['at the last file', 2510],
  ])('%s keeps nothing of the model and harms nothing else', async (_, room) => {
    const lasting = new SmallBackend();
    const models = open(new LayeredBackend(lasting));
    const other = await models.add(newModel({ settings: { ...SETTINGS, pooling: 'max' } }, 100));
    await models.vectors.save(other, place, vectorsOf(2));
    const before = await snapshot(lasting);
    lasting.room = lasting.bytes + room;
    const adding = models.add(newModel({ name: 'Large one' }));
    await expect(adding).rejects.toMatchObject({ reason: 'quota' });
    await expect(adding).rejects.toThrow(/^Large one: needs 3 kB, .* Nothing of it was kept\./);
    expect(await snapshot(lasting)).toEqual(before);
    expect(models.problem).toBeNull();
    lasting.room = Infinity;
    await models.add(newModel({ name: 'Large one' }));
    expect(await models.list()).toHaveLength(2);
  });

  it('while a model is written anew leaves the stored one whole', async () => {
    const lasting = new SmallBackend();
    const models = open(lasting);
    const record = await models.add(newModel());
    lasting.room = lasting.bytes;
    await expect(models.add(newModel({ name: 'again' }))).rejects.toMatchObject({ reason: 'quota' });
    expect(await models.list()).toEqual([record]);
    expect(await models.verify(record.id)).toEqual([]);
  });

  it('refuses vectors and keeps none in memory', async () => {
    const lasting = new SmallBackend();
    const models = open(new LayeredBackend(lasting));
    const record = await models.add(newModel());
    lasting.room = lasting.bytes + 10;
    await expect(models.vectors.save(record, place, vectorsOf(2))).rejects.toMatchObject({ reason: 'quota' });
    expect(await models.vectors.read(record, place)).toBeNull();
    expect(models.problem).toBeNull();
  });

  it('is no fault of a window that keeps nothing anyway', async () => {
    const models = open(new MemoryBackend({ reason: 'unavailable', message: 'private window' }));
    const record = await models.add(newModel());
    expect(await models.has(record.id)).toBe(true);
  });
});

describe('evicted and damaged storage', () => {
  it('says which model is gone, and that its folder is to be added again', async () => {
    const backend = new MemoryBackend();
    const models = open(backend);
    const record = await models.add(newModel());
    const piece = (await backend.keys()).find((key) => key.includes(WEIGHTS))!;
    await backend.deleteMany([piece]);
    expect(await models.has(record.id)).toBe(false);
    await expect(models.read(record.id, WEIGHTS)).rejects.toThrow(
      /^small encoder: .*Add its folder again\.$/,
    );
    expect(await models.verify(record.id)).toEqual([WEIGHTS]);
    await models.add(newModel());
    expect(await models.verify(record.id)).toEqual([]);
    await backend.destroy();
    expect(await models.list()).toEqual([]);
    await expect(models.read(record.id, WEIGHTS)).rejects.toBeInstanceOf(OwnModelError);
  });

  it('finds changed bytes of the same length', async () => {
    const backend = new MemoryBackend();
    const models = open(backend);
    const record = await models.add(newModel());
    const piece = (await backend.keys()).find((key) => key.includes('tokenizer.json'))!;
    await backend.setMany([[piece, noise(12, 99).buffer]]);
    expect(await models.verify(record.id)).toEqual(['tokenizer.json']);
  });
});

describe('a file on disk', () => {
  it('that can no longer be read stops the adding, by name, and nothing stays', async () => {
    const backend = new MemoryBackend();
    const weights = new File([noise(2500, 7)], 'model.onnx');
    weights.slice = () =>
      ({ arrayBuffer: () => Promise.reject(new DOMException('moved', 'NotFoundError')) }) as Blob;
    const adding = open(backend).add(newModel({ files: { ...newModel().files, [WEIGHTS]: weights } }));
    await expect(adding).rejects.toThrow(
      /^onnx\/model_quantized\.onnx: could not be read\. .*choose the folder again/,
    );
    expect(await backend.keys()).toEqual([]);
  });
});

/** Grants one after the other. */
class QueueLocks implements LockSource {
  readonly seen: string[] = [];
  #last: Promise<unknown> = Promise.resolve();
  #held = false;
  request(
    name: string,
    options: { ifAvailable?: boolean },
    callback: (lock: object | null) => Promise<void>,
  ): Promise<unknown> {
    if (options.ifAvailable && this.#held) return callback(null);
    const run = async () => {
      this.#held = true;
      this.seen.push(name);
      try {
        await callback({});
      } finally {
        this.#held = false;
      }
    };
    const turn = this.#last.then(run);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

describe('two tabs', () => {
  it('that add at once both end with whole models', async () => {
    const backend = new MemoryBackend();
    const locks = new QueueLocks();
    const [a, b] = [open(backend, locks), open(backend, locks)];
    const [one, two] = await Promise.all([
      a.add(newModel()),
      b.add(newModel({ settings: { ...SETTINGS, pooling: 'max' } })),
    ]);
    expect(locks.seen).toHaveLength(2);
    expect(await a.verify(two.id)).toEqual([]);
    expect(await b.verify(one.id)).toEqual([]);
  });

  it('one cancelled leaves nothing; pieces of a tab that was closed go at the next adding', async () => {
    const backend = new MemoryBackend();
    const abort = new AbortController();
    const adding = open(backend).add(newModel(), {
      signal: abort.signal,
      onProgress: ({ phase }) => {
        if (phase === 'storing') abort.abort(new DOMException('Cancelled.', 'AbortError'));
      },
    });
    await expect(adding).rejects.toMatchObject({ name: 'AbortError' });
    expect(await backend.keys()).toEqual([]);
    await backend.setMany([['own-file/own-0123456789abcdef/onnx/model.onnx/000000', noise(9, 1).buffer]]);
    await open(backend).add(newModel());
    expect((await backend.keys()).filter((key) => key.includes('0123456789abcdef'))).toEqual([]);
  });
});

describe('vectors', () => {
  it('are given to the model that made them, for the texts that they are of', async () => {
    const models = open();
    const record = await models.add(newModel());
    const vectors = vectorsOf(3);
    await models.vectors.save(record, place, vectors);
    expect(await models.vectors.read(record, place)).toEqual(vectors);
    expect(await models.vectors.read(record, { ...place, corpusSha256: 'd' })).toBeNull();
    expect(await models.vectors.read(record, { ...place, field: 'skills' })).toBeNull();
  });

  it('of other settings under the same name are refused', async () => {
    const models = open();
    const record = await models.add(newModel());
    await models.vectors.save(record, place, vectorsOf(1));
    const forged: OwnModelRecord = { ...record, settings: { ...SETTINGS, pooling: 'cls' } };
    await expect(models.vectors.read(forged, place)).rejects.toMatchObject({ reason: 'other-model' });
  });

  it('of another dimension are not kept', async () => {
    const models = open();
    const record = await models.add(newModel());
    const wrong = { ...vectorsOf(2), rows: 3 };
    await expect(models.vectors.save(record, place, wrong)).rejects.toThrow(
      /768 values are not 3 rows of 384/,
    );
  });

  it('have a stamp that every setting changes, and the order of fields does not', () => {
    const stamp = { sha256: 'a', tokenizerSha256: 'b', settings: SETTINGS };
    const turned = Object.fromEntries(Object.entries(SETTINGS).reverse()) as unknown as typeof SETTINGS;
    expect(sameStamp(stamp, { settings: turned, tokenizerSha256: 'b', sha256: 'a' })).toBe(true);
    const parts: Partial<typeof SETTINGS>[] = [
      { modelFile: 'x' },
      { pooling: 'max' },
      { normalise: false },
      { lowerCase: true },
      { prompts: { query: 'q', document: '' } },
      { prompts: { query: '', document: 'q' } },
      { maxTokens: 9 },
      { dimension: 9 },
    ];
    const keys = parts.map((part) => stampKey({ ...stamp, settings: { ...SETTINGS, ...part } }));
    expect(new Set([...keys, stampKey(stamp), stampKey({ ...stamp, sha256: 'z' })]).size).toBe(
      parts.length + 2,
    );
  });
});
