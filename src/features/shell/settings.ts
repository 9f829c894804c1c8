/** @file Settings of this browser; one that cannot be read or kept falls back to its default. */
import type { DeviceSetting } from '../setup/device-plan.ts';

const KEY = `rolemap:${location.pathname}:device`;

export function readDeviceSetting(): DeviceSetting {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'webgpu' || value === 'wasm' ? value : 'automatic';
  } catch {
    return 'automatic'; // Storage is blocked.
  }
}

/** False where the browser keeps nothing: the choice then holds for this visit only. */
export function keepDeviceSetting(setting: DeviceSetting): boolean {
  try {
    localStorage.setItem(KEY, setting);
    return true;
  } catch {
    return false;
  }
}
