/** @file What asking a language model needs of the outside: a test brings its own clock and chance. */
import type { Clock } from './patience.ts';
import { sleep } from './waiting.ts';

export interface LlmWorld extends Clock {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A signal that aborts after so many milliseconds. */
  timeout(ms: number): AbortSignal;
}

export const NODE_WORLD: LlmWorld = {
  env: process.env,
  now: () => Date.now(),
  sleep,
  random: () => Math.random(),
  timeout: (ms) => AbortSignal.timeout(ms),
};
