/** @file The user's answers to titles, by the title's key, and the steps by which they can be taken back. */
import type { Change, StoredCorrection } from '../../store/coding-records.ts';
import { isSame, latestOf } from './kept-corrections.ts';

/** One step back. */
export interface Step {
  /** The row to go to; null where the step was of several titles, or from elsewhere. */
  readonly id: number | null;
  /** What stood before, by the title's key. */
  readonly before: ReadonlyMap<string, StoredCorrection | undefined>;
  /** Takes back what else the step did. */
  readonly undone?: () => void;
}

export class GivenAnswers {
  /** By the title's key: they hold for all titles that count as equal. */
  all = $state.raw<ReadonlyMap<string, StoredCorrection>>(new Map());
  #steps = $state.raw<readonly Step[]>([]);
  readonly #save: (changes: readonly Change<StoredCorrection>[]) => void;

  /** @param save keeps the answers */
  constructor(save: (changes: readonly Change<StoredCorrection>[]) => void) {
    this.#save = save;
  }

  get canUndo(): boolean {
    return this.#steps.length > 0;
  }

  /** Gives titles their answers, as one step. @param given by the title's key */
  give(given: ReadonlyMap<string, StoredCorrection>, { id, undone }: Pick<Step, 'id' | 'undone'>): void {
    const before = new Map(Array.from(given.keys(), (key) => [key, this.all.get(key)] as const));
    this.#steps = [...this.#steps, { id, before, ...(undone ? { undone } : {}) }];
    this.#put(given);
  }

  /** Takes the last step back; null where there is none. */
  undo(): Step | null {
    const last = this.#steps.at(-1);
    if (!last) return null;
    this.#steps = this.#steps.slice(0, -1);
    this.#put(last.before);
    last.undone?.();
    return last;
  }

  /** Answers of the file from before: they are kept already. */
  load(corrections: readonly StoredCorrection[]): void {
    this.all = latestOf(corrections);
    this.#steps = [];
  }

  /** Answers from a file, over those that are here, however old they are. */
  add(corrections: readonly StoredCorrection[]): void {
    this.#put(latestOf(corrections));
    this.#steps = [];
  }

  /** All answers as they are kept, of other tabs too. What another tab decided otherwise meanwhile is not undone here. */
  sync(corrections: readonly StoredCorrection[]): void {
    const [here, kept] = [this.all, latestOf(corrections)];
    const others = new Set(
      [...new Set([...here.keys(), ...kept.keys()])].filter((key) => !isSame(here.get(key), kept.get(key))),
    );
    if (others.size === 0) return;
    this.all = kept;
    this.#steps = this.#steps.filter(({ before }) => ![...before.keys()].some((key) => others.has(key)));
  }

  /** Undefined takes an answer away. */
  #put(changes: ReadonlyMap<string, StoredCorrection | undefined>): void {
    const here = this.all;
    const all = new Map(here);
    for (const [key, correction] of changes) {
      if (correction) all.set(key, correction);
      else all.delete(key);
    }
    this.all = all;
    this.#save(
      Array.from(changes, ([key, after]) => ({ before: here.get(key) ?? null, after: after ?? null })),
    );
  }
}
