/** @file Corrections as files, and those of two coders: how far they agree, and what to do where they do not. */
import { titleKey } from '../../core/coding/title-key.ts';
import { UNCLASSIFIED, writeCorrections, type Correction } from '../../core/coding/trust/corrections.ts';
import {
  mergeCorrections,
  type Conflict,
  type MergedCorrections,
} from '../../core/coding/trust/merge-corrections.ts';
import type { StoredCorrection } from '../../store/coding-records.ts';
import { LatestTask } from '../../ui/latest-task.svelte.ts';
import { readCorrectionFile } from './correction-file.ts';
import type { Review } from './review.svelte.ts';
import { counted } from './sentences.ts';

/** Whose answer to a title in conflict holds. */
export type Chosen = 'first' | 'second';

export interface Comparison extends Pick<MergedCorrections, 'agreement' | 'conflicts'> {
  /** Names of the two for people. */
  readonly first: string;
  readonly second: string;
}

const HERE = 'in this tab';

export class Coders {
  /** Of the last file with titles that were corrected here too; null where there was none. */
  comparison = $state.raw<Comparison | null>(null);
  /** By the title's key; a title that is not there is still to be decided, and the first answer holds. */
  choices = $state.raw<ReadonlyMap<string, Chosen>>(new Map());
  /** What was loaded, in one sentence. */
  notice = $state('');
  /** Rows of that file that could not be used, one sentence each. */
  problems = $state.raw<readonly string[]>([]);
  readonly task = new LatestTask();
  readonly #review: Review;
  /** The corrections as a file left them, and its name. */
  #loaded: { readonly name: string; readonly corrections: Review['corrections'] } | null = null;

  constructor(review: Review) {
    this.#review = review;
  }

  /** Titles in conflict that are still to be decided. */
  get open(): number {
    return (this.comparison?.conflicts.length ?? 0) - this.choices.size;
  }

  /** The corrections as the text of a file; null where there are none. */
  text(): string | null {
    const corrections = this.#here();
    return corrections.length === 0 ? null : writeCorrections(corrections);
  }

  /** Adds the corrections of a file. Where a title has another one here already, that one holds until the user decides. */
  async load(file: File): Promise<void> {
    await this.task.run(
      () => readCorrectionFile(file, { titles: this.#review.taxonomy, unclassified: true }),
      ({ corrections, leftOut, problems }) => {
        this.problems = problems;
        const usable = corrections.filter(({ code }) => code !== UNCLASSIFIED);
        const audited = corrections.length - usable.length;
        const none = audited > 0 ? ` ${counted(audited, 'title')} without a possible code left out.` : '';
        const conflicts = this.#take(usable, file.name);
        const decide =
          conflicts > 0
            ? ` ${counted(conflicts, 'title')} coded otherwise before: see “Corrections of two coders”.`
            : '';
        this.notice = `${counted(usable.length, 'correction')} loaded from ${file.name}.${decide}${none}${leftOut}`;
      },
    );
  }

  /** Decides a title in conflict, as often as wanted. */
  choose(conflict: Conflict, chosen: Chosen): void {
    const [key, before] = [keyOf(conflict), this.choices.get(keyOf(conflict))];
    this.choices = new Map(this.choices).set(key, chosen);
    this.#review.take(conflict[chosen], () => this.#setBack(key, before));
  }

  /** Another file. */
  reset(): void {
    this.task.forget();
    this.comparison = this.#loaded = null;
    this.choices = new Map();
    this.notice = '';
    this.problems = [];
  }

  #setBack(key: string, before: Chosen | undefined): void {
    const choices = new Map(this.choices);
    if (before) choices.set(key, before);
    else choices.delete(key);
    this.choices = choices;
  }

  /** Gives the number of titles in conflict. */
  #take(corrections: readonly Correction[], name: string): number {
    const here = this.#here();
    const first = this.#loaded?.corrections === this.#review.corrections ? this.#loaded.name : HERE;
    const { merged, conflicts, agreement } = mergeCorrections(here, corrections);
    this.#review.add(merged);
    this.#loaded = { name: here.length === 0 ? name : HERE, corrections: this.#review.corrections };
    if (agreement.at(-1)!.titles > 0) {
      this.comparison = { first, second: name, agreement, conflicts };
      this.choices = new Map();
    }
    return conflicts.length;
  }

  #here(): Correction[] {
    return Array.from(this.#review.corrections.values(), (each: StoredCorrection) => ({
      ...each,
      coder: '',
    }));
  }
}

/** The title of a conflict, as corrections are compared. */
export function keyOf({ first }: Conflict): string {
  return titleKey(first.title);
}
