/** @file The user's own coding index, a file of titles and codes: it wins over the model for every file until it is removed. */
import { GivenCodes } from '../../core/coding/apply-index.ts';
import type { CodingIndexFacts } from '../../core/coding/output/run-record.ts';
import type { CodeTitles } from '../../core/coding/types.ts';
import { LatestTask } from '../../ui/latest-task.svelte.ts';
import { readCorrectionFile } from './correction-file.ts';
import type { NormalizePorts } from './ports.ts';
import { counted } from './sentences.ts';
import type { TitleLayers } from './title-layers.svelte.ts';

export interface OwnIndexSource {
  readonly layers: TitleLayers;
  readonly digest: NormalizePorts['digest'];
  /** The taxonomy; null where it is not at hand. */
  readonly taxonomy: () => CodeTitles | null;
  /** Other codes may stand than before. */
  readonly changed: () => void;
}

export class OwnIndex {
  /** In force, for the page and the run record; null for none. */
  facts = $state.raw<CodingIndexFacts | null>(null);
  /** What was read, in one sentence. */
  notice = $state('');
  /** Rows that could not be used, one sentence each. */
  problems = $state.raw<readonly string[]>([]);
  readonly task = new LatestTask();
  readonly #source: OwnIndexSource;

  constructor(source: OwnIndexSource) {
    this.#source = source;
  }

  /** Takes a file in place of the one before, which stays where this one cannot be read. */
  async load(file: File): Promise<void> {
    await this.task.run(
      async (signal) => {
        const { corrections, leftOut, problems } = await readCorrectionFile(file, {
          titles: this.#source.taxonomy(),
        });
        const codes = new GivenCodes(corrections);
        if (codes.size === 0)
          throw new Error(`${file.name} has no titles with codes that can be used.${leftOut}`);
        const sha256 = await this.#source.digest(file, { signal });
        return { codes, leftOut, problems, facts: { file: file.name, sha256, titles: codes.size } };
      },
      ({ codes, leftOut, problems, facts }) => {
        this.facts = facts;
        this.notice = `${counted(facts.titles, 'title')} read from ${facts.file}.${leftOut}`;
        this.problems = problems;
        this.#put(codes);
      },
    );
  }

  /** The model decides again. */
  remove(): void {
    this.task.forget();
    this.notice = this.facts ? `${this.facts.file} is removed.` : '';
    this.facts = null;
    this.problems = [];
    this.#put(null);
  }

  #put(codes: GivenCodes | null): void {
    this.#source.layers.index = codes;
    this.#source.changed();
  }
}
