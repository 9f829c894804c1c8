/**
 * @file The values of a column by which rows are filtered: `filter-<n>.values`, one JSON text a line in the order of first use, and
 * `filter-<n>.codes`, the number of each row's value (unsigned 32-bit, little-endian). Both are held in memory when they are used.
 */
import { RowMask } from '../row-mask.ts';
import type { CorpusFolder } from './byte-file.ts';

const CODE_BYTES = 4;

export class FilterColumn {
  /** Distinct values, by number. */
  readonly values: readonly string[];
  /** Number of the value of each row. */
  readonly codes: Uint32Array<ArrayBuffer>;

  constructor(values: readonly string[], codes: Uint32Array<ArrayBuffer>) {
    this.values = values;
    this.codes = codes;
  }

  /** Rows with one of these values, letter by letter. */
  mask(wanted: readonly string[]): RowMask {
    const wantedTexts = new Set(wanted);
    const takes = Uint8Array.from(this.values, (value) => (wantedTexts.has(value) ? 1 : 0));
    return RowMask.where(this.codes.length, (row) => takes[this.codes[row]!] === 1);
  }

  /** Rows of each value, parallel to `values`. */
  counts(): Uint32Array<ArrayBuffer> {
    const counts = new Uint32Array(this.values.length);
    for (const code of this.codes) counts[code]!++;
    return counts;
  }
}

/** Writes the values of a column as rows come, and reads them. */
export class FilterStore {
  readonly #folder: CorpusFolder;
  readonly #name: string;
  /** Numbers of the values in the first `bytes` of the file. */
  #known: { readonly numbers: Map<string, number>; readonly bytes: number } | null = null;

  /** @param place of the column among those that are kept */
  constructor(folder: CorpusFolder, place: number) {
    this.#folder = folder;
    this.#name = `filter-${place}`;
  }

  /**
   * Writes the values of more rows.
   * @param at rows and bytes of values that count
   * @returns bytes of values that count then
   */
  async append(
    values: readonly string[],
    at: { readonly rows: number; readonly bytes: number },
  ): Promise<number> {
    // What an append that failed, or was not committed, has added does not count.
    const known =
      this.#known?.bytes === at.bytes ? this.#known.numbers : numbered(await this.#values(at.bytes));
    this.#known = null;
    const fresh: string[] = [];
    const codes = new DataView(new ArrayBuffer(values.length * CODE_BYTES));
    values.forEach((value, index) => {
      const code = known.get(value) ?? known.size;
      if (code === known.size) {
        known.set(value, code);
        fresh.push(`${JSON.stringify(value)}\n`);
      }
      codes.setUint32(index * CODE_BYTES, code, true);
    });
    const bytes = new TextEncoder().encode(fresh.join(''));
    if (bytes.length > 0) await this.#folder.file(`${this.#name}.values`).write(at.bytes, bytes);
    await this.#folder.file(`${this.#name}.codes`).write(at.rows * CODE_BYTES, new Uint8Array(codes.buffer));
    this.#known = { numbers: known, bytes: at.bytes + bytes.length };
    return at.bytes + bytes.length;
  }

  async read(at: { readonly rows: number; readonly bytes: number }): Promise<FilterColumn> {
    const bytes = await this.#folder.file(`${this.#name}.codes`).read(0, at.rows * CODE_BYTES);
    const view = new DataView(bytes.buffer);
    const codes = Uint32Array.from({ length: at.rows }, (_, row) => view.getUint32(row * CODE_BYTES, true));
    return new FilterColumn(await this.#values(at.bytes), codes);
  }

  async #values(length: number): Promise<string[]> {
    if (length === 0) return [];
    const bytes = await this.#folder.file(`${this.#name}.values`).read(0, length);
    const lines = new TextDecoder().decode(bytes).split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as string);
  }
}

function numbered(values: readonly string[]): Map<string, number> {
  return new Map(values.map((value, code) => [value, code]));
}
