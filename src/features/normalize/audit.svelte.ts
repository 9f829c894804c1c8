/** @file The audit: a sample of rows that the user codes without seeing the coder's answer; it can be left and taken up again. */
import { drawAudit, SAMPLE_SIZE, type AuditItem } from '../../core/coding/trust/audit.ts';
import { titleKey } from '../../core/coding/title-key.ts';
import { latestCorrections, UNCLASSIFIED, type Correction } from '../../core/coding/trust/corrections.ts';
import type { JudgedTitle } from '../../core/coding/trust/outcomes.ts';
import type { CodedTitle } from '../../core/coding/types.ts';
import type { Change, StoredAnswer } from '../../store/coding-records.ts';
import { auditFigures, type AuditFigures, type AuditGiven } from './audit-figures.ts';
import type { DistinctTitles } from './distinct-titles.ts';
import type { TitleLayers } from './title-layers.svelte.ts';

/** Rows from which on the accuracy is said; before, its interval would be as wide as the scale. */
export const LEAST_AUDITED = 30;

export interface AuditSource {
  readonly distinct: () => DistinctTitles | null;
  /** What the coder found, as it found it. */
  readonly at: (id: number) => CodedTitle | null;
  readonly layers: TitleLayers;
  /** Keeps the answers. */
  readonly save: (changes: readonly Change<StoredAnswer>[]) => void;
  /** Says which file it is: the same file has the same sample. */
  readonly fileKey: () => string;
  /** ISO 8601. */
  readonly now?: () => string;
}

type DatedAnswer = AuditGiven & { readonly date: string };

export class Audit {
  /** The sample, one item a distinct title; empty before it is drawn. */
  items = $state.raw<readonly AuditItem[]>([]);
  /** By id of the title. */
  given = $state.raw<ReadonlyMap<number, DatedAnswer>>(new Map());
  /** Whether the sheet is shown. */
  open = $state(false);
  /** Of the sample that is drawn. */
  seed = 0;
  #order = $state.raw<readonly number[]>([]);
  readonly #source: AuditSource;
  /** Rows of the sample. */
  readonly rows = $derived.by(() => rowsOf(this.items));
  /** Those whose title was coded or skipped. */
  readonly rowsDone = $derived.by(() => rowsOf(this.items.filter(({ title }) => this.given.has(title))));
  readonly rowsSkipped = $derived.by(() =>
    rowsOf(this.items.filter(({ title }) => this.given.get(title)?.kind === 'skip')),
  );
  /** The title in hand; null where none is left. */
  readonly current: AuditItem | null = $derived.by(
    () => this.items.find(({ title }) => !this.given.has(title)) ?? null,
  );
  /** Null for fewer than 30 rows. */
  readonly figures: AuditFigures | null = $derived.by(() => {
    if (this.rowsDone - this.rowsSkipped < LEAST_AUDITED) return null;
    const { at, layers } = this.#source;
    const titles = this.items.flatMap(({ title, drawn }) => {
      const [given, coded] = [this.given.get(title), at(title)];
      return given && coded ? [{ coded: layers.uncalibrated(coded), given, drawn }] : [];
    });
    return auditFigures(titles);
  });

  constructor(source: AuditSource) {
    this.#source = source;
  }

  get canUndo(): boolean {
    return this.#order.length > 0;
  }

  /** The title in hand as it was written. */
  get title(): string {
    const { current } = this;
    return (current && this.#source.distinct()?.titles[current.title]) ?? '';
  }

  /** Opens the sheet, with the sample drawn where it is not yet. */
  begin(): void {
    this.#draw();
    this.open = true;
  }

  /** Answers the title in hand, and with it the same title under other descriptions: answers go by the title. */
  give(given: AuditGiven): void {
    const { current } = this;
    if (!current) return;
    this.#order = [...this.#order, current.title];
    const answer = { ...given, date: this.#now() };
    this.#put(new Map(this.#alike(current.title).map((title) => [title, answer])));
  }

  /** Takes the last answer back: its title is in hand again. */
  undo(): void {
    const last = this.#order.at(-1);
    if (last === undefined) return;
    this.#order = this.#order.slice(0, -1);
    this.#put(new Map(this.#alike(last).map((title) => [title, null])));
  }

  /** Puts the skipped titles in hand again. */
  returnToSkipped(): void {
    const isSkipped = (title: number) => this.given.get(title)?.kind === 'skip';
    this.#order = this.#order.filter((title) => !isSkipped(title));
    this.#put(new Map([...this.given.keys()].filter(isSkipped).map((title) => [title, null])));
  }

  /** For the calibration: what was coded, with the confidences of the coder. */
  judged(): JudgedTitle[] {
    return this.items.flatMap(({ title, drawn }) => {
      const [given, coded] = [this.given.get(title), this.#source.at(title)];
      if (!given || given.kind === 'skip' || !coded) return [];
      return [{ coded, known: given.kind === 'code' ? given.code : null, rows: drawn, weight: drawn }];
    });
  }

  /** The answers in the format of corrections; what was skipped is left out. */
  toCorrections(): Correction[] {
    const { distinct } = this.#source;
    return this.items.flatMap(({ title }) => {
      const given = this.given.get(title);
      if (!given || given.kind === 'skip') return [];
      const code = given.kind === 'code' ? given.code : UNCLASSIFIED;
      return [{ title: distinct()?.titles[title] ?? '', code, coder: '', date: given.date }];
    });
  }

  /**
   * Takes answers of before; they win over those that are here.
   * @returns entries that are of a title of this sample, and those that are not
   */
  take(corrections: readonly Correction[]): { taken: number; missing: number } {
    this.#draw();
    const latest = latestCorrections(corrections);
    const given = new Map<number, DatedAnswer>();
    const found = new Set<string>();
    for (const { title } of this.items) {
      const key = titleKey(this.#source.distinct()?.titles[title] ?? '');
      const correction = latest.get(key);
      if (!correction) continue;
      found.add(key);
      const { code, date } = correction;
      const isNone = code === UNCLASSIFIED || code === '';
      given.set(title, { ...(isNone ? { kind: 'none' } : { kind: 'code', code }), date });
    }
    this.#put(given);
    this.#order = [];
    return { taken: found.size, missing: latest.size - found.size };
  }

  /** All answers, as they are kept. */
  answers(): StoredAnswer[] {
    return Array.from(this.given, ([title, given]) => this.#stored(title, given));
  }

  /** Takes over the answers that are kept, of other tabs too; those of titles that are not in the sample stay where they are. */
  sync(answers: readonly StoredAnswer[]): void {
    if (answers.length > 0) this.#draw();
    const kept = new Map(answers.map((answer) => [answer.title, answer]));
    const titles = this.#source.distinct()?.titles ?? [];
    const given = new Map<number, DatedAnswer>();
    for (const { title } of this.items) {
      const answer = kept.get(titles[title] ?? '');
      if (answer) given.set(title, { ...givenIn(answer), date: answer.date });
    }
    const isSame = (title: number) => given.get(title)?.date === this.given.get(title)?.date;
    if (this.items.every(({ title }) => isSame(title))) return;
    this.#order = this.#order.filter(isSame);
    this.given = given;
  }

  /** Another file: nothing of the sample is left. */
  reset(): void {
    this.items = [];
    this.given = new Map();
    this.#order = [];
    this.open = false;
  }

  #draw(): void {
    const distinct = this.#source.distinct();
    if (this.items.length > 0 || !distinct) return;
    this.seed = seedOf(this.#source.fileKey());
    this.items = drawAudit(distinct.counts, { size: SAMPLE_SIZE, seed: this.seed });
  }

  /** What of the sample is written as this title is. */
  #alike(title: number): number[] {
    const titles = this.#source.distinct()?.titles ?? [];
    return this.items.filter((item) => titles[item.title] === titles[title]).map((item) => item.title);
  }

  /** Null takes an answer back. */
  #put(changes: ReadonlyMap<number, DatedAnswer | null>): void {
    const before = this.given;
    const given = new Map(before);
    for (const [title, answer] of changes) {
      if (answer) given.set(title, answer);
      else given.delete(title);
    }
    this.given = given;
    const stored = (title: number, answer: DatedAnswer | null | undefined) =>
      answer ? this.#stored(title, answer) : null;
    this.#source.save(
      Array.from(changes, ([title, after]) => ({
        before: stored(title, before.get(title)),
        after: stored(title, after),
      })),
    );
  }

  #stored(title: number, given: DatedAnswer): StoredAnswer {
    const { kind, date } = given;
    const code = given.kind === 'code' ? given.code : '';
    return { title: this.#source.distinct()?.titles[title] ?? '', kind, code, date };
  }

  #now(): string {
    return (this.#source.now ?? (() => new Date().toISOString()))();
  }
}

function givenIn({ kind, code }: StoredAnswer): AuditGiven {
  return kind === 'code' ? { kind, code } : { kind };
}

function rowsOf(items: readonly AuditItem[]): number {
  return items.reduce((sum, { drawn }) => sum + drawn, 0);
}

/** FNV-1a (Fowler, Noll and Vo): 32 bits of a text. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const unit of new TextEncoder().encode(text)) hash = Math.imul(hash ^ unit, 0x01000193) >>> 0;
  return hash;
}
