/** @file Runs in the page of the drawing benchmark: the Map tab's own sheets with thousands of titles, panned as fast as frames come. */
import { mount } from 'svelte';
import type { FinishedMaps } from '../src/core/map/default-map.ts';
import type { MapSet } from '../src/core/map/map-set.ts';
import { uniform } from '../src/core/random.ts';
import MapSheet from '../src/features/map/MapSheet.svelte';
import { MapTools } from '../src/features/map/map-tools.svelte.ts';
import { MapState } from '../src/features/map/map.svelte.ts';
import { SPACE_NAMES } from '../src/features/map/space-names.ts';
import { panned, zoomed, WHOLE_SHEET } from '../src/features/map/view.ts';
import '../src/ui/tokens.css';

const GROUPS = 400;
const SEED = 101;

/** Heaps of titles as a t-SNE map has them, each group a heap. */
function positionsOf(count: number, seed: number): Float64Array {
  const random = uniform(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const centres = Float64Array.from({ length: 2 * GROUPS }, () => (random() - 0.5) * 160);
  return Float64Array.from(
    { length: 2 * count },
    (_, at) => centres[2 * ((at >> 1) % GROUPS) + (at % 2)]! + normal(),
  );
}

function mapsOf(count: number): FinishedMaps {
  const set: MapSet = {
    groups: Array.from({ length: GROUPS }, (_, at) => ({
      ...{
        seed: `Seed title ${at}`,
        role: `role ${at}`,
        code: `${11 + 2 * (at % 20)}-${1 + (at % 9)}011.00`,
      },
    })),
    points: Array.from({ length: count }, (_, at) => ({
      ...{
        title: `Job title number ${at}`,
        group: at % GROUPS,
        kind: 'synonym' as const,
        strategy: '',
        level: '',
      },
    })),
  };
  const figures = {
    ...{ synonyms: null, variants: null, silhouette: null, withinCosine: null, betweenCosine: null },
    groups: set.groups.map(() => ({ synonyms: null, variants: null })),
  };
  const space = (seed: number) => ({
    ...{ positions: positionsOf(count, seed), figures, trustworthiness: 1, divergence: 1, disparity: 0 },
  });
  return {
    ...{ set, spaces: { base: space(1), tuned: space(2) } },
    moved: { together: [], apart: [], mateApart: [], strangersTogether: [], better: [], worse: [] },
    recipe: { unseen: null, seed: SEED, perplexity: 30, iterations: 1000 },
  };
}

/** The parts that a sheet looks at; no pin, no run. */
function toolsOf(maps: FinishedMaps): MapTools {
  const map = new MapState();
  map.shipped = maps;
  map.enter(maps);
  // Every title in colour, which is the most that can be asked of a frame.
  map.colourBy('major');
  const parts = { pin: { on: () => null, shown: null, wanted: '' } };
  return new MapTools(map, parts as unknown as ConstructorParameters<typeof MapTools>[1]);
}

const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));

/** Resolves after the event loop has drained: a frame is counted when what it asked for is painted. */
async function panFor(tools: MapTools, seconds: number): Promise<number> {
  const { map } = tools;
  const started = await nextFrame();
  let frames = 0;
  for (let now = started; now - started < seconds * 1000; now = await nextFrame()) {
    map.view = panned(map.view, Math.sin(frames / 9) / 120, Math.cos(frames / 9) / 120);
    frames++;
  }
  return (frames * 1000) / (performance.now() - started);
}

export interface FrameRates {
  /** Frames a second while the whole map, and a part of it at four times the scale, are panned. */
  readonly whole: number;
  readonly near: number;
}

/** @param count titles a sheet */
async function measureFrames(count: number, seconds: number): Promise<FrameRates> {
  const tools = toolsOf(mapsOf(count));
  const target = document.getElementById('sheets')!;
  ([0, 1] as const).forEach((side) => {
    const space = tools.map.sides[side];
    const props = {
      tools,
      space,
      sheet: tools.map.sheet(side),
      label: SPACE_NAMES[space],
      technicalName: '',
    };
    mount(MapSheet, { target, props });
  });
  await document.fonts.ready;
  await panFor(tools, 1);
  tools.map.view = WHOLE_SHEET;
  const whole = await panFor(tools, seconds);
  tools.map.view = zoomed(WHOLE_SHEET, 4);
  const near = await panFor(tools, seconds);
  return { whole, near };
}

declare global {
  var mapDrawing: { readonly measureFrames: typeof measureFrames };
}
globalThis.mapDrawing = { measureFrames };
