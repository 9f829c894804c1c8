/** @file What the spaces are called on screen, and in whose ink. */
import type { SpaceId } from '../../core/map/spaces.ts';
import { MODEL_NAMES } from '../model-names.ts';

export const SPACE_NAMES: Readonly<Record<SpaceId, string>> = {
  ...MODEL_NAMES,
  'seed-recipe': 'Seed recipe',
};

/** Before "model" inside a sentence. */
export const SPACE_ADJECTIVES: Readonly<Record<SpaceId, string>> = {
  base: 'general',
  'seed-recipe': 'seed-recipe',
  tuned: 'job-title',
};

/** Classes of ui/tokens.css; there are two inks, so the seed recipe has that of the text. */
export const INK_CLASSES: Readonly<Record<SpaceId, string>> = {
  base: 'base-ink',
  'seed-recipe': '',
  tuned: 'tuned-ink',
};
