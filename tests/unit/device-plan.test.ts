import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  planAttempts,
  probeAdapter,
  type AdapterFacts,
  type DeviceSetting,
  type PlanFacts,
} from '../../src/features/setup/device-plan.ts';

const DEVICES = { wasm: 'onnx/int8.onnx', webgpu: 'onnx/q4.onnx' };
const NONE: AdapterFacts = { found: false, fallback: false, description: 'no adapter' };
const SOFTWARE: AdapterFacts = { found: true, fallback: true, description: 'google swiftshader' };
const REAL: AdapterFacts = { found: true, fallback: false, description: 'nvidia ada' };

function plan(facts: Partial<PlanFacts>) {
  const { attempts, reason } = planAttempts({
    setting: 'automatic',
    adapter: REAL,
    suspending: true,
    devices: DEVICES,
    isStored: () => false,
    ...facts,
  });
  return { order: attempts.map(({ device }) => device).join(', '), attempts, reason };
}

describe('the order of devices', () => {
  it.each<[DeviceSetting, AdapterFacts, string, RegExp]>([
    ['automatic', NONE, 'wasm', /^WASM: this browser offers no WebGPU adapter\.$/],
    ['automatic', SOFTWARE, 'wasm', /^WASM: .*software \(google swiftshader\)/],
    ['automatic', REAL, 'webgpu, wasm', /^WebGPU on nvidia ada\.$/],
    ['webgpu', NONE, 'wasm', /^WASM: WebGPU is set, but .* no graphics adapter/],
    ['webgpu', SOFTWARE, 'webgpu, wasm', /^WebGPU, as set, on google swiftshader\. .*far slower/],
    ['webgpu', REAL, 'webgpu, wasm', /^WebGPU, as set, on nvidia ada\.$/],
    ['wasm', NONE, 'wasm', /^WASM, as set\.$/],
    ['wasm', SOFTWARE, 'wasm', /^WASM, as set\.$/],
    ['wasm', REAL, 'wasm', /^WASM, as set\.$/],
  ])('%s with %o: %s', (setting, adapter, order, reason) => {
    const made = plan({ setting, adapter });
    expect(made.order).toBe(order);
    expect(made.reason).toMatch(reason);
  });
});

describe('runtimes and files', () => {
  it('WebGPU runs the 4-bit file on jspi where WebAssembly can suspend, else on asyncify; WASM on plain', () => {
    expect(plan({ suspending: true }).attempts).toEqual([
      { device: 'webgpu', runtime: 'jspi', modelFile: 'onnx/q4.onnx' },
      { device: 'wasm', runtime: 'plain', modelFile: 'onnx/int8.onnx' },
    ]);
    expect(plan({ suspending: false }).attempts[0]).toMatchObject({ runtime: 'asyncify' });
  });

  it.each([
    ['nothing', [], 'onnx/int8.onnx'],
    ["WebGPU's file alone", ['onnx/q4.onnx'], 'onnx/q4.onnx'],
    ["WASM's file alone", ['onnx/int8.onnx'], 'onnx/int8.onnx'],
    ['both files', ['onnx/q4.onnx', 'onnx/int8.onnx'], 'onnx/int8.onnx'],
  ])('with %s stored, %s: WASM runs %s', (_, stored, expected) => {
    for (const setting of ['automatic', 'wasm'] as const) {
      const { attempts } = plan({ setting, isStored: (file) => stored.includes(file) });
      expect(attempts.at(-1)).toEqual({ device: 'wasm', runtime: 'plain', modelFile: expected });
    }
  });
});

describe('the adapter', () => {
  const withAdapter = (requestAdapter: () => Promise<unknown>) =>
    vi.stubGlobal('navigator', { gpu: { requestAdapter } });

  afterEach(() => vi.unstubAllGlobals());

  it('of a browser without WebGPU, without one, or that throws, is not found', async () => {
    vi.stubGlobal('navigator', {});
    expect(await probeAdapter()).toEqual(NONE);
    withAdapter(() => Promise.resolve(null));
    expect(await probeAdapter()).toEqual(NONE);
    withAdapter(() => Promise.reject(new Error('blocked')));
    expect(await probeAdapter()).toEqual(NONE);
  });

  it('is software by its flag, old and new, or by its name', async () => {
    withAdapter(() => Promise.resolve({ isFallbackAdapter: true, info: { vendor: 'x' } }));
    expect((await probeAdapter()).fallback).toBe(true);
    withAdapter(() => Promise.resolve({ info: { vendor: 'x', isFallbackAdapter: true } }));
    expect((await probeAdapter()).fallback).toBe(true);
    withAdapter(() => Promise.resolve({ info: { vendor: 'google', architecture: 'swiftshader' } }));
    expect(await probeAdapter()).toEqual(SOFTWARE);
  });

  it('else is real, with a name where it says one', async () => {
    withAdapter(() =>
      Promise.resolve({ info: { vendor: 'nvidia', architecture: 'ada', isFallbackAdapter: false } }),
    );
    expect(await probeAdapter()).toEqual(REAL);
    withAdapter(() => Promise.resolve({}));
    expect(await probeAdapter()).toEqual({ found: true, fallback: false, description: 'an unnamed adapter' });
  });
});
