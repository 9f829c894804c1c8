/** @file Puts the parts of the Map tab together and gives them the store and the models. */
import type { Setup } from '../setup/setup.svelte.ts';
import { MapCompare } from './map-compare.svelte.ts';
import { MapPin, type PinOptions } from './map-pin.svelte.ts';
import { MapRun } from './map-run.svelte.ts';
import { MapTools } from './map-tools.svelte.ts';
import { loadSpaces, type Spaces } from './map-vectors.ts';
import { MapState } from './map.svelte.ts';
import { ReferenceRun } from './reference-run.svelte.ts';

export function createMapTools(setup: () => Setup): MapTools {
  const map = new MapState();
  let spaces: Promise<Spaces> | null = null;
  const load = async (): Promise<Spaces> => {
    const { store, control } = setup();
    if (!store || !control) throw new Error('The app is still loading. Try again when it is ready.');
    // One load for all who ask: nobody's change of mind takes it from the others.
    spaces ??= loadSpaces(store);
    try {
      return await spaces;
    } catch (error) {
      spaces = null;
      throw error;
    }
  };
  const options: PinOptions = {
    loadSpaces: load,
    encode: async (space, title, signal) => {
      const encoder = setup().encoders[space];
      // A title never starts a download that nobody agreed to.
      if (!encoder?.answers)
        throw new Error('The models are not loaded yet: a typed title needs both of them.');
      return encoder.encode([title], { signal });
    },
  };
  return new MapTools(map, {
    pin: new MapPin(map, options),
    compare: new MapCompare(map, options),
    run: new MapRun(map, options),
    reference: new ReferenceRun(map, { loadSpaces: async () => guarded(setup(), await load()) }),
  });
}

/** The reference engine runs strings as code: only under the service worker's policy, which keeps its worker from the network. */
function guarded({ control }: Setup, spaces: Spaces): Spaces {
  if (control?.state === 'controlled') return spaces;
  throw new Error(
    'This browser has no service worker for this page, which would keep its worker from the network.',
  );
}
