/** @file Puts the parts of the Map tab together and gives them the store, the models and the search. */
import type { Corpus } from '../search/corpus.svelte.ts';
import type { Setup } from '../setup/setup.svelte.ts';
import { MapCompare } from './map-compare.svelte.ts';
import { MapFile } from './map-file.svelte.ts';
import { MapPin, type PinOptions } from './map-pin.svelte.ts';
import { MapRun } from './map-run.svelte.ts';
import { MapSets, type SetPorts } from './map-sets.svelte.ts';
import { MapTools } from './map-tools.svelte.ts';
import { loadSpaces, storeOf, type Spaces } from './map-vectors.ts';
import { MapState } from './map.svelte.ts';
import { ReferenceRun } from './reference-run.svelte.ts';

/** @param corpus the one that is searched now */
export function createMapTools(setup: () => Setup, corpus: () => Corpus): MapTools {
  const map = new MapState();
  let shipped: Promise<Spaces> | null = null;
  const loadShipped = async (): Promise<Spaces> => {
    // One load for all who ask: nobody's change of mind takes it from the others.
    shipped ??= loadSpaces(storeOf(setup()));
    try {
      return await shipped;
    } catch (error) {
      shipped = null;
      throw error;
    }
  };
  const encode: SetPorts['encode'] = (model, titles, options) => {
    const encoder = setup().encoders[model];
    // Titles never start a download that nobody agreed to.
    if (!encoder?.answers)
      return Promise.reject(new Error('The models are not loaded yet: titles are placed by both of them.'));
    return encoder.encode(titles, options);
  };
  // The vectors of whatever set is at home: another one brings its own.
  const load = (): Promise<Spaces> => (sets.spaces ? Promise.resolve(sets.spaces) : loadShipped());
  const options: PinOptions = {
    loadSpaces: load,
    encode: (model, title, signal) => encode(model, [title], { signal }),
  };
  const run = new MapRun(map, options);
  // What reads files and other sets is loaded when it is wanted: the first picture does not wait for it.
  const file = new MapFile(async (table) =>
    (await import('../../core/tables/open-table.ts')).openTable(table),
  );
  const read: SetPorts['read'] = async (source, signal) => {
    const { readSource } = await import('./read-source.ts');
    return readSource(source, { setup: setup(), corpus: corpus(), map, signal });
  };
  const sets = new MapSets(map, run, file, { read, encode });
  return new MapTools(map, {
    ...{ run, sets },
    pin: new MapPin(map, options),
    compare: new MapCompare(map, options),
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
