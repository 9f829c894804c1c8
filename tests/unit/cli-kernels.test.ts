import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cachedKernels, type Compile } from '../../src/cli/kernel-cache.ts';
import { inFolder } from './cli-fakes.ts';

/** Notes what it is asked to compile. */
function compiler() {
  const asked: [name: string, relaxed: boolean][] = [];
  const compile: Compile = (source, name, relaxed) => {
    asked.push([name, relaxed]);
    return Promise.resolve(Uint8Array.of(source.length % 256, relaxed ? 1 : 0));
  };
  return { asked, compile };
}

it('scans are compiled once and read from then on', () =>
  inFolder(async (folder) => {
    const [first, second] = [compiler(), compiler()];
    const made = await cachedKernels(join(folder, 'cache'), first.compile);
    expect(first.asked).toEqual([
      ['scan-relaxed.as.ts', true],
      ['scan.as.ts', false],
    ]);
    expect([made!.relaxed[1], made!.simd[1]]).toEqual([1, 0]);
    expect(await cachedKernels(join(folder, 'cache'), second.compile)).toEqual(made);
    expect(second.asked).toEqual([]);
    expect(readdirSync(join(folder, 'cache')).filter((name) => !name.endsWith('.wasm'))).toEqual([]);
  }));

it('scans that cannot be kept are compiled each time', () =>
  inFolder(async (folder) => {
    writeFileSync(join(folder, 'file'), '');
    const { asked, compile } = compiler();
    for (const times of [1, 2]) {
      expect(await cachedKernels(join(folder, 'file/cache'), compile)).toBeDefined();
      expect(asked).toHaveLength(2 * times);
    }
  }));

it('there are none without a compiler', () =>
  inFolder(async (folder) => {
    const compile: Compile = () => Promise.reject(new Error('Cannot find package'));
    expect(await cachedKernels(folder, compile)).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
  }));
