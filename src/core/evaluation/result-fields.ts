/** @file Fields of a result file, which know where they stand, and the facts of a contender. */
import { FormatError } from '../formats/format-error.ts';

/** A value of parsed JSON with the way to it. */
export class Field {
  readonly value: unknown;
  readonly #file: string;
  readonly #path: string;

  /** @param path from the top of the file; '' for the whole */
  constructor(file: string, path: string, value: unknown) {
    this.#file = file;
    this.#path = path;
    this.value = value;
  }

  get isNull(): boolean {
    return this.value === null;
  }

  /** @param problem after the name of the field */
  wrong(problem: string): FormatError {
    const field = this.#path === '' ? 'the whole' : this.#path;
    return new FormatError('bad-value', `${this.#file} cannot be used: ${field} ${problem}.`);
  }

  #object(): Readonly<Record<string, unknown>> {
    if (typeof this.value !== 'object' || this.value === null || Array.isArray(this.value))
      throw this.wrong(this.value === undefined ? 'is missing' : 'is not an object');
    return this.value as Readonly<Record<string, unknown>>;
  }

  get(name: string): Field {
    const object = this.#object();
    const value = Object.hasOwn(object, name) ? object[name] : undefined;
    return new Field(this.#file, this.#path === '' ? name : `${this.#path}.${name}`, value);
  }

  entries(): (readonly [name: string, field: Field])[] {
    return Object.keys(this.#object()).map((name) => [name, this.get(name)]);
  }

  list(): Field[] {
    if (!Array.isArray(this.value))
      throw this.wrong(this.value === undefined ? 'is missing' : 'is not a list');
    return this.value.map((entry, at) => new Field(this.#file, `${this.#path}[${at}]`, entry));
  }

  text(): string {
    if (typeof this.value !== 'string' || this.value === '') throw this.wrong('is not a text');
    return this.value;
  }

  /** @param form what it should be */
  matches(pattern: RegExp, form: string): void {
    if (!pattern.test(this.text())) throw this.wrong(`is not ${form}`);
  }

  oneOf(values: readonly string[]): void {
    if (!values.includes(this.text())) throw this.wrong(`is not one of ${values.join(', ')}`);
  }

  number(least = -Infinity, most = Infinity): number {
    const { value } = this;
    if (typeof value !== 'number' || !Number.isFinite(value)) throw this.wrong('is not a number');
    if (value < least || value > most)
      throw this.wrong(
        most === Infinity ? `is ${value}, less than ${least}` : `is ${value}, not from ${least} to ${most}`,
      );
    return value;
  }

  /** A whole number within limits. */
  count(least: number, most = Number.MAX_SAFE_INTEGER): number {
    const value = this.number();
    if (!Number.isSafeInteger(value) || value < least || value > most)
      throw this.wrong(
        most === Number.MAX_SAFE_INTEGER
          ? `is not a whole number of ${least} or more`
          : `is not a whole number from ${least} to ${most}`,
      );
    return value;
  }
}

/** Times with a zone, as Date.toISOString gives them. */
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/u;

/** @throws FormatError `bad-value` */
export function checkFacts(facts: Field): void {
  for (const file of facts.get('files').list()) {
    file.get('file').text();
    file.get('sha256').matches(/^[0-9a-f]{64}$/u, 'a SHA-256 in 64 lower-case hexadecimal digits');
  }
  facts.get('device').text();
  facts.get('machine').text();
  facts.get('date').matches(DATE, 'a time like 2026-11-22T18:00:00Z');
  for (const [, setting] of facts.get('settings').entries())
    if (!['string', 'number', 'boolean'].includes(typeof setting.value))
      throw setting.wrong('is not a text, a number or a truth value');
  for (const [, count] of facts.get('counts').entries()) count.number(0);
}
