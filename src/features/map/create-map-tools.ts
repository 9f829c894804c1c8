/** @file Puts the parts of the Map tab together and gives them the store and the models. */
import type { Setup } from '../setup/setup.svelte.ts';
import { whenControlled } from '../../store/service-worker-client.ts';
import { MapPin } from './map-pin.svelte.ts';
import { MapRun } from './map-run.svelte.ts';
import { MapTools } from './map-tools.svelte.ts';
import { loadSpaces, type Spaces } from './map-vectors.ts';
import { MapState } from './map.svelte.ts';
import { ReferenceRun } from './reference-run.svelte.ts';

export function createMapTools(setup: () => Setup): MapTools {
  const map = new MapState();
  let spaces: Promise<Spaces> | null = null;
  const load = async (signal: AbortSignal): Promise<Spaces> => {
    const { store } = setup();
    if (!store) throw new Error('The list of files is not here yet. Try again in a moment.');
    // A worker that starts on a page without service worker would start without its security headers.
    await whenControlled();
    spaces ??= loadSpaces(store, { signal });
    try {
      return await spaces;
    } catch (error) {
      spaces = null;
      throw error;
    }
  };
  const pin = new MapPin(map, {
    loadSpaces: load,
    encode: async (space, title, signal) => {
      const encoder = setup().encoders[space];
      if (!encoder)
        throw new Error('The models are not loaded yet: a typed title can be placed once they are.');
      return encoder.encode([title], { signal });
    },
  });
  const options = { loadSpaces: load };
  return new MapTools(map, pin, new MapRun(map, options), new ReferenceRun(map, options));
}
