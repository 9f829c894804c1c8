/** @file What the Normalize tab needs of others; `create-normalize-tools.ts` gives it the real ones, tests give it small ones. */
import type { TitleInput } from '../../core/coding/description.ts';
import type { OwnHeadsBytes, OwnHeadsFacts } from '../../core/coding/own-heads.ts';
import type { CodedTitle, Occupation } from '../../core/coding/types.ts';
import type { Device } from '../../core/formats/manifest.ts';
import type { OpenTable, TableChoice, TableFile } from '../../core/tables/table-types.ts';
import type { CodingRecords } from '../../store/coding-records.ts';
import type { HeadsRecords } from '../../store/own-heads.ts';
import type { CodedBatch } from '../../workers/coding/coding-service.ts';
import type { ExportRemote } from '../../workers/export/launch.ts';
import type { TitleComparer } from './near-duplicates-comparer.ts';

export interface LoadProgress {
  readonly receivedBytes: number;
  readonly totalBytes: number;
}

/** Which files and devices made the results. */
export interface CodingFacts {
  readonly modelFile: string;
  readonly modelSha256: string;
  readonly coderSha256: string;
  /** Levels and areas of the user's own; absent or null for the shipped ones. */
  readonly ownHeads?: OwnHeadsFacts | null;
  /** In words. */
  readonly device: string;
  /** The confidence from which on the coder's answers were right often enough on the titles it was fitted on. */
  readonly threshold: number;
}

interface Cancel {
  readonly signal?: AbortSignal;
}

/** Where titles are encoded; WASM if absent, as in the command line. */
interface OnDevice {
  readonly device?: Device;
}

/** Levels and areas of the user's own. */
export interface HeadsTools {
  /**
   * Reads both files and runs the network once.
   * @throws Error naming the file, the field and what to do
   */
  check(bytes: OwnHeadsBytes): Promise<void>;
  /**
   * Takes files that were checked into use for what is coded from now on; null for the shipped ones. Not while a run is under way.
   * @throws Error where they do not fit this version; what was in use stays
   */
  use(bytes: OwnHeadsBytes | null): Promise<OwnHeadsFacts | null>;
}

/** The models and the coder, on as many workers as the machine serves. */
export interface CodingTools {
  /** Downloads what is missing and starts the workers; at once where they run. */
  start(onProgress: (progress: LoadProgress) => void, options?: Cancel & OnDevice): Promise<void>;
  /** Downloads what is missing, and starts nothing. */
  download(onProgress: (progress: LoadProgress) => void, options?: Cancel & OnDevice): Promise<void>;
  /** Bytes that `start` would have to download. */
  missingBytes(options?: OnDevice): Promise<number>;
  /** The graphics adapter that may be chosen, by its description; null for none. */
  readonly gpu: string | null;
  /**
   * One result a title, in order, and where the time went.
   * @throws Error where the device cannot go on; no other one steps in, for its results may differ
   */
  code(input: { readonly titles: readonly TitleInput[] }, options?: Cancel & OnDevice): Promise<CodedBatch>;
  /** Titles of all codes and groups, by code. */
  names(): Promise<readonly (readonly [code: string, title: string])[]>;
  /** Codes and groups that a query names, cut to their level of detail, best first. */
  findCodes(query: string, k: number, options?: Cancel): Promise<readonly Occupation[]>;
  /** Batches that are worth having under way at once. */
  readonly parallel: number;
  facts(options?: OnDevice): CodingFacts;
  /** Compares titles that were coded. */
  readonly comparer: Pick<TitleComparer, 'leaders' | 'forget'>;
  readonly heads: HeadsTools;
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
  /** A worker that writes one table; whoever asked for it ends it. */
  launchExport(): ExportRemote;
  /** @param keep false: nothing outlives the tab. The same records each time. */
  records(keep: boolean): CodingRecords;
  /** Where the user's own levels and areas are kept. */
  readonly headsRecords: HeadsRecords;
  /** SHA-256 of a file, 64 hexadecimal digits. */
  digest(file: Blob, options: { readonly signal: AbortSignal }): Promise<string>;
  /** Address of the app, with a slash at its end. */
  readonly base: string;
  /** Of the app, for the run record. */
  readonly appVersion: string;
  /** Titles from the app's own synthetic data, as messy as real ones. */
  exampleTitles(): Promise<readonly string[]>;
}
