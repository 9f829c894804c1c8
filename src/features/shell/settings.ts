/** @file What is kept in this browser beside the store; what cannot be read or kept falls back to its default. */
import type { DeviceSetting } from '../setup/device-plan.ts';

const DEVICE = `rolemap:${location.pathname}:device`;
const REMOVED = `rolemap:${location.pathname}:removed`;

export function readDeviceSetting(): DeviceSetting {
  try {
    const value = localStorage.getItem(DEVICE);
    return value === 'webgpu' || value === 'wasm' ? value : 'automatic';
  } catch {
    return 'automatic'; // Storage is blocked.
  }
}

/** False where the browser keeps nothing: the choice cannot be applied then, for it takes a reload. */
export function keepDeviceSetting(setting: DeviceSetting): boolean {
  try {
    localStorage.setItem(DEVICE, setting);
    return true;
  } catch {
    return false;
  }
}

/** After "Remove everything stored": the reloaded page loads nothing before it is told to. Lasts as long as the tab. */
export function forgetSettings(): void {
  try {
    localStorage.removeItem(DEVICE);
    sessionStorage.setItem(REMOVED, 'yes');
  } catch {
    // Storage is blocked: nothing was kept.
  }
}

export function wasRemoved(): boolean {
  try {
    return sessionStorage.getItem(REMOVED) !== null;
  } catch {
    return false;
  }
}

/** The user asked for the models again. */
export function endRemoved(): void {
  try {
    sessionStorage.removeItem(REMOVED);
  } catch {
    // Storage is blocked: nothing was kept.
  }
}
