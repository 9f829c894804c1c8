/** @file The user's own coding index, a file of titles and codes: it wins over the model for every file until it is removed. */
import { GivenCodes } from '../../core/coding/apply-index.ts';
import { LatestTask } from '../map/latest-task.svelte.ts';
import { readCorrectionFile } from './correction-file.ts';
import type { NormalizePorts } from './ports.ts';
import { counted } from './sentences.ts';
import type { TitleLayers } from './title-layers.svelte.ts';

/** The index in force, for the page and the run record. */
export interface IndexFacts {
  readonly file: string;
  /** Of the file's bytes, 64 hexadecimal digits. */
  readonly sha256: string;
  /** Distinct titles in it. */
  readonly titles: number;
}

export interface OwnIndexSource {
  readonly layers: TitleLayers;
  readonly digest: NormalizePorts['digest'];
  /** Other codes may stand than before. */
  readonly changed: () => void;
}

export class OwnIndex {
  facts = $state.raw<IndexFacts | null>(null);
  /** What was read, in one sentence. */
  notice = $state('');
  readonly task = new LatestTask();
  readonly #source: OwnIndexSource;

  constructor(source: OwnIndexSource) {
    this.#source = source;
  }

  /** Takes a file in place of the one before, which stays where this one cannot be read. */
  async load(file: File): Promise<void> {
    await this.task.run(
      async (signal) => {
        const { corrections, leftOut } = await readCorrectionFile(file);
        const codes = new GivenCodes(corrections);
        if (codes.size === 0)
          throw new Error(`${file.name} has no titles with codes that can be read.${leftOut}`);
        const sha256 = await this.#source.digest(file, { signal });
        return { codes, leftOut, facts: { file: file.name, sha256, titles: codes.size } };
      },
      ({ codes, leftOut, facts }) => {
        this.facts = facts;
        this.notice = `${counted(facts.titles, 'title')} read from ${facts.file}.${leftOut}`;
        this.#put(codes);
      },
    );
  }

  /** The model decides again. */
  remove(): void {
    this.task.forget();
    this.notice = this.facts ? `${this.facts.file} is removed.` : '';
    this.facts = null;
    this.#put(null);
  }

  #put(codes: GivenCodes | null): void {
    this.#source.layers.index = codes;
    this.#source.changed();
  }
}
