/** @file Which titles are in colour, and what their colour means. */
import { groupBy } from '../../core/group-by.ts';
import { majorGroupOf, pointsByGroup, type MapSet } from '../../core/map/map-set.ts';
import type { SpaceFigures } from '../../core/map/togetherness.ts';
import { MARKS_AT_ONCE } from './palette.ts';

export type ColourBy = 'seed' | 'kind' | 'strategy' | 'major' | 'level' | 'moved';

export const COLOUR_NAMES: Readonly<Record<ColourBy, string>> = {
  seed: 'Seed title',
  kind: 'Kind of title',
  strategy: 'How a variant was made',
  major: 'Major group',
  level: 'Job level',
  moved: 'What moved',
};

export interface ColourClass {
  readonly name: string;
  /** Points, in the order of the set. */
  readonly points: readonly number[];
  /** Group whose seed title the class is, where classes are seed titles. */
  readonly group: number | null;
}

export interface Colouring {
  /** At most `MARKS_AT_ONCE`; class i has mark i. */
  readonly classes: readonly ColourClass[];
  /** By point: its class, -1 for grey. */
  readonly classOf: Int16Array;
  /** Pages of classes; 1 where all have a mark. */
  readonly pages: number;
}

const KIND_NAMES = { seed: 'seed title', synonym: 'synonym', variant: 'variant in the wild' } as const;

/** Change of the share of synonyms among a title's nearest, by group. */
export function changesOf(base: SpaceFigures, tuned: SpaceFigures): (number | null)[] {
  return base.groups.map(({ synonyms }, group) => {
    const after = tuned.groups[group]?.synonyms;
    return synonyms && after ? after.purity - synonyms.purity : null;
  });
}

const MOVED = ['synonyms nearer together', 'as before', 'synonyms farther apart'] as const;

/** Words for a strategy: those that a program applied have names such as vowelsOut. */
function strategyName(strategy: string): string {
  if (strategy.startsWith('written/')) return 'written';
  return strategy.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

/** By point, the name of its class; empty where it has none. */
function namesOf(by: Exclude<ColourBy, 'seed'>, set: MapSet, changes: readonly (number | null)[]): string[] {
  return set.points.map(({ kind, strategy, level, group }) => {
    if (by === 'kind') return KIND_NAMES[kind];
    if (by === 'strategy') return strategyName(strategy);
    if (by === 'level') return level;
    if (by === 'major') return set.groups[group]!.code === '' ? '' : majorGroupOf(set.groups[group]!.code);
    const change = changes[group] ?? null;
    if (change === null) return '';
    return change > 0 ? MOVED[0] : change < 0 ? MOVED[2] : MOVED[1];
  });
}

function bySize(names: readonly string[]): ColourClass[] {
  return [...groupBy(names.keys(), (point) => names[point]!)]
    .filter(([name]) => name !== '')
    .map(([name, members]) => ({ name, points: members, group: null }))
    .sort((a, b) => b.points.length - a.points.length || (a.name < b.name ? -1 : 1));
}

/** Meanings of colour by which some title of the set has one; the seed title always. */
export function meaningsOf(set: MapSet, changes: readonly (number | null)[]): ColourBy[] {
  const meanings = Object.keys(COLOUR_NAMES) as ColourBy[];
  return meanings.filter((by) => by === 'seed' || new Set(namesOf(by, set, changes)).size > 1);
}

function seedClasses(set: MapSet): ColourClass[] {
  return pointsByGroup(set).map((points, group) => ({ name: set.groups[group]!.seed, points, group }));
}

/**
 * @param page of classes, from 0; beyond the end the last one
 * @param first groups that the user asked for: they have the last marks of every page
 */
export function colourPoints(
  set: MapSet,
  by: ColourBy,
  {
    page = 0,
    first = [],
    changes = [],
  }: {
    readonly page?: number;
    readonly first?: readonly number[];
    readonly changes?: readonly (number | null)[];
  } = {},
): Colouring {
  const all = by === 'seed' ? seedClasses(set) : bySize(namesOf(by, set, changes));
  const asked = by === 'seed' ? first.flatMap((group) => all[group] ?? []) : [];
  const pages = Math.max(1, Math.ceil(all.length / MARKS_AT_ONCE));
  const start = Math.min(Math.max(0, page), pages - 1) * MARKS_AT_ONCE;
  const others = all.slice(start, start + MARKS_AT_ONCE).filter((one) => !asked.includes(one));
  // The last marks are for what was asked for: the others keep theirs.
  const classes = [...others.slice(0, MARKS_AT_ONCE - asked.length), ...asked];
  const classOf = new Int16Array(set.points.length).fill(-1);
  classes.forEach(({ points }, index) => points.forEach((point) => (classOf[point] = index)));
  return { classes, classOf, pages };
}
