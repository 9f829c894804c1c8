/**
 * @file Texts of rows in two files: `texts.jsonl`, one JSON array of cells a line, and `texts.offsets`, where the line of each row
 * ends (unsigned 64-bit, little-endian). A row is read without those before it.
 */
import type { CorpusFolder } from './byte-file.ts';

const OFFSET_BYTES = 8;

export class TextStore {
  readonly #folder: CorpusFolder;

  constructor(folder: CorpusFolder) {
    this.#folder = folder;
  }

  /**
   * Writes rows behind those that count.
   * @param at rows and bytes of texts that count
   * @returns bytes of texts that count then
   */
  async append(
    cells: readonly (readonly string[])[],
    at: { readonly rows: number; readonly bytes: number },
  ): Promise<number> {
    const encoder = new TextEncoder();
    const lines = cells.map((row) => encoder.encode(`${JSON.stringify(row)}\n`));
    const offsets = new DataView(new ArrayBuffer(lines.length * OFFSET_BYTES));
    const length = lines.reduce((sum, line) => sum + line.length, 0);
    const text = new Uint8Array(length);
    let end = 0;
    lines.forEach((line, index) => {
      text.set(line, end);
      end += line.length;
      offsets.setBigUint64(index * OFFSET_BYTES, BigInt(at.bytes + end), true);
    });
    await this.#folder.file('texts.jsonl').write(at.bytes, text);
    await this.#folder.file('texts.offsets').write(at.rows * OFFSET_BYTES, new Uint8Array(offsets.buffer));
    return at.bytes + length;
  }

  /** Cells of rows `first` up to, not including, `end`, in one read. */
  async range(first: number, end: number): Promise<string[][]> {
    if (end <= first) return [];
    const ends = await this.#ends(first, end);
    const start = ends[0]!;
    const bytes = await this.#folder.file('texts.jsonl').read(start, ends.at(-1)! - start);
    const decoder = new TextDecoder();
    return ends
      .slice(1)
      .map((rowEnd, index) =>
        parseCells(decoder.decode(bytes.subarray(ends[index]! - start, rowEnd - start))),
      );
  }

  /** Cells of rows by number. */
  async rows(numbers: readonly number[]): Promise<string[][]> {
    const rows: string[][] = [];
    for (const row of numbers) rows.push(...(await this.range(row, row + 1)));
    return rows;
  }

  /** Where the row before the first one ends, then where each row ends. */
  async #ends(first: number, end: number): Promise<number[]> {
    const from = Math.max(0, first - 1);
    const bytes = await this.#folder
      .file('texts.offsets')
      .read(from * OFFSET_BYTES, (end - from) * OFFSET_BYTES);
    const view = new DataView(bytes.buffer);
    const ends = Array.from({ length: end - from }, (_, index) =>
      Number(view.getBigUint64(index * OFFSET_BYTES, true)),
    );
    return first === 0 ? [0, ...ends] : ends;
  }
}

function parseCells(line: string): string[] {
  return JSON.parse(line) as string[];
}
