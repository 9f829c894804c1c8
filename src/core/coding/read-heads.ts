/**
 * @file heads.json and heads.onnx, checked: the shipped ones, and those that a user trained on their own levels and areas with
 * `scripts/train`. Any class names go, 2 to 50 levels and 2 to 200 areas.
 */
import { FormatError } from '../formats/format-error.ts';
import { messageOf } from '../message-of.ts';
import { HEADS_BATCH as ROWS, type HeadsDescription, type RunHeads } from './heads.ts';

/** Classes that can be learnt and shown. */
export const MOST_LEVELS = 50;
export const MOST_AREAS = 200;
const LEAST_CLASSES = 2;
/** Of the bag of words: more would make the network larger than the encoder. */
const MOST_BUCKETS = 65_536;

/** Which files a network was trained with and for. */
export interface HeadsFile {
  readonly description: HeadsDescription;
  /** SHA-256 of heads.onnx; '' where it is not said. */
  readonly sha256: string;
  /** SHA-256 of the encoder's model file, on whose vectors it was trained; '' where it is not said. */
  readonly encoderSha256: string;
}

export interface ReadHeadsOptions {
  /** How errors call the file. */
  readonly name: string;
  /** What to do about a wrong one, a sentence. */
  readonly remedy: string;
}

/** Reads heads.json field by field, and throws FormatError that names the first wrong one. */
class Reader {
  readonly #options: ReadHeadsOptions;

  constructor(options: ReadHeadsOptions) {
    this.#options = options;
  }

  wrong(field: string, problem: string): FormatError {
    const { name, remedy } = this.#options;
    return new FormatError('bad-value', `${name}: ${field} ${problem}. ${remedy}`);
  }

  object(value: unknown, field: string): Readonly<Record<string, unknown>> {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw this.wrong(field, 'is not an object');
    return value as Readonly<Record<string, unknown>>;
  }

  classes(value: unknown, field: string, most: number): readonly string[] {
    if (!Array.isArray(value)) throw this.wrong(field, 'is not a list of names');
    const names = value as readonly unknown[];
    if (names.length < LEAST_CLASSES || names.length > most)
      throw this.wrong(field, `has ${names.length} names, not ${LEAST_CLASSES} to ${most}`);
    names.forEach((name, at) => {
      if (typeof name !== 'string' || name.trim() === '')
        throw this.wrong(`${field}[${at}]`, 'is not a name');
      if (names.indexOf(name) < at) throw this.wrong(`${field}[${at}]`, `repeats the name "${name}"`);
    });
    return names as readonly string[];
  }

  buckets(value: unknown, field: string): number {
    if (!Number.isSafeInteger(value) || (value as number) < 1 || (value as number) > MOST_BUCKETS)
      throw this.wrong(field, `is not a whole number from 1 to ${MOST_BUCKETS}`);
    return value as number;
  }

  temperature(value: unknown, field: string): number {
    if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0)
      throw this.wrong(field, 'is not a number above 0');
    return value;
  }

  digest(value: unknown, field: string): string {
    if (value === undefined) return '';
    if (typeof value !== 'string' || !/^[0-9a-f]{64}$/u.test(value))
      throw this.wrong(field, 'is not a SHA-256 in 64 lower-case hexadecimal digits');
    return value;
  }
}

/** @throws FormatError naming the file and the field that is wrong */
export function readHeads(bytes: Uint8Array, options: ReadHeadsOptions): HeadsFile {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new FormatError(
      'not-this-format',
      `${options.name} is not JSON, or is damaged. ${options.remedy}`,
      { cause },
    );
  }
  const reader = new Reader(options);
  const file = reader.object(json, 'the file');
  const temperatures = reader.object(file['temperatures'], 'temperatures');
  const encoder = file['encoder'] === undefined ? {} : reader.object(file['encoder'], 'encoder');
  return {
    description: {
      levels: reader.classes(file['levels'], 'levels', MOST_LEVELS),
      areas: reader.classes(file['areas'], 'areas', MOST_AREAS),
      wordBuckets: reader.buckets(file['wordBuckets'], 'wordBuckets'),
      temperatures: {
        level: reader.temperature(temperatures['level'], 'temperatures.level'),
        area: reader.temperature(temperatures['area'], 'temperatures.area'),
      },
    },
    sha256: reader.digest(file['sha256'], 'sha256'),
    encoderSha256: reader.digest(encoder['sha256'], 'encoder.sha256'),
  };
}

/**
 * Runs the network once on vectors of the encoder's length, and looks whether it answers for every class.
 * @param name of the network's file
 * @param dimension of the encoder's vectors
 * @throws FormatError naming what does not fit
 */
export async function probeHeads(
  { description, run }: { readonly description: HeadsDescription; readonly run: RunHeads },
  { name, remedy, dimension = 384 }: ReadHeadsOptions & { readonly dimension?: number },
): Promise<void> {
  const { levels, areas, wordBuckets } = description;
  const vectors = new Float32Array(ROWS * dimension).fill(1 / Math.sqrt(dimension));
  const bags = new Float32Array(ROWS * wordBuckets).fill(1);
  const logits = await run(vectors, bags, ROWS).catch((cause: unknown) => {
    const what = `cannot be run on vectors of ${dimension} numbers and ${wordBuckets} word buckets`;
    throw new FormatError('bad-value', `${name} ${what} (${messageOf(cause)}). ${remedy}`, { cause });
  });
  for (const [output, names] of [
    ['level', levels],
    ['area', areas],
  ] as const) {
    const values = logits[output];
    if (values.length !== ROWS * names.length)
      throw new FormatError(
        'bad-value',
        `${name}: its output "${output}" has ${values.length / ROWS} numbers a title, but heads.json names ${names.length} classes. ${remedy}`,
      );
    if (!values.every((value) => Number.isFinite(value)))
      throw new FormatError('bad-value', `${name}: its output "${output}" is not a finite number. ${remedy}`);
  }
}
