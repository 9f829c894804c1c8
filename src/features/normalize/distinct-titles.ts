/** @file The distinct titles of a file, with their descriptions where it has some: each is worked on once, however many rows hold it. */
import { inputKey, titleOf, type TitleInput } from '../../core/coding/description.ts';

/** What a row says beside its title. */
export interface RowExtras {
  /** The known code as the file has it; "" for none. */
  readonly known?: string;
  /** How much the row counts, 0 or more; 1 if absent. */
  readonly weight?: number;
}

/** Rows of one title with one known code. */
export interface KnownCount {
  readonly rows: number;
  readonly weight: number;
}

/** Which of the inputs of one title this is: it stands in the file with other descriptions too. */
export interface DescriptionPlace {
  /** From 1, in the order of the file; 0 for the title without a description. */
  readonly place: number;
  /** Descriptions of the title. */
  readonly of: number;
}

const NONE_KNOWN: ReadonlyMap<string, KnownCount> = new Map();

export class DistinctTitles {
  /** As they stand in the file; a title stands here once for each of its descriptions. */
  readonly titles: string[] = [];
  /** Rows of each title, parallel to `titles`. */
  readonly counts: number[] = [];
  /** What the rows of each title count together; the same as `counts` without a column of weights. */
  readonly weights: number[] = [];
  /** All rows that were added. */
  rows = 0;
  /** Rows with a known code. */
  knownRows = 0;
  readonly #ids = new Map<string, number>();
  /** What is read of descriptions, by id: in memory alone, until they are encoded. */
  readonly #descriptions = new Map<number, string>();
  /** Ids by title, of the titles that stand here several times; made when it is first asked for. */
  #repeated: ReadonlyMap<string, readonly number[]> | null = null;
  /** By title, then by known code; few codes a title, so that no row has to be held. */
  readonly #known = new Map<number, Map<string, KnownCount>>();

  add(input: TitleInput, { known = '', weight = 1 }: RowExtras = {}): void {
    this.rows++;
    const id = this.#idFor(input);
    this.counts[id]!++;
    this.weights[id]! += weight;
    const code = known.trim();
    if (code !== '') this.#addKnown(id, code, weight);
  }

  /** Place among the distinct ones. @param key of a title with its description (`inputKey`, `codedKey`); the title where it has none */
  idOf(key: string): number | undefined {
    return this.#ids.get(key);
  }

  /** What is to be coded. */
  inputAt(id: number): TitleInput {
    const title = this.titles[id]!;
    const description = this.#descriptions.get(id);
    return description === undefined ? title : { title, description };
  }

  /** What is read of the description of a title; "" for none. */
  descriptionAt(id: number): string {
    return this.#descriptions.get(id) ?? '';
  }

  /** Which description of its title an input has; null where the title stands here once. */
  descriptionPlace(id: number): DescriptionPlace | null {
    if (this.#descriptions.size === 0) return null;
    this.#repeated ??= repeatedTitles(this.titles);
    const described = this.#repeated.get(this.titles[id]!)?.filter((each) => this.#descriptions.has(each));
    return described ? { place: described.indexOf(id) + 1, of: described.length } : null;
  }

  /** What a title is known by together with its description. */
  keyAt(id: number): string {
    return inputKey(this.inputAt(id));
  }

  /** The known codes of a title, with the rows of each. */
  knownOf(id: number): ReadonlyMap<string, KnownCount> {
    return this.#known.get(id) ?? NONE_KNOWN;
  }

  /** Ids of all titles, those of the most rows first: they settle the most. */
  byRows(): number[] {
    return this.titles.map((_, id) => id).sort((a, b) => this.counts[b]! - this.counts[a]! || a - b);
  }

  /** Whether these are the same titles under the same ids, whatever the rows count. */
  hasTitlesOf(other: DistinctTitles): boolean {
    return (
      this.titles.length === other.titles.length &&
      this.titles.every(
        (title, id) =>
          title === other.titles[id] && this.#descriptions.get(id) === other.#descriptions.get(id),
      )
    );
  }

  #idFor(input: TitleInput): number {
    const key = inputKey(input);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    this.#repeated = null;
    const id = this.titles.push(titleOf(input)) - 1;
    this.#ids.set(key, id);
    if (typeof input !== 'string') this.#descriptions.set(id, input.description);
    this.counts.push(0);
    this.weights.push(0);
    return id;
  }

  #addKnown(id: number, code: string, weight: number): void {
    this.knownRows++;
    const codes = this.#known.get(id) ?? new Map<string, KnownCount>();
    this.#known.set(id, codes);
    const before = codes.get(code);
    codes.set(code, { rows: (before?.rows ?? 0) + 1, weight: (before?.weight ?? 0) + weight });
  }
}

/** Ids of the titles that stand there several times. */
function repeatedTitles(titles: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const ids = new Map<string, number[]>();
  titles.forEach((title, id) => {
    const before = ids.get(title);
    if (before) before.push(id);
    else ids.set(title, [id]);
  });
  return new Map([...ids].filter(([, same]) => same.length > 1));
}
