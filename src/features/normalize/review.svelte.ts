/** @file The table of titles and the work on it: filter, order, the row in hand, corrections with undo, blind mode. */
import { titleKey } from '../../core/coding/title-key.ts';
import { sameAnswer, type RightAnswer } from '../../core/coding/trust/corrections.ts';
import type { Alternative, CodedTitle, CodeTitles, NoCodeReason } from '../../core/coding/types.ts';
import type { Change, StoredCorrection } from '../../store/coding-records.ts';
import { arrange, BY_ROWS, NO_FILTER, type RowFilter, type RowSort, type TitleRow } from './arrange.ts';
import type { DescriptionPlace, DistinctTitles } from './distinct-titles.ts';
import { GivenAnswers } from './given-answers.svelte.ts';
import { latestOf } from './kept-corrections.ts';
import { answerWords } from './row-summary.ts';
import { correctedSentence, counted } from './sentences.ts';
import type { TitleLayers } from './title-layers.svelte.ts';

/** Keys 1 to 5. */
export const SHOWN_ALTERNATIVES = 5;

export interface ReviewSource {
  readonly distinct: () => DistinctTitles | null;
  /** What the coder found, null while it is not there. */
  readonly at: (id: number) => CodedTitle | null;
  readonly layers: TitleLayers;
  /** Keeps the corrections. */
  readonly save: (changes: readonly Change<StoredCorrection>[]) => void;
  /** ISO 8601. */
  readonly now?: () => string;
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
  /** Titles of all codes and groups, by code; empty until the coder, which brings them, is here. */
  names = $state.raw<ReadonlyMap<string, string>>(new Map());
  /** What was done to all rows shown, in one sentence. */
  notice = $state('');
  /** By id: made when they are first needed, which takes a while for 50,000 titles. */
  #keys: string[] = [];
  readonly #given: GivenAnswers;
  readonly #source: ReviewSource;

  constructor(source: ReviewSource) {
    this.#source = source;
    this.#given = new GivenAnswers(source.save);
  }

  /** Least confidence of an answer, 0 to 1. */
  get threshold(): number {
    return this.#chosen ?? this.suggested;
  }

  set threshold(value: number) {
    this.#chosen = value;
  }

  /** The taxonomy, against which codes from outside are checked; null until the coder, which brings it, is here. */
  get taxonomy(): CodeTitles | null {
    const { names } = this;
    return names.size === 0 ? null : { title: (code) => names.get(code) ?? '' };
  }

  /** By the title's key: they hold for all titles that count as equal. */
  get corrections(): ReadonlyMap<string, StoredCorrection> {
    return this.#given.all;
  }

  get canUndo(): boolean {
    return this.#given.canUndo;
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
    const correction = this.correction(id);
    return {
      ...{ id, raw, rows: distinct?.weights[id] ?? 0, corrected: correction !== undefined },
      coded: found && correction ? this.#source.layers.corrected(id, found, correction) : found,
    };
  }

  /** Which description of its title a row has, where the title stands in the file with several; null elsewhere. */
  descriptionPlace(id: number): DescriptionPlace | null {
    return this.#source.distinct()?.descriptionPlace(id) ?? null;
  }

  /** What is read of a row's description; "" for none. */
  description(id: number): string {
    return this.#source.distinct()?.descriptionAt(id) ?? '';
  }

  /** The user's answer to a title, where there is one. */
  correction(id: number): StoredCorrection | undefined {
    return this.corrections.size > 0 ? this.corrections.get(this.#keyOf(id)) : undefined;
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
    return this.#give([id], { code }, id);
  }

  /** Says of a title why it has no code, and with it of all that count as equal; false where nothing is coded yet. */
  refuse(id: number, reason: NoCodeReason): boolean {
    return this.#give([id], { code: '', reason }, id);
  }

  /** Gives all titles that the table shows one answer, as one step that can be undone; says how many titles and rows it was. */
  correctShown(answer: RightAnswer): void {
    const { distinct, at } = this.#source;
    const [titles, counts] = [distinct()?.titles ?? [], distinct()?.counts ?? []];
    const shown = this.order.filter((id) => at(id) !== null);
    const keys = new Set(shown.map((id) => this.#keyOf(id)));
    const others = [...keys].filter((key) => {
      const before = this.corrections.get(key);
      return before && !sameAnswer(before, answer);
    }).length;
    if (!this.#give(shown, answer, null)) return;
    // Titles that count as equal are corrected with those that are shown.
    const ids = titles.flatMap((_, id) => (keys.has(this.#keyOf(id)) ? [id] : []));
    const rows = ids.reduce((sum, id) => sum + (counts[id] ?? 0), 0);
    this.notice = correctedSentence(
      { titles: ids.length, rows, others, waiting: this.order.length - shown.length },
      answerWords(answer, this.names),
    );
  }

  /** Takes the last correction back, or that of all rows that were shown, and goes to its row. */
  undo(): void {
    const last = this.#given.undo();
    if (!last) return;
    this.notice =
      last.id === null ? `The correction of ${counted(last.before.size, 'title')} is taken back.` : '';
    const place = last.id === null ? -1 : this.order.indexOf(last.id);
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
    this.#given.load(corrections);
    this.notice = '';
  }

  /** Corrections from a file, over those that are here, however old they are. */
  add(corrections: readonly StoredCorrection[]): void {
    this.#given.add(corrections);
  }

  /** One correction from elsewhere, as one step that can be undone. @param undone called when it is */
  take(correction: StoredCorrection, undone: () => void): void {
    this.notice = '';
    this.#given.give(latestOf([correction]), { id: null, undone });
  }

  /** All corrections as they are kept, of other tabs too. What another tab decided otherwise meanwhile is not undone here. */
  sync(corrections: readonly StoredCorrection[]): void {
    this.#given.sync(corrections);
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

  #keyOf(id: number): string {
    return (this.#keys[id] ??= titleKey(this.#source.distinct()?.titles[id] ?? ''));
  }

  /** @param row to which an undo goes back; null for none; false where none of the titles is coded yet */
  #give(ids: readonly number[], answer: RightAnswer, row: number | null): boolean {
    const { distinct, at } = this.#source;
    const titles = distinct()?.titles ?? [];
    const coded = ids.filter((id) => titles[id] !== undefined && at(id) !== null);
    if (coded.length === 0) return false;
    const date = (this.#source.now ?? (() => new Date().toISOString()))();
    const given = new Map(
      coded.map((id) => [this.#keyOf(id), { ...answer, title: titles[id]!, date }] as const),
    );
    this.notice = '';
    this.#given.give(given, { id: row });
    return true;
  }
}
