/** @file Titles that are nearly the same, in groups: found once, at any threshold, coded alike, and named in the export. */
import {
  blockOf,
  cleanTitlesOf,
  comparedTitles,
  type CleanTitles,
} from '../../core/coding/near-duplicates/clean-titles.ts';
import {
  DEFAULT_THRESHOLD,
  leadersByPlace,
  THRESHOLDS,
  titleGroups,
  type TitleGroup,
} from '../../core/coding/near-duplicates/title-groups.ts';
import type { TitleGroupFacts } from '../../core/coding/output/run-record.ts';
import type { RightAnswer } from '../../core/coding/trust/corrections.ts';
import { answerAt, NO_CODE_REASONS, type CodedTitle } from '../../core/coding/types.ts';
import { LatestTask } from '../../ui/latest-task.svelte.ts';
import { NO_FILTER } from './arrange.ts';
import type { CodingRun } from './coding-run.svelte.ts';
import type { DistinctTitles } from './distinct-titles.ts';
import type { ComparingProgress, TitleComparer } from './near-duplicates-comparer.ts';
import type { Review } from './review.svelte.ts';

export interface NearDuplicatesSource {
  readonly distinct: () => DistinctTitles | null;
  /** What the coder found, as it found it: groups do not change with corrections. */
  readonly at: (id: number) => CodedTitle | null;
  /** How many titles are coded, and where they were encoded. */
  readonly run: Pick<CodingRun, 'done' | 'device'>;
  readonly comparer: Pick<TitleComparer, 'leaders' | 'forget'>;
  readonly review: Review;
}

/** What was found, of the titles that were coded then. */
interface Found {
  readonly clean: CleanTitles;
  /** Ids of the distinct titles by the place of their clean title. */
  readonly ids: readonly (readonly number[])[];
  /** Places of leaders, for each of THRESHOLDS. */
  readonly leaders: readonly Int32Array[];
  /** How many titles were coded. */
  readonly coded: number;
}

export class NearDuplicates {
  threshold = $state(DEFAULT_THRESHOLD);
  /** Whether the export names the group of each title. */
  exported = $state(false);
  progress = $state.raw<ComparingProgress | null>(null);
  readonly task = new LatestTask();
  #found = $state.raw<Found | null>(null);
  readonly #source: NearDuplicatesSource;
  readonly #leaders: Int32Array | null = $derived.by(
    () => this.#found?.leaders[stepOf(this.threshold)] ?? null,
  );
  /** Of two clean titles or more, those of most rows first; null before they were looked for. */
  readonly groups: readonly TitleGroup[] | null = $derived.by(() =>
    this.#found && this.#leaders ? titleGroups(this.#found.clean.titles, this.#leaders) : null,
  );
  /** Clean titles in groups. */
  readonly titles = $derived.by(() =>
    (this.groups ?? []).reduce((sum, { members }) => sum + members.length, 0),
  );
  /** Titles that were coded since, and are in no group yet. */
  readonly since = $derived.by(() => (this.#found ? this.#source.run.done - this.#found.coded : 0));

  constructor(source: NearDuplicatesSource) {
    this.#source = source;
  }

  /** For the run record; null where the export says nothing of groups. */
  get facts(): TitleGroupFacts | null {
    const { groups, threshold, titles, exported } = this;
    return groups && exported ? { threshold, groups: groups.length, titles } : null;
  }

  /** Compares what is coded, for all thresholds at once. */
  async find(): Promise<void> {
    const { distinct, at, comparer, run } = this.#source;
    const all = distinct();
    if (!all) return;
    const coded = all.titles.flatMap((_, id) => {
      const title = at(id);
      if (!title) return [];
      return [{ id, clean: title.clean, block: blockOf(title), rows: all.counts[id]! }];
    });
    await this.task.run(
      async (signal) => {
        const clean = cleanTitlesOf(coded);
        const compared = comparedTitles(clean.titles);
        const texts = compared.places.map((place) => clean.titles[place]!.title);
        const found = await comparer.leaders(
          { texts, sizes: compared.sizes, thresholds: THRESHOLDS },
          {
            ...{ signal, device: run.device },
            onProgress: (progress) => {
              if (!signal.aborted) this.progress = progress;
            },
          },
        );
        const leaders = found.map((each) => leadersByPlace(clean.titles.length, compared, each));
        const ids: number[][] = clean.titles.map(() => []);
        for (const { id, clean: title } of coded) {
          const place = clean.placeOf(title);
          if (place !== undefined) ids[place]!.push(id);
        }
        return { clean, ids, leaders, coded: coded.length };
      },
      (found) => (this.#found = found),
    );
    if (!this.task.busy) this.progress = null;
  }

  /** Gives up what is under way. */
  cancel(): void {
    this.task.forget();
    this.progress = null;
  }

  /** A clean title with its rows. */
  title(place: number): { readonly title: string; readonly rows: number } {
    return this.#found!.clean.titles[place]!;
  }

  /** What an export says of a title: the clean title that leads its group, its own where it is in none; '' where it has none. */
  groupOf(id: number): string {
    const coded = this.#source.at(id);
    if (!coded) return '';
    const place = this.#found?.clean.placeOf(coded.clean);
    return place === undefined ? coded.clean : this.title(this.#leaders![place]!).title;
  }

  /** The answer of the group's leader as it stands: a code, or why the user gave it none. Null where there is none that may be shown. */
  answer({ leader }: TitleGroup): RightAnswer | null {
    const review = this.#source.review;
    const id = this.#mostRows(leader);
    if (id === null || review.hides(id)) return null;
    const { coded } = review.row(id);
    if (!coded) return null;
    const { jobs, reason, reasonSource } = coded;
    if (jobs.length === 0) {
      const given = NO_CODE_REASONS.find((each) => each === reason);
      return reasonSource && given ? { code: '', reason: given } : null;
    }
    const step = jobs.length === 1 ? answerAt(jobs[0]!, review.threshold).step : null;
    return step && { code: step.code };
  }

  /** Gives all titles of a group the answer of its leader, as corrections; Undo of the review takes it back as one step. */
  codeAlike(group: TitleGroup): void {
    const answer = this.answer(group);
    if (!answer) return;
    const review = this.#source.review;
    const { filter } = review;
    this.show(group);
    review.correctShown(answer);
    review.arrange({ filter });
  }

  /** Shows the titles of a group in the table. */
  show(group: TitleGroup): void {
    const name = `nearly the same as “${this.title(group.leader).title}”`;
    const titles = { name, ids: this.#idsOf(group) };
    this.#source.review.arrange({ filter: { ...NO_FILTER, titles } });
  }

  /** Other titles, or other results. */
  reset(): void {
    this.cancel();
    this.#source.comparer.forget();
    this.#found = null;
    this.exported = false;
  }

  #idsOf({ members }: TitleGroup): ReadonlySet<number> {
    return new Set(members.flatMap((place) => this.#found!.ids[place]!));
  }

  /** Of the titles that have a clean title, the one of most rows. */
  #mostRows(place: number): number | null {
    const counts = this.#source.distinct()?.counts ?? [];
    const ids = this.#found?.ids[place] ?? [];
    if (ids.length === 0) return null;
    return ids.reduce((most, id) => (counts[id]! > counts[most]! ? id : most));
  }
}

/** Place among THRESHOLDS; the nearest one. */
function stepOf(threshold: number): number {
  const step = Math.round(100 * (threshold - THRESHOLDS[0]!));
  return Math.min(Math.max(0, step), THRESHOLDS.length - 1);
}
