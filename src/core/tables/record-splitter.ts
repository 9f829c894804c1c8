/** @file Cuts the text of a CSV into records at line ends outside quotes, without letting a broken quote swallow the file. */
import { FormatError } from '../formats/format-error.ts';

/** One record of a CSV, or one line, without its line end. */
export interface TextRecord {
  /** The first of the file is 1; blank ones count. */
  readonly row: number;
  readonly text: string;
  /** Whether quotes are ordinary characters here, because one was never closed. */
  readonly plain: boolean;
  /** Whether a quoted cell holds a quote that is not doubled. */
  readonly looseQuote: boolean;
}

/** Characters and lines after which a quote that is still open is taken for a mistake. */
export const LONGEST_QUOTED_RECORD = 65_536;
export const MOST_LINES_IN_RECORD = 2000;
/** Characters of a line. A longer one is no table, and must not fill the memory. */
export const LONGEST_LINE = 16_777_216;

const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Stands for "more text is needed to tell". */
const WAIT = -1;

/**
 * Takes text in any pieces and gives the same records whatever the pieces are. A quote opens a cell at the cell's beginning only,
 * and closes it before a delimiter or line end (white space between is allowed). Where it closes nothing, it is kept as text if
 * the cell closes on the line on which it began; otherwise the quote is broken: the record's first line is read as plain text,
 * and reading goes on after that line.
 */
export class RecordSplitter {
  readonly #name: string;
  readonly #delimiter: number;
  readonly #quotes: boolean;
  #text = '';
  /** Where the record begins, and the next character to look at. */
  #start = 0;
  #at = 0;
  #row = 1;
  #quoted = false;
  #plain = false;
  #looseQuote = false;
  /** Of the quoted cell: line ends in it, and whether it holds a quote that is not doubled. */
  #cellLines = 0;
  #cellLoose = false;

  /**
   * @param name of the file, for messages
   * @param delimiter one character; null where every line is a record and quotes mean nothing
   */
  constructor(name: string, delimiter: string | null) {
    this.#name = name;
    this.#delimiter = delimiter?.charCodeAt(0) ?? 0;
    this.#quotes = delimiter !== null;
  }

  /**
   * The records that end in the text so far.
   * @param last whether no text follows
   * @throws FormatError `unsupported` where a line has more than 16,777,216 characters
   */
  push(piece: string, last: boolean): TextRecord[] {
    this.#text = this.#text.slice(this.#start) + piece;
    this.#at -= this.#start;
    this.#start = 0;
    const records: TextRecord[] = [];
    for (let record = this.#next(last); record !== null; record = this.#next(last)) records.push(record);
    return records;
  }

  #next(last: boolean): TextRecord | null {
    while (this.#at < this.#text.length) {
      const character = this.#text.charCodeAt(this.#at);
      if (this.#quoted) {
        const next = this.#insideQuotes(character, last);
        if (next === WAIT) return null;
        this.#at = next;
        if (next - this.#start > LONGEST_QUOTED_RECORD) this.#giveUpIfOpen();
      } else if (character === LINE_FEED || character === CARRIAGE_RETURN) {
        const after = this.#afterLineEnd(this.#at, last);
        return after === WAIT ? null : this.#take(after);
      } else {
        if (character === QUOTE && this.#opensCell()) this.#openQuote();
        this.#at++;
      }
    }
    if (this.#at - this.#start > LONGEST_LINE) throw this.#tooLong();
    if (!last) return null;
    if (this.#quoted) {
      this.#giveUpQuote();
      return this.#next(last);
    }
    return this.#start < this.#text.length ? this.#take(this.#text.length) : null;
  }

  /** Where to go on from a character inside quotes. */
  #insideQuotes(character: number, last: boolean): number {
    if (character === QUOTE) return this.#atQuote(last);
    if (character !== LINE_FEED && character !== CARRIAGE_RETURN) return this.#at + 1;
    const after = this.#afterLineEnd(this.#at, last);
    if (after === WAIT) return WAIT;
    this.#cellLines++;
    if (!this.#cellLoose && this.#cellLines <= MOST_LINES_IN_RECORD) return after;
    this.#giveUpQuote();
    return this.#at;
  }

  #atQuote(last: boolean): number {
    const text = this.#text;
    if (text.charCodeAt(this.#at + 1) === QUOTE) return this.#at + 2;
    let after = this.#at + 1;
    while (after < text.length && this.#isSpace(after)) after++;
    if (after === text.length && !last) return WAIT;
    if (after === text.length || this.#endsCell(after)) {
      this.#quoted = false;
      return after;
    }
    if (this.#cellLines > 0) {
      this.#giveUpQuote();
      return this.#at;
    }
    this.#cellLoose = true;
    this.#looseQuote = true;
    return this.#at + 1;
  }

  #giveUpIfOpen(): void {
    if (this.#quoted) this.#giveUpQuote();
  }

  /** Reads the record again from its beginning, as plain text up to the end of its first line. */
  #giveUpQuote(): void {
    this.#quoted = false;
    this.#looseQuote = false;
    this.#plain = true;
    this.#at = this.#start;
  }

  #openQuote(): void {
    this.#quoted = true;
    this.#cellLines = 0;
    this.#cellLoose = false;
  }

  #opensCell(): boolean {
    if (!this.#quotes || this.#plain) return false;
    return this.#at === this.#start || this.#text.charCodeAt(this.#at - 1) === this.#delimiter;
  }

  #endsCell(index: number): boolean {
    const character = this.#text.charCodeAt(index);
    return character === this.#delimiter || character === LINE_FEED || character === CARRIAGE_RETURN;
  }

  #isSpace(index: number): boolean {
    return !this.#endsCell(index) && this.#text.charAt(index).trim() === '';
  }

  /** Index after the line end at `index`: LF, CR LF, or CR alone. */
  #afterLineEnd(index: number, last: boolean): number {
    if (this.#text.charCodeAt(index) === LINE_FEED) return index + 1;
    if (index + 1 === this.#text.length && !last) return WAIT;
    return this.#text.charCodeAt(index + 1) === LINE_FEED ? index + 2 : index + 1;
  }

  #take(after: number): TextRecord {
    if (this.#at - this.#start > LONGEST_LINE) throw this.#tooLong();
    const text = this.#text.slice(this.#start, this.#at);
    const record = { row: this.#row, text, plain: this.#plain, looseQuote: this.#looseQuote };
    this.#row++;
    this.#start = after;
    this.#at = after;
    this.#plain = false;
    this.#looseQuote = false;
    return record;
  }

  #tooLong(): FormatError {
    return new FormatError(
      'unsupported',
      `${this.#name}, row ${this.#row}: a line of more than ${LONGEST_LINE} characters. ` +
        'This is not a table of lines; save it as CSV with one row a line.',
    );
  }
}
