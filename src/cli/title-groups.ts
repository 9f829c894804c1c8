/** @file Groups of nearly equal titles: vectors are kept while titles are coded, and compared when all of them are. */
import { blockOf, cleanTitlesOf, comparedTitles } from '../core/coding/near-duplicates/clean-titles.ts';
import { findLeaders } from '../core/coding/near-duplicates/leaders.ts';
import { leadersByPlace, titleGroups } from '../core/coding/near-duplicates/title-groups.ts';
import { directionRow, TitleVectors } from '../core/coding/near-duplicates/title-vectors.ts';
import { codedKey } from '../core/coding/description.ts';
import type { TitleGroupFacts } from '../core/coding/output/run-record.ts';
import type { CodedTitle } from '../core/coding/types.ts';
import type { Kernels } from '../core/search/kernel/scanner.ts';
import { encodeTexts } from './encode-texts.ts';
import type { LoadedEncoder } from './environment.ts';
import { DIMENSION } from './node-encoder.ts';

export interface NamedGroups {
  /** The clean title that leads a title's group, by its key; '' where it has none. */
  readonly groupOf: (key: string) => string;
  readonly facts: TitleGroupFacts;
}

export interface GroupingOptions {
  /** Rows of a title, by its key. */
  readonly rowsOf: (key: string) => number;
  readonly encoder: LoadedEncoder;
  readonly kernels: Kernels | undefined;
  readonly signal: AbortSignal;
  /** Titles that were compared. */
  readonly onProgress: (done: number) => Promise<void>;
}

export class TitleGrouping {
  readonly #threshold: number;
  readonly #vectors = new TitleVectors(DIMENSION);
  readonly #titles: { readonly key: string; readonly clean: string; readonly block: string }[] = [];

  /** @param threshold least cosine of a title with its leader */
  constructor(threshold: number) {
    this.#threshold = threshold;
  }

  /** Takes a title as the coder left it. @param vectorOf of the texts that were encoded for it */
  take(coded: CodedTitle, vectorOf: (text: string) => Float32Array): void {
    const block = blockOf(coded);
    this.#titles.push({ key: codedKey(coded), clean: coded.clean, block });
    if (block !== '') this.#vectors.keep(coded.clean, vectorOf(coded.jobs[0]!.title));
  }

  /** @throws the signal's reason */
  async groups({ rowsOf, encoder, kernels, signal, onProgress }: GroupingOptions): Promise<NamedGroups> {
    const clean = cleanTitlesOf(this.#titles.map((title) => ({ ...title, rows: rowsOf(title.key) })));
    const { titles } = clean;
    const compared = comparedTitles(titles);
    const texts = compared.places.map((place) => titles[place]!.title);
    const [found] = await findLeaders(
      {
        rows: await this.#rowsOf(texts, encoder, signal),
        ...{ sizes: compared.sizes, dimension: DIMENSION, thresholds: [this.#threshold] },
      },
      {
        kernels,
        async onProgress(done) {
          signal.throwIfAborted();
          await onProgress(done);
        },
      },
    );
    const leaders = leadersByPlace(titles.length, compared, found!);
    const groups = titleGroups(titles, leaders);
    const places = new Map(this.#titles.map(({ key, clean: text }) => [key, clean.placeOf(text)]));
    return {
      groupOf(key) {
        const place = places.get(key);
        return place === undefined ? '' : titles[leaders[place]!]!.title;
      },
      facts: {
        threshold: this.#threshold,
        groups: groups.length,
        titles: groups.reduce((sum, { members }) => sum + members.length, 0),
      },
    };
  }

  /** A spelling that only a title without a job has was not encoded with the others. */
  async #rowsOf(texts: readonly string[], encoder: LoadedEncoder, signal: AbortSignal): Promise<Int8Array> {
    const rows = new Int8Array(texts.length * DIMENSION);
    for (const [place, text] of texts.entries()) {
      const row = this.#vectors.row(text) ?? directionRow(await encodeTexts(encoder, [text], signal));
      rows.set(row, place * DIMENSION);
    }
    return rows;
  }
}
