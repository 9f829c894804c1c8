/** @file What both sheets share beside the map itself: the tool in hand, the pin, the run, and going from title to title. */
import { sameSource, type MapSource } from '../../core/map/map-source.ts';
import type { MapAddress } from './map-address.ts';
import type { MapCompare } from './map-compare.svelte.ts';
import type { MapPin } from './map-pin.svelte.ts';
import type { MapRun } from './map-run.svelte.ts';
import type { MapSets } from './map-sets.svelte.ts';
import type { ReferenceRun } from './reference-run.svelte.ts';
import type { MapState, Sheet } from './map.svelte.ts';

/** What dragging does. Holding Shift draws a box with the first one too. */
export type Tool = 'move' | 'box' | 'lasso';

/** Both sheets beside each other, or one sheet that goes from one space to the other. */
export type Mode = 'sides' | 'morph';

export class MapTools {
  tool = $state<Tool>('move');
  mode = $state<Mode>('sides');
  /** Of the way from the left sheet's space to the right one's, 0 to 1. */
  share = $state(1);
  readonly map: MapState;
  readonly pin: MapPin;
  readonly run: MapRun;
  readonly reference: ReferenceRun;
  readonly compare: MapCompare;
  readonly sets: MapSets;
  /** An address whose set is not on the map yet: the rest of it is followed when it is. */
  #waiting = $state.raw<MapAddress | null>(null);
  /** The sheet on the way between both spaces. */
  readonly between: Sheet | null = $derived.by(() => {
    const left = this.map.sheet(0);
    const right = this.map.sheet(1);
    return left && right && between(left, right, this.share);
  });
  /** From where the selected titles were to where they are now, in units of the sheet. */
  readonly trails: readonly (readonly [number, number, number, number])[] = $derived.by(() => {
    const from = this.map.sheet(0)?.points;
    const to = this.between?.points;
    if (!from || !to) return [];
    return [...this.map.selected].map(
      (point) => [from[2 * point]!, from[2 * point + 1]!, to[2 * point]!, to[2 * point + 1]!] as const,
    );
  });
  /** Titles gone through with N, the one now under the ring last. */
  #path: number[] = [];

  constructor(map: MapState, parts: Pick<MapTools, 'pin' | 'run' | 'reference' | 'compare' | 'sets'>) {
    this.map = map;
    this.pin = parts.pin;
    this.run = parts.run;
    this.reference = parts.reference;
    this.compare = parts.compare;
    this.sets = parts.sets;
  }

  /** Shows what an address says, its set once it is made; a typed title is not dropped by it. */
  follow(address: MapAddress): void {
    this.reference.back();
    this.sets.follow(address.source);
    if (this.sets.waiting) this.#waiting = address;
    else this.#show(address);
  }

  /** Makes the set of an address that waits for the models; what else the address says follows. */
  async makeWaiting(): Promise<void> {
    const address = this.#waiting;
    await this.sets.makeWaiting();
    if (!address || this.#waiting !== address || this.sets.waiting) return;
    this.#waiting = null;
    if (sameSource(this.sets.source, address.source)) this.#show(address);
  }

  /** Gives up the set of an address. */
  forgetWaiting(): void {
    this.sets.forgetWaiting();
    this.#waiting = null;
  }

  /** Shows another set, or the shipped one. What a former address still wanted is given up. */
  async showSet(source: MapSource): Promise<void> {
    this.forgetWaiting();
    this.reference.back();
    await this.sets.show(source);
  }

  #show(address: MapAddress): void {
    this.map.follow(address);
    this.mode = address.share === null ? 'sides' : 'morph';
    this.share = address.share ?? 1;
  }

  /** The address of what is shown. */
  get address(): MapAddress {
    if (this.#waiting) return this.#waiting;
    const { by, page, view, selected, asked, chosen: sides } = this.map;
    const { source } = this.sets;
    const share = this.mode === 'morph' ? this.share : null;
    return { source, sides, by, page, view, selected: [...selected], asked, share, title: this.pin.wanted };
  }

  /**
   * Selects the points inside a drawn outline.
   * @param points in units of a sheet, x and y by turns
   * @param toPixels of a place on the sheet
   * @param outline corners in pixels
   */
  selectInside(
    points: Float64Array,
    toPixels: (x: number, y: number) => readonly [number, number],
    outline: readonly (readonly [number, number])[],
    add: boolean,
  ): void {
    const inside: number[] = [];
    for (let point = 0; 2 * point < points.length; point++)
      if (isInside(toPixels(points[2 * point]!, points[2 * point + 1]!), outline)) inside.push(point);
    this.map.select(inside, { add });
  }

  /** N goes on to the nearest title of the sheet that was not visited; P goes back. */
  step(points: Float64Array, direction: 1 | -1): void {
    const { map } = this;
    if (map.hovered === null || map.hovered !== this.#path.at(-1))
      this.#path = map.hovered === null ? [] : [map.hovered];
    if (direction < 0) {
      this.#path.pop();
      map.hovered = this.#path.at(-1) ?? null;
      return;
    }
    const from = map.hovered;
    const next = from === null ? 0 : nearestUnvisited(points, from, new Set(this.#path));
    if (next === null) return;
    this.#path.push(next);
    map.hovered = next;
  }
}

/** At its ends a space's own sheet; on the way points alone: contours and regions belong to finished maps. */
export function between(base: Sheet, tuned: Sheet, share: number): Sheet {
  if (share <= 0) return base;
  if (share >= 1) return tuned;
  const points = base.points.map((value, at) => value + share * (tuned.points[at]! - value));
  return { points, contours: [], regions: [] };
}

function nearestUnvisited(points: Float64Array, from: number, visited: ReadonlySet<number>): number | null {
  let best: number | null = null;
  let least = Infinity;
  for (let point = 0; 2 * point < points.length; point++) {
    if (visited.has(point)) continue;
    const distance = Math.hypot(
      points[2 * point]! - points[2 * from]!,
      points[2 * point + 1]! - points[2 * from + 1]!,
    );
    if (distance < least) [best, least] = [point, distance];
  }
  return best;
}

/** Even-odd rule: a ray from the place to the right crosses the outline an odd number of times. */
export function isInside(
  [x, y]: readonly [number, number],
  outline: readonly (readonly [number, number])[],
): boolean {
  let inside = false;
  outline.forEach(([x1, y1], at) => {
    const [x2, y2] = outline[(at + 1) % outline.length]!;
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  });
  return inside;
}
