import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ManifestError, parseManifest } from '../../src/core/formats/manifest.ts';
import { joinShards, MAXIMUM_SHARD_BYTES, shardRanges } from '../../src/core/formats/shards.ts';
import { loadManifest } from '../../src/store/load-manifest.ts';
import { BASE, serve } from './store-fixture.ts';

describe('shards', () => {
  it('cut and join give the bytes back, in pieces of the maximum but the last', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 80 }), (data, maximum) => {
        const bytes = new Uint8Array(data);
        const ranges = shardRanges(bytes.length, maximum);
        const pieces = ranges.map(([start, end]) => bytes.slice(start, end).buffer);
        expect(joinShards(pieces)).toEqual(bytes);
        expect(pieces).toHaveLength(Math.ceil(bytes.length / maximum));
        expect(pieces.slice(0, -1).every(({ byteLength }) => byteLength === maximum)).toBe(true);
        expect(pieces.every(({ byteLength }) => byteLength > 0)).toBe(true);
      }),
    );
  });

  it('are at most 8 MiB', () => {
    expect(shardRanges(2 * MAXIMUM_SHARD_BYTES + 1)).toEqual([
      [0, 8_388_608],
      [8_388_608, 16_777_216],
      [16_777_216, 16_777_217],
    ]);
    expect(() => shardRanges(5, 0)).toThrow(RangeError);
  });
});

type Path = readonly (string | number)[];

/** A deep copy with `value` (undefined: nothing) at `path`. */
function changed(source: unknown, path: Path, value: unknown): unknown {
  const copy = structuredClone(source);
  let at = copy as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  at[path.at(-1)!] = value;
  return copy;
}

describe('parseManifest', () => {
  it('takes a good manifest and keeps fields it does not know', async () => {
    const { manifest } = await serve({});
    expect(parseManifest({ ...manifest, figures: 1 })).toEqual({ ...manifest, figures: 1 });
  });

  const wrong: readonly (readonly [string, Path, unknown])[] = [
    ['schemaVersion', ['schemaVersion'], 2],
    ['version', ['version'], ''],
    ['files', ['files'], {}],
    ['files[2].sha256', ['files', 2, 'sha256'], 'ABC'],
    ['files[2].bytes', ['files', 2, 'bytes'], -1],
    ['files[2].path', ['files', 2, 'path'], '../secret'],
    ['files[2].path', ['files', 2, 'path'], '/etc/passwd'],
    ['files[1].path', ['files', 1, 'path'], 'models/base/onnx/model.onnx'],
    ['files[2].shards', ['files', 2, 'shards'], []],
    ['files[2].shards[0].bytes', ['files', 2, 'shards', 0, 'bytes'], 9_000_000],
    ['models.tuned', ['models', 'tuned'], undefined],
    ['models.base.dimension', ['models', 'base', 'dimension'], 0],
    ['models.base.pooling', ['models', 'base', 'pooling'], 'cls'],
    ['models.base.devices.webgpu', ['models', 'base', 'devices', 'webgpu'], 'onnx/other.onnx'],
    ['models.base.selfTest.vectors["onnx/model.onnx"]', ['models', 'base', 'selfTest', 'vectors'], {}],
    ['models.base.selfTest.titles', ['models', 'base', 'selfTest', 'titles'], []],
    ['runtimes.jspi', ['runtimes', 'jspi'], 'runtimes/other.wasm'],
    ['corpus.synthetic', ['corpus', 'synthetic'], 'yes'],
    ['corpus.vectors[0].rows', ['corpus', 'vectors', 0, 'rows'], 4],
    ['corpus.vectors[0].model', ['corpus', 'vectors', 0, 'model'], 'third'],
    ['roles.scale', ['roles', 'scale'], Number.NaN],
    ['map.vectors[1].path', ['map', 'vectors', 1, 'path'], 'data/none.npy'],
    ['map.vectors', ['map', 'vectors', 0, 'space'], 'tuned'],
    ['coding.heads', ['coding', 'heads'], 'models/none.onnx'],
    ['coding.scale', ['coding', 'scale'], 0],
  ];

  it.each(wrong)('names %s', async (field, path, value) => {
    const { manifest } = await serve({});
    const parse = (): unknown => parseManifest(changed(manifest, path, value));
    expect(parse).toThrow(ManifestError);
    expect(parse).toThrow(expect.objectContaining({ field, code: 'manifest' }));
    expect(parse).toThrow(field);
  });

  it('never fails in another way', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(() => parseManifest(value)).toThrow(ManifestError);
      }),
    );
  });
});

describe('loadManifest', () => {
  const answer = (body: BodyInit, init?: ResponseInit) => () => Promise.resolve(new Response(body, init));

  it('asks for manifest.json beside the page', async () => {
    const { manifest } = await serve({});
    const asked: unknown[] = [];
    const loaded = await loadManifest(BASE, (input, init) => {
      asked.push(input, init?.cache);
      return Promise.resolve(Response.json(manifest));
    });
    expect(loaded).toEqual(manifest);
    expect(asked).toEqual([`${BASE}manifest.json`, 'no-cache']);
  });

  it.each([
    ['html-page', answer('<!doctype html><title>App</title>')],
    ['wrong-bytes', answer('{"schemaVersion": 1,')],
    ['http-status', answer('', { status: 503 })],
    ['offline', () => Promise.reject(new TypeError('Failed to fetch'))],
    ['manifest', answer('{"schemaVersion": 9}')],
  ])('fails clearly: %s', async (code, fetch) => {
    const work = loadManifest(BASE, fetch);
    await expect(work).rejects.toMatchObject({ code });
    await expect(work).rejects.toThrow('manifest.json');
  });
});
