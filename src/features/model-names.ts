/** @file What the models are called on screen. */
import type { ModelId } from '../core/formats/manifest.ts';

export const MODEL_NAMES: Readonly<Record<ModelId, string>> = {
  base: 'General model',
  tuned: 'Job-title model',
};
