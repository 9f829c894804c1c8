/** @file A job title asked of one corpus, and the answer of each model side by side. Latest request wins. */
import type { CorpusModel } from '../../core/search/corpus/corpus-manifest.ts';
import { LatestTask } from '../../ui/latest-task.svelte.ts';
import type { CorpusSearchAnswer } from '../../workers/corpus/open-corpus.ts';
import type { Corpora } from './corpora.svelte.ts';

/** Rows shown of each model. */
export const SHOWN_HITS = 10;

export interface QuestionAnswer extends CorpusSearchAnswer {
  readonly title: string;
  /** Those that answered, in the order of the app. */
  readonly models: readonly CorpusModel[];
}

export class CorpusQuestion {
  title = $state('');
  answer = $state.raw<QuestionAnswer | null>(null);
  readonly task = new LatestTask();
  readonly #corpora: Corpora;
  readonly #id: string;

  constructor(corpora: Corpora, id: string) {
    this.#corpora = corpora;
    this.#id = id;
  }

  async ask(): Promise<void> {
    const title = this.title.trim();
    if (title === '') {
      this.task.forget();
      this.answer = null;
      return;
    }
    await this.task.run(
      async (signal) => {
        const found = await this.#corpora.ask(this.#id, title, SHOWN_HITS, signal);
        const models = this.#corpora.answering(this.#id).filter(({ id }) => found.hits[id]);
        return { ...found, title, models };
      },
      (answer) => (this.answer = answer),
    );
  }
}
