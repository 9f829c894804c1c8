import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadWasm, type NodeEncoder } from '../../src/cli/node-encoder.ts';
import { dot } from '../../src/core/vectors/similarity.ts';
import manifest from '../../public/models/manifest.json';
import fixture from '../fixtures/token-ids.json';

const FILE = 'onnx/model_quantized.onnx';
const FOLDER = fileURLToPath(new URL('../../public/models/base', import.meta.url));

describe('the encoder of the build scripts', () => {
  let encoder: NodeEncoder;

  beforeAll(async () => {
    encoder = await loadWasm(FOLDER, FILE);
  });
  afterAll(() => encoder.dispose());

  it.each(fixture.cases)('cuts "$name" into the token ids that Python cuts it into', ({ text, ids }) => {
    expect(encoder.tokenIds(text)).toEqual(ids);
  });

  it('reproduces the vectors of the manifest', async () => {
    const { titles, vectors } = manifest.models.base.selfTest;
    const made = await encoder.encode(titles);
    vectors[FILE].forEach((expected, row) => {
      expect(dot(made.subarray(row * 384, (row + 1) * 384), expected)).toBeGreaterThan(0.999);
    });
  });
});
