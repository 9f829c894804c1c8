/** @file The spaces that a map can show: those of the two models, and one whose vectors alone are shipped. */
import type { ModelId } from '../formats/manifest.ts';

/** `seed-recipe`: a model trained by the recipe of the published student project. It has vectors of the shipped titles, and no encoder. */
export type SpaceId = ModelId | 'seed-recipe';

/** In the order in which they are named: from the general model to ours. */
export const SPACE_IDS: readonly SpaceId[] = ['base', 'seed-recipe', 'tuned'];

/** Spaces of which the app has the encoder: a typed title, a file, a search can be placed in them. */
export const ENCODED_SPACES: readonly ModelId[] = ['base', 'tuned'];

/** The spaces of the left and of the right sheet. */
export type Sides = readonly [left: SpaceId, right: SpaceId];
export const USUAL_SIDES: Sides = ['base', 'tuned'];

/** Something of every space; of the seed recipe only where there is any. */
export type BySpace<T> = Readonly<Record<ModelId, T>> & Readonly<Partial<Record<'seed-recipe', T>>>;

/** The spaces that have something, in the order of `SPACE_IDS`. */
export function presentSpaces(by: BySpace<unknown>): SpaceId[] {
  return SPACE_IDS.filter((id) => by[id] !== undefined);
}

/** The same spaces with something made of each. */
export function mapSpaces<T, U>(by: BySpace<T>, make: (value: T, id: SpaceId) => U): BySpace<U> {
  const both = { base: make(by.base, 'base'), tuned: make(by.tuned, 'tuned') };
  const recipe = by['seed-recipe'];
  return recipe === undefined ? both : { ...both, 'seed-recipe': make(recipe, 'seed-recipe') };
}

/** As `mapSpaces`, all spaces at once; rejects with the first that fails. */
export async function mapSpacesAsync<T, U>(
  by: BySpace<T>,
  make: (value: T, id: SpaceId) => Promise<U>,
): Promise<BySpace<Awaited<U>>> {
  const ids = presentSpaces(by);
  const made = await Promise.all(ids.map((id) => make(by[id]!, id)));
  const entries = new Map(ids.map((id, at) => [id, made[at]!] as const));
  return mapSpaces(by, (_, id) => entries.get(id)!);
}
