/** @file Which device, runtime and file a model is tried on, in which order, and why. */
import type { Device, ModelEntry, RuntimeId } from '../../core/formats/manifest.ts';

export type DeviceSetting = 'automatic' | 'webgpu' | 'wasm';

/** What the browser said about its graphics adapter. */
export interface AdapterFacts {
  readonly found: boolean;
  /** A software adapter: correct, but far slower than WASM. */
  readonly fallback: boolean;
  readonly description: string;
}

export interface Attempt {
  readonly device: Device;
  readonly runtime: RuntimeId;
  /** ONNX file relative to the model's folder. */
  readonly modelFile: string;
}

export interface DevicePlan {
  readonly attempts: readonly Attempt[];
  /** One plain sentence: why this order. */
  readonly reason: string;
}

export interface PlanFacts {
  readonly setting: DeviceSetting;
  readonly adapter: AdapterFacts;
  /** `'Suspending' in WebAssembly`: the browser can suspend WebAssembly by itself, which saves 10 MB of runtime. */
  readonly suspending: boolean;
  readonly devices: ModelEntry['devices'];
  /** Whether a model file is in the store. */
  readonly isStored: (modelFile: string) => boolean;
}

/**
 * Automatic takes WebGPU on a real adapter, never on a software one; the setting WebGPU takes any. WASM follows always: with the
 * 4-bit file when that alone is stored (a fall-back must work offline), else with WASM's own file.
 */
export function planAttempts(facts: PlanFacts): DevicePlan {
  const { setting, adapter, devices } = facts;
  const useStoredFourBit = !facts.isStored(devices.wasm) && facts.isStored(devices.webgpu);
  const wasm: Attempt = {
    device: 'wasm',
    runtime: 'plain',
    modelFile: useStoredFourBit ? devices.webgpu : devices.wasm,
  };
  const webgpu: Attempt = {
    device: 'webgpu',
    runtime: facts.suspending ? 'jspi' : 'asyncify',
    modelFile: devices.webgpu,
  };
  if (setting === 'wasm') return { attempts: [wasm], reason: 'WASM, as set.' };
  if (!adapter.found) {
    const reason =
      setting === 'webgpu'
        ? 'WASM: WebGPU is set, but this browser offers no graphics adapter.'
        : 'WASM: this browser offers no WebGPU adapter.';
    return { attempts: [wasm], reason };
  }
  if (setting === 'webgpu') {
    const warning = adapter.fallback
      ? ' This adapter is software: expect it to be far slower than WASM.'
      : '';
    return { attempts: [webgpu, wasm], reason: `WebGPU, as set, on ${adapter.description}.${warning}` };
  }
  if (adapter.fallback) {
    return {
      attempts: [wasm],
      reason: `WASM: the only WebGPU adapter is software (${adapter.description}), which is slower.`,
    };
  }
  return { attempts: [webgpu, wasm], reason: `WebGPU on ${adapter.description}.` };
}

interface AdapterLike {
  readonly isFallbackAdapter?: boolean;
  readonly info?: {
    readonly vendor?: string;
    readonly architecture?: string;
    readonly isFallbackAdapter?: boolean;
  };
}

/** Asks the browser for its adapter; a browser without WebGPU, or one that throws, has none. */
export async function probeAdapter(): Promise<AdapterFacts> {
  const none: AdapterFacts = { found: false, fallback: false, description: 'no adapter' };
  const gpu = (navigator as { gpu?: { requestAdapter(): Promise<AdapterLike | null> } }).gpu;
  if (!gpu) return none;
  try {
    const adapter = await gpu.requestAdapter();
    if (!adapter) return none;
    const { vendor = '', architecture = '' } = adapter.info ?? {};
    const software = /swiftshader|llvmpipe|software|basic render/i.test(`${vendor} ${architecture}`);
    const fallback = adapter.isFallbackAdapter ?? adapter.info?.isFallbackAdapter ?? false;
    const description = [vendor, architecture].filter(Boolean).join(' ') || 'an unnamed adapter';
    return { found: true, fallback: fallback || software, description };
  } catch {
    return none;
  }
}
