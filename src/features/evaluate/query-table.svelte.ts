/** @file All queries with the figure of two contenders: who wins which, in any order, and both ranked lists of one. */
import type { Figure } from '../../core/evaluation/types.ts';
import { LatestTask } from '../../ui/latest-task.svelte.ts';
import type { QueryLists, QueryRow } from '../../workers/evaluation/result-views.ts';
import type { EvaluationWorker } from './evaluation-worker.ts';

export type QueryFilter = 'all' | 'wins' | 'losses' | 'equal';
export type QuerySort = 'text' | 'first' | 'second' | 'difference';

/** Values this near are equal: figures are quotients of small numbers. */
const EQUAL = 1e-9;

/** First less second; null where one of them has no figure. */
export function differenceOf({ first, second }: QueryRow): number | null {
  if (first === null || second === null) return null;
  return Math.abs(first - second) < EQUAL ? 0 : first - second;
}

/** Of the first contender; null where there is nothing to compare. */
export function outcomeOf(row: QueryRow): Exclude<QueryFilter, 'all'> | null {
  const difference = differenceOf(row);
  if (difference === null) return null;
  if (difference === 0) return 'equal';
  return difference > 0 ? 'wins' : 'losses';
}

/** Places in `rows` that are shown, in their order; what has no value stands last, whichever way is up. */
export function arrangeQueries(
  rows: readonly QueryRow[],
  filter: QueryFilter,
  { by, descending }: { readonly by: QuerySort; readonly descending: boolean },
): number[] {
  const valueOf = (row: QueryRow) =>
    by === 'difference' ? differenceOf(row) : row[by as 'first' | 'second'];
  const order = (a: QueryRow, b: QueryRow): number => {
    const sign = descending ? -1 : 1;
    if (by === 'text') return sign * a.text.localeCompare(b.text);
    const [x, y] = [valueOf(a), valueOf(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return sign * (x - y);
  };
  return [...rows.keys()]
    .filter((at) => filter === 'all' || outcomeOf(rows[at]!) === filter)
    .sort((a, b) => order(rows[a]!, rows[b]!) || a - b);
}

export class QueryTable {
  rows = $state.raw<readonly QueryRow[]>([]);
  first = $state('');
  second = $state('');
  filter = $state<QueryFilter>('all');
  sort = $state.raw<{ readonly by: QuerySort; readonly descending: boolean }>({
    by: 'difference',
    descending: true,
  });
  /** Place of the row that is open. */
  opened = $state<number | null>(null);
  /** Of that row; null until they are here. */
  lists = $state.raw<QueryLists | null>(null);
  readonly order: readonly number[] = $derived(arrangeQueries(this.rows, this.filter, this.sort));
  readonly counts = $derived.by(() => {
    const counts = { wins: 0, losses: 0, equal: 0 };
    for (const row of this.rows) {
      const outcome = outcomeOf(row);
      if (outcome) counts[outcome]++;
    }
    return counts;
  });
  readonly task = new LatestTask();
  readonly listTask = new LatestTask();
  readonly #worker: EvaluationWorker;

  constructor(worker: EvaluationWorker) {
    this.#worker = worker;
  }

  /**
   * Reads the queries of two contenders.
   * @param ids of the contenders that there are; those that were chosen before stay where they are among them
   */
  async load(ids: readonly string[], figure: Figure): Promise<void> {
    this.#choose(ids);
    this.close();
    const { first, second } = this;
    if (second === '') {
      this.rows = [];
      return;
    }
    await this.task.run(
      (signal) => this.#worker.remote.call('queries', { first, second, figure }, { signal }),
      (rows) => (this.rows = rows),
    );
  }

  sortBy(by: QuerySort): void {
    this.sort = { by, descending: this.sort.by === by ? !this.sort.descending : by !== 'text' };
  }

  /** Opens a row to both ranked lists, or closes it. */
  async toggle(place: number): Promise<void> {
    if (this.opened === place) {
      this.close();
      return;
    }
    this.opened = place;
    this.lists = null;
    const contenders = [this.first, this.second];
    await this.listTask.run(
      (signal) => this.#worker.remote.call('lists', { place, contenders }, { signal }),
      (lists) => (this.lists = lists),
    );
  }

  close(): void {
    this.listTask.forget();
    this.opened = null;
    this.lists = null;
  }

  forget(): void {
    this.task.forget();
    this.close();
    this.rows = [];
  }

  /** The job-title model beside the general one, else the first two. */
  #choose(ids: readonly string[]): void {
    if (!ids.includes(this.first)) this.first = ids.includes('tuned') ? 'tuned' : (ids[0] ?? '');
    if (ids.includes(this.second) && this.second !== this.first) return;
    const others = ids.filter((id) => id !== this.first);
    this.second = others.includes('base') ? 'base' : (others[0] ?? '');
  }
}
