/** @file A file of JSON objects, one a line, that is read once and then only appended to. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf } from '../../core/message-of.ts';

const NEW_LINE = 0x0a;

export interface LineLogOptions<Line> {
  /** @throws Error saying what is wrong with a line */
  readonly read: (value: unknown) => Line;
  /** The error of a line that cannot be read. */
  readonly refuse: (message: string) => Error;
}

export class LineLog<Line> {
  readonly file: string;
  readonly #lines: Line[];
  /** Bytes of a half-written last line, which a stop while writing leaves. */
  readonly halfWritten: number;
  readonly #whole: number;

  /** @throws what `refuse` makes, naming the line */
  constructor(file: string, options: LineLogOptions<Line>) {
    this.file = file;
    const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
    this.#whole = bytes.lastIndexOf(NEW_LINE) + 1;
    this.halfWritten = bytes.length - this.#whole;
    this.#lines = readLines(bytes.toString('utf8', 0, this.#whole), file, options);
  }

  get lines(): readonly Line[] {
    return this.#lines;
  }

  /** Makes the folder and removes a half-written last line. Call it once before the first `append`. */
  prepare(): void {
    mkdirSync(dirname(this.file), { recursive: true });
    if (this.halfWritten > 0) truncateSync(this.file, this.#whole);
  }

  append(line: Line): void {
    appendFileSync(this.file, `${JSON.stringify(line)}\n`);
    this.#lines.push(line);
  }
}

function readLines<Line>(text: string, file: string, { read, refuse }: LineLogOptions<Line>): Line[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [read(JSON.parse(line))];
    } catch (error) {
      throw refuse(`${file}, line ${index + 1}: no record of a request (${messageOf(error)}).`);
    }
  });
}
