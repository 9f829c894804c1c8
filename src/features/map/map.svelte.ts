/** @file The Map tab: the titles, where they stand in both spaces, what is in colour, selected, hovered and looked at. */
import { openMap, type FinishedMaps, type StoredMap } from '../../core/map/default-map.ts';
import { pointsByGroup, type MapSet } from '../../core/map/map-set.ts';
import {
  mapSpaces,
  presentSpaces,
  USUAL_SIDES,
  type BySpace,
  type Sides,
  type SpaceId,
} from '../../core/map/spaces.ts';
import { messageOf } from '../../core/message-of.ts';
import { changesOf, colourPoints, meaningsOf, type ColourBy, type Colouring } from './colouring.ts';
import { WHOLE_SHEET, type View } from './view.ts';
import {
  commonFrame,
  contoursOf,
  regionsOf,
  toSheet,
  type Frame,
  type Region,
  type Ring,
} from './geography.ts';
import type { MapAddress } from './map-address.ts';

/** What a sheet shows, in its own units. */
export interface Sheet {
  readonly points: Float64Array;
  readonly contours: readonly Ring[];
  readonly regions: readonly Region[];
}

/** x and y by turns [2 * count] in each space, all laid over the general model's. */
export type Positions = BySpace<Float64Array>;

/** A map while it is being made here. */
export interface LiveMap {
  readonly set: MapSet;
  readonly positions: Positions;
}

/** Groups that are kept in colour because they were asked for. */
const MOST_ASKED = 8;
const EMPTY_SET: MapSet = { groups: [], points: [] };

export class MapState {
  maps = $state.raw<FinishedMaps | null>(null);
  /** The maps that came with the app, whatever is shown. */
  shipped: FinishedMaps | null = null;
  /** The maps that pins, comparisons and runs are about: the shipped ones, or those of another set that was made here. */
  home = $state.raw<FinishedMaps | null>(null);
  /** What was chosen for the sheets; `sides` is what they show. */
  chosen = $state.raw<Sides>(USUAL_SIDES);
  problem = $state<string | null>(null);
  by = $state<ColourBy>('seed');
  page = $state(0);
  /** Groups that the user asked for, the latest first: they are in colour on every page. */
  asked = $state.raw<readonly number[]>([]);
  selected = $state.raw<ReadonlySet<number>>(new Set());
  hovered = $state<number | null>(null);
  /** Class under the pointer or focus in the legend. */
  pointed = $state<number | null>(null);
  view = $state.raw<View>(WHOLE_SHEET);
  /** Null when a finished map is shown. */
  live = $state.raw<LiveMap | null>(null);
  readonly #load: () => Promise<StoredMap>;
  readonly #finished: Positions | null = $derived(
    this.maps && mapSpaces(this.maps.spaces, ({ positions }) => positions),
  );
  readonly #positions: Positions | null = $derived(this.live?.positions ?? this.#finished);
  /** Spaces that a sheet can show now. */
  readonly spaces: readonly SpaceId[] = $derived(this.#positions ? presentSpaces(this.#positions) : []);
  /** What the sheets show: what was chosen, where this map has it. */
  readonly sides: Sides = $derived([
    this.spaces.includes(this.chosen[0]) ? this.chosen[0] : USUAL_SIDES[0],
    this.spaces.includes(this.chosen[1]) ? this.chosen[1] : USUAL_SIDES[1],
  ]);
  /** Of both sheets, in the maps' own coordinates. */
  readonly frame: Frame | null = $derived.by(() => {
    const [left, right] = this.sides.map((space) => this.#positions?.[space]);
    return left && right ? commonFrame(left, right) : null;
  });
  /** Contours and names belong to finished maps: while points move, they would flicker. */
  readonly #sheets: readonly Sheet[] = $derived.by(() => {
    const { frame } = this;
    const positions = this.#positions;
    if (!positions || !frame) return [];
    return this.sides.map((space): Sheet => {
      const points = toSheet(positions[space]!, frame);
      return this.live
        ? { points, contours: [], regions: [] }
        : { points, contours: contoursOf(points), regions: regionsOf(points, this.set) };
    });
  });
  readonly #members: readonly (readonly number[])[] = $derived(pointsByGroup(this.set));
  readonly changes = $derived(
    this.maps && this.maps.set === this.set
      ? changesOf(this.maps.spaces.base.figures, this.maps.spaces.tuned.figures)
      : [],
  );
  /** Meanings of colour that tell titles of this set apart. */
  readonly meanings: readonly ColourBy[] = $derived(meaningsOf(this.set, this.changes));
  readonly colouring: Colouring = $derived(
    colourPoints(this.set, this.by, { page: this.page, first: this.asked, changes: this.changes }),
  );

  /** @param load the map that is part of the app */
  constructor(load: () => Promise<StoredMap> = loadDefaultMap) {
    this.#load = load;
  }

  get set(): MapSet {
    return this.live?.set ?? this.maps?.set ?? EMPTY_SET;
  }

  /** Of the space that a side shows; null while there is no map. */
  sheet(side: 0 | 1): Sheet | null {
    return this.#sheets[side] ?? null;
  }

  /** Chooses the space of one sheet; the other one stays. */
  chooseSide(side: 0 | 1, space: SpaceId): void {
    const [left, right] = this.sides;
    this.chosen = side === 0 ? [space, right] : [left, space];
  }

  /** Class that alone is in full ink: the one under the pointer. */
  get highlighted(): number | null {
    if (this.pointed !== null) return this.pointed;
    if (this.hovered === null) return null;
    const of = this.colouring.classOf[this.hovered]!;
    return of < 0 ? null : of;
  }

  async open(): Promise<void> {
    try {
      this.shipped ??= openMap(await this.#load());
      this.home ??= this.shipped;
      this.maps ??= this.shipped;
    } catch (error) {
      this.problem = `The map that comes with the app could not be read: ${messageOf(error)}. Reload the page.`;
    }
  }

  /** Shows other maps; what was pointed at, selected or asked for stays where they have it too. */
  show(maps: FinishedMaps): void {
    const { points, groups } = maps.set;
    this.live = null;
    this.hovered = this.pointed = null;
    this.asked = this.asked.filter((group) => group < groups.length);
    this.selected = new Set([...this.selected].filter((point) => point < points.length));
    this.maps = maps;
  }

  /** Shows the maps of another set: pins, comparisons and runs are about it from now on. */
  enter(maps: FinishedMaps): void {
    this.clear();
    this.asked = [];
    this.page = 0;
    this.view = WHOLE_SHEET;
    this.home = maps;
    this.show(maps);
    if (!this.meanings.includes(this.by)) this.by = 'seed';
  }

  /** Shows what an address says. */
  follow({ by, page, view, selected, asked, sides }: MapAddress): void {
    this.by = this.meanings.includes(by) ? by : 'seed';
    this.chosen = sides;
    this.page = page;
    this.view = view;
    this.asked = asked.filter((group) => group < this.set.groups.length).slice(0, MOST_ASKED);
    this.selected = new Set(selected.filter((point) => point < this.set.points.length));
  }

  colourBy(by: ColourBy): void {
    this.by = by;
    this.page = 0;
  }

  /** The next twenty; after the last page the first again. */
  nextPage(): void {
    this.page = (this.page + 1) % this.colouring.pages;
  }

  select(points: Iterable<number>, { add = false } = {}): void {
    this.selected = new Set([...(add ? this.selected : []), ...points]);
  }

  clear(): void {
    this.selected = new Set();
  }

  /** A click on a title: its whole group, or away again. */
  toggleGroupOf(point: number, { add = false } = {}): void {
    const mates = this.groupPoints(this.set.points[point]!.group);
    const known = mates.every((mate) => this.selected.has(mate));
    if (!known) this.select(mates, { add });
    else this.selected = new Set([...this.selected].filter((other) => add && !mates.includes(other)));
  }

  groupPoints(group: number): readonly number[] {
    return this.#members[group] ?? [];
  }

  /** Puts a group in colour and selects it: a row of a table, a hit of the search. */
  showGroup(group: number): void {
    this.by = 'seed';
    this.asked = [group, ...this.asked.filter((other) => other !== group)].slice(0, MOST_ASKED);
    this.select(this.groupPoints(group));
  }

  /** Selects some titles and puts their groups in colour. */
  showPoints(points: readonly number[]): void {
    for (const point of points) this.showGroup(this.set.points[point]!.group);
    this.select(points);
  }

  /** The point of the set at home with this very title, capitals aside; -1 without one. */
  pointOf(title: string): number {
    const wanted = title.trim().toLowerCase();
    return this.home?.set.points.findIndex((point) => point.title.toLowerCase() === wanted) ?? -1;
  }

  /** Groups whose seed title, or any other of whose titles, holds every word of a text; at most `most`. */
  find(text: string, most = 8): number[] {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) return [];
    const found = this.set.points.flatMap(({ title, group }) =>
      words.every((word) => title.toLowerCase().includes(word)) ? [group] : [],
    );
    return [...new Set(found)].slice(0, most);
  }
}

/** A chunk of its own, kept by the service worker: it is there without a network and without a model. */
async function loadDefaultMap(): Promise<StoredMap> {
  const { default: stored } = await import('./default-map.json');
  return stored as unknown as StoredMap;
}
