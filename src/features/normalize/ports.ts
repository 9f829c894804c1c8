/** @file What the Normalize tab needs of others; `create-normalize-tools.ts` gives it the real ones, tests give it small ones. */
import type { CodedTitle } from '../../core/coding/types.ts';
import type { OpenTable, TableChoice, TableFile } from '../../core/tables/table-types.ts';
import type { CodingRecords } from '../../store/coding-records.ts';

export interface LoadProgress {
  readonly receivedBytes: number;
  readonly totalBytes: number;
}

/** Which files and devices made the results. */
export interface CodingFacts {
  readonly modelFile: string;
  readonly modelSha256: string;
  readonly coderSha256: string;
  readonly device: string;
  /** The confidence from which on the coder's answers were right often enough on the titles it was fitted on. */
  readonly threshold: number;
}

export interface Occupation {
  readonly code: string;
  readonly title: string;
}

interface Cancel {
  readonly signal?: AbortSignal;
}

/** The models and the coder, on as many workers as the machine serves. */
export interface CodingTools {
  /** Downloads what is missing and starts the workers; at once where they run. */
  start(onProgress: (progress: LoadProgress) => void, options?: Cancel): Promise<void>;
  /** Bytes that `start` would have to download. */
  missingBytes(): Promise<number>;
  /** The texts that need a vector to code `titles`. */
  prepare(titles: readonly string[], options?: Cancel): Promise<readonly string[]>;
  /** Unit vectors, texts.length x 384. */
  encode(texts: readonly string[], options?: Cancel): Promise<Float32Array>;
  /** One result a title, in order. @param vectors of `texts`, which `prepare` gave */
  code(
    input: {
      readonly titles: readonly string[];
      readonly texts: readonly string[];
      readonly vectors: Float32Array;
    },
    options?: Cancel,
  ): Promise<readonly CodedTitle[]>;
  /** Titles of all codes and groups, by code. */
  names(): Promise<readonly (readonly [code: string, title: string])[]>;
  /** Codes in full detail that a query names, best first. */
  findCodes(query: string, k: number, options?: Cancel): Promise<readonly Occupation[]>;
  /** Batches that are worth having under way at once. */
  readonly parallel: number;
  facts(): CodingFacts;
}

/** The results of one run, as they are kept. */
export interface KeptResults {
  /** What is there from before, in pieces. */
  results(): AsyncIterable<readonly CodedTitle[]>;
  /** Commits a batch: after it resolves a closed tab loses nothing of it. */
  append(coded: readonly CodedTitle[]): Promise<void>;
}

export interface NormalizePorts {
  openTable(file: TableFile, choice?: TableChoice): Promise<OpenTable>;
  readonly tools: CodingTools;
  /** @param keep false: nothing outlives the tab. The same records each time. */
  records(keep: boolean): CodingRecords;
  /** SHA-256 of a file, 64 hexadecimal digits. */
  digest(file: Blob, options: { readonly signal: AbortSignal }): Promise<string>;
  /** Address of the app, with a slash at its end. */
  readonly base: string;
  /** Of the app, for the run record. */
  readonly appVersion: string;
  /** Titles from the app's own synthetic data, as messy as real ones. */
  exampleTitles(): Promise<readonly string[]>;
}
