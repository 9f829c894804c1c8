/** @file The candidates of each query: the first rows of another contender's ranking, caught while it ranks. */
import type {
  Answer,
  Contender,
  EvaluationTask,
  RunOptions,
  TaskQuery,
} from '../../core/evaluation/types.ts';
import { selectTop } from '../../core/search/ranking.ts';

/** Queries with the corpus that they are asked of. */
export interface AskedQueries {
  readonly corpus: EvaluationTask['corpus'];
  readonly queries: readonly TaskQuery[];
}

function bestRows(answer: Answer, count: number, unjudged: ReadonlySet<number>): number[] {
  const rows = answer.kind === 'scores' ? [...selectTop(answer.scores, count + unjudged.size)] : answer.rows;
  return rows.filter((row) => !unjudged.has(row)).slice(0, count);
}

export class Candidates {
  readonly #count: number;
  readonly #asked: AskedQueries;
  readonly #rows = new Map<string, readonly number[]>();

  /** @param count of each query, fewer where the corpus has fewer */
  constructor(count: number, asked: AskedQueries) {
    this.#count = count;
    this.#asked = asked;
  }

  get complete(): boolean {
    return this.#rows.size === this.#asked.queries.length;
  }

  /** Rows of the corpus, the best first, without those that are not judged. @throws Error before the contender has ranked the query */
  of(query: string): readonly number[] {
    const rows = this.#rows.get(query);
    if (!rows) throw new Error(`The query ${query} has no candidates yet.`);
    return rows;
  }

  /** Queries that have a relevant row among their candidates: what the model can put first at best. */
  get answerable(): number {
    return this.#asked.queries.filter(({ id, relevant }) => {
      const rows = new Set(this.of(id));
      return relevant.some(({ row }) => rows.has(row));
    }).length;
  }

  /** The contender, whose best rows are kept as it ranks. */
  listenTo(contender: Contender): Contender {
    const keep = (query: string, answer: Answer) => this.#keep(query, answer);
    return {
      identity: contender.identity,
      prepare: (corpus, options) => contender.prepare(corpus, options),
      async *rank(queries, options) {
        let at = 0;
        for await (const answer of contender.rank(queries, options)) {
          const query = queries[at++];
          if (query) keep(query.id, answer);
          yield answer;
        }
      },
    };
  }

  /** Lets a contender rank all queries. @throws the signal's reason */
  async collect(contender: Contender, step: (name: 'corpus' | 'queries') => RunOptions): Promise<void> {
    const { corpus, queries } = this.#asked;
    await contender.prepare(
      corpus.map(({ text }) => text),
      step('corpus'),
    );
    const answers = this.listenTo(contender).rank(queries, step('queries'))[Symbol.asyncIterator]();
    let done = 0;
    while ((await answers.next()).done !== true) done++;
    if (done < queries.length)
      throw new Error(`${contender.identity.label} ranked ${done} of ${queries.length} queries.`);
  }

  #keep(id: string, answer: Answer): void {
    const query = this.#queryById.get(id);
    if (query) this.#rows.set(id, bestRows(answer, this.#count, new Set(query.unjudged)));
  }

  #byId: ReadonlyMap<string, TaskQuery> | null = null;
  get #queryById(): ReadonlyMap<string, TaskQuery> {
    return (this.#byId ??= new Map(this.#asked.queries.map((query) => [query.id, query])));
  }
}
