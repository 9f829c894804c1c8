import { afterEach, describe, expect, it } from 'vitest';
import { dot } from '../../src/core/vectors/similarity.ts';
import { launchEncoder, type EncoderRemote } from '../../src/workers/launch.ts';
import { connect, type Remote } from '../../src/workers/rpc/connect.ts';
import fixture from '../fixtures/token-ids.json';
import { FOUR_BIT_FILE, loaderUrl, loadInput, WASM_FILE, type LoadChoice } from './support/model-files.ts';
import type { WatchedEncoderService } from './support/watched-encoder.worker.ts';

const TITLE = 'Registered Nurse';
const OTHERS = Array.from({ length: 32 }, (_, i) => `Senior ${'very '.repeat(i % 7)}long title number ${i} of a batch`);

const remotes: { terminate(): void }[] = [];

function launch(): EncoderRemote {
  const remote = launchEncoder();
  remotes.push(remote);
  return remote;
}

async function load(choice: LoadChoice): Promise<{ remote: EncoderRemote; selfTestCosine: number }> {
  const remote = launch();
  const { selfTestCosine } = await remote.call('load', await loadInput(choice));
  return { remote, selfTestCosine };
}

afterEach(() => {
  for (const remote of remotes.splice(0)) remote.terminate();
});

describe('the encoder worker on WASM', () => {
  it.each([WASM_FILE, FOUR_BIT_FILE])('%s reproduces its vectors, whatever the batch', async (modelFile) => {
    const { remote, selfTestCosine } = await load({ modelFile });
    expect(selfTestCosine).toBeGreaterThan(0.9999);
    const alone = await remote.call('encode', { texts: [TITLE] });
    expect(dot(alone, alone)).toBeCloseTo(1, 5);
    const among = await remote.call('encode', { texts: [...OTHERS, TITLE] });
    expect(among).toHaveLength(33 * 384);
    expect(dot(alone, among.subarray(32 * 384))).toBeGreaterThan(0.99999);
    const first = await remote.call('encode', { texts: [OTHERS[0]!] });
    expect(dot(first, among.subarray(0, 384))).toBeGreaterThan(0.99999);
    expect(dot(first, alone)).toBeLessThan(0.9);
  });
});
