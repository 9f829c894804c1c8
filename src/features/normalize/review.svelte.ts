/** @file The table of titles and the work on it: filter, order, the row in hand, corrections with undo, blind mode. */
import { titleKey } from '../../core/coding/title-key.ts';
import { latestCorrections } from '../../core/coding/trust/corrections.ts';
import type { Alternative, CodedTitle } from '../../core/coding/types.ts';
import type { StoredCorrection } from '../../store/coding-records.ts';
import { arrange, BY_ROWS, NO_FILTER, type RowFilter, type RowSort, type TitleRow } from './arrange.ts';
import type { DistinctTitles } from './distinct-titles.ts';
import type { OccupationNames } from './row-summary.ts';
import type { TitleLayers } from './title-layers.svelte.ts';

/** Keys 1 to 5. */
export const SHOWN_ALTERNATIVES = 5;

export interface ReviewSource {
  readonly distinct: () => DistinctTitles | null;
  /** What the coder found, null while it is not there. */
  readonly at: (id: number) => CodedTitle | null;
  readonly layers: TitleLayers;
  /** Keeps the corrections. */
  readonly save: (corrections: readonly StoredCorrection[]) => void;
  /** ISO 8601. */
  readonly now?: () => string;
}

interface Undo {
  readonly id: number;
  readonly key: string;
  readonly before: StoredCorrection | undefined;
}

export class Review {
  /** The threshold that the coder was fitted for. */
  suggested = $state(0.5);
  #chosen = $state<number | null>(null);
  filter = $state.raw<RowFilter>(NO_FILTER);
  sort = $state.raw<RowSort>(BY_ROWS);
  /** Ids of the titles shown, in order. Follows what the user does, never the work in the background: nothing moves under a pointer. */
  order = $state.raw<readonly number[]>([]);
  /** Place in `order` of the row in hand. */
  selected = $state(0);
  /** Id of the title that shows its evidence; null for none. */
  opened = $state<number | null>(null);
  /** The coder's answer is not shown before the user gave one. */
  blind = $state(false);
  names = $state.raw<OccupationNames>(new Map());
  /** By the title's key: they hold for all titles that count as equal. */
  corrections = $state.raw<ReadonlyMap<string, StoredCorrection>>(new Map());
  /** By id: made when they are first needed, which takes a while for 50,000 titles. */
  #keys: string[] = [];
  #undo = $state.raw<readonly Undo[]>([]);
  readonly #source: ReviewSource;

  constructor(source: ReviewSource) {
    this.#source = source;
  }

  /** Least confidence of an answer, 0 to 1. */
  get threshold(): number {
    return this.#chosen ?? this.suggested;
  }

  set threshold(value: number) {
    this.#chosen = value;
  }

  get canUndo(): boolean {
    return this.#undo.length > 0;
  }

  /** Id of the title in hand; null where none is shown. */
  get selectedId(): number | null {
    return this.order[this.selected] ?? null;
  }

  /** What the coder and the user's index say, whatever was corrected. */
  original(id: number): CodedTitle | null {
    const coded = this.#source.at(id);
    return coded && this.#source.layers.found(id, coded);
  }

  /** The title as it stands, corrections included. */
  row(id: number): TitleRow {
    const distinct = this.#source.distinct();
    const raw = distinct?.titles[id] ?? '';
    const found = this.original(id);
    const correction = this.corrections.size > 0 ? this.corrections.get(this.#keyOf(id, raw)) : undefined;
    return {
      ...{ id, raw, rows: distinct?.weights[id] ?? 0, corrected: correction !== undefined },
      coded: found && correction ? this.#source.layers.corrected(id, found, correction.code) : found,
    };
  }

  /** All titles as they stand. */
  rows(): TitleRow[] {
    return (this.#source.distinct()?.titles ?? []).map((_, id) => this.row(id));
  }

  /** The codes on keys 1 to 5; in blind mode in order of code, so that the order says nothing. */
  alternatives(id: number): readonly Alternative[] {
    const all = this.original(id)?.jobs.flatMap(({ alternatives }) => alternatives) ?? [];
    // A title of several jobs may have a code twice.
    const distinct = all.filter(({ code }, at) => all.findIndex((other) => other.code === code) === at);
    const best = distinct.toSorted((a, b) => b.confidence - a.confidence).slice(0, SHOWN_ALTERNATIVES);
    return this.hides(id) ? best.toSorted((a, b) => (a.code < b.code ? -1 : 1)) : best;
  }

  /** Whether the coder's answer to a title is hidden. */
  hides(id: number): boolean {
    return this.blind && !this.row(id).corrected;
  }

  /** Filters and orders anew; the title in hand stays in hand where it is still shown. */
  arrange(change: { readonly filter?: Partial<RowFilter>; readonly sort?: RowSort } = {}): void {
    const before = this.selectedId;
    if (change.filter) this.filter = { ...this.filter, ...change.filter };
    if (change.sort) this.sort = change.sort;
    this.order = arrange(this.rows(), this.filter, this.sort, this.threshold, this.names);
    const place = before === null ? -1 : this.order.indexOf(before);
    this.selected = Math.max(0, place);
    if (place < 0) this.opened = null;
  }

  /** Shows all titles. */
  clearFilter(): void {
    this.arrange({ filter: NO_FILTER });
  }

  /** Sorts by a column; by the same one again turns the order round. */
  sortBy(by: RowSort['by']): void {
    const descending = this.sort.by === by ? !this.sort.descending : by !== 'title';
    this.arrange({ sort: { by, descending } });
  }

  select(place: number): void {
    this.selected = Math.min(Math.max(0, place), Math.max(0, this.order.length - 1));
  }

  /** @param by rows down, negative for up */
  move(by: number): void {
    const wasOpen = this.opened !== null;
    this.select(this.selected + by);
    if (wasOpen) this.opened = this.selectedId;
  }

  /** Opens or closes the evidence of a row. */
  toggle(place: number = this.selected): void {
    this.select(place);
    const id = this.selectedId;
    this.opened = this.opened === id ? null : id;
  }

  close(): void {
    this.opened = null;
  }

  /** Takes an alternative for the title in hand, 1 for the first; false where there is none. */
  choose(number: number): boolean {
    const id = this.selectedId;
    const alternative = id === null ? undefined : this.alternatives(id)[number - 1];
    if (id === null || !alternative) return false;
    return this.correct(id, alternative.code);
  }

  /** Gives a title another code, and with it all titles that count as equal; false where nothing is coded yet. */
  correct(id: number, code: string): boolean {
    const raw = this.#source.distinct()?.titles[id];
    if (raw === undefined || !this.#source.at(id)) return false;
    const date = (this.#source.now ?? (() => new Date().toISOString()))();
    const key = this.#keyOf(id, raw);
    this.#undo = [...this.#undo, { id, key, before: this.corrections.get(key) }];
    this.#put(key, { title: raw, code, date });
    return true;
  }

  /** Takes the last correction back and goes to its row. */
  undo(): void {
    const last = this.#undo.at(-1);
    if (!last) return;
    this.#undo = this.#undo.slice(0, -1);
    this.#put(last.key, last.before);
    const place = this.order.indexOf(last.id);
    if (place < 0) return;
    this.select(place);
    if (this.opened !== null) this.opened = last.id;
  }

  /** Leaves the title as it is and goes on. */
  skip(): void {
    this.move(1);
  }

  /** Corrections of the file from before. */
  load(corrections: readonly StoredCorrection[]): void {
    this.corrections = latestOf(corrections);
    this.#undo = [];
  }

  /** Corrections from a file, over those that are here, however old they are. */
  add(corrections: readonly StoredCorrection[]): void {
    this.corrections = new Map([...this.corrections, ...latestOf(corrections)]);
    this.#undo = [];
    this.#source.save([...this.corrections.values()]);
  }

  /** Another file: nothing of the one before is left. */
  reset(): void {
    this.load([]);
    this.#keys = [];
    this.filter = NO_FILTER;
    this.sort = BY_ROWS;
    this.order = [];
    this.selected = 0;
    this.opened = null;
  }

  #keyOf(id: number, raw: string): string {
    return (this.#keys[id] ??= titleKey(raw));
  }

  #put(key: string, correction: StoredCorrection | undefined): void {
    const corrections = new Map(this.corrections);
    if (correction) corrections.set(key, correction);
    else corrections.delete(key);
    this.corrections = corrections;
    this.#source.save([...corrections.values()]);
  }
}

/** By key, of each title the latest. */
function latestOf(corrections: readonly StoredCorrection[]): ReadonlyMap<string, StoredCorrection> {
  return latestCorrections(corrections.map(({ title, code, date }) => ({ title, code, date, coder: '' })));
}
