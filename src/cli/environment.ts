/** @file What the commands need of the outside: a test gives small ones, node-environment.ts the real ones. */
import type { OwnHeadsFacts } from '../core/coding/own-heads.ts';
import type { FileHash } from '../core/coding/output/run-record.ts';
import type { TitleCoder } from '../core/coding/title-coder.ts';
import type { CodeTitles } from '../core/coding/types.ts';
import type { ModelId } from '../core/formats/manifest.ts';
import type { CorpusSearch } from '../core/search/corpus-search.ts';
import type { Kernels } from '../core/search/kernel/scanner.ts';
import type { Field } from '../core/search/types.ts';
import type { NodeEncoder } from './node-encoder.ts';

/** Where a command writes: standard output or standard error. */
export interface Output {
  /** Whether a person looks at it. */
  readonly isTerminal: boolean;
  /** Characters of a line; 80 where nobody knows. */
  readonly columns: number;
  /** Resolves when there is room for more. */
  write(content: string | Uint8Array): Promise<void>;
}

export interface Input {
  readonly isTerminal: boolean;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** The encoder of a model with what a record says of it. */
export interface LoadedEncoder extends Pick<NodeEncoder, 'encode' | 'dispose'> {
  readonly file: FileHash & { readonly id: string };
}

export interface LoadedCoder {
  readonly coder: Pick<TitleCoder, 'textsOf' | 'code'>;
  readonly names: CodeTitles;
  /** Least confidence of an answer, fitted on the validation titles, 0 to 1. */
  readonly threshold: number;
  readonly files: readonly FileHash[];
  /** Levels and areas of the user's own; null, as if absent, for the shipped ones. */
  readonly ownHeads?: OwnHeadsFacts | null;
  /** Compiled scans, where there are some. */
  readonly kernels?: Kernels | undefined;
}

export interface CoderOptions {
  /** Folder with levels and areas of the user's own; null, as if absent, for the shipped ones. */
  readonly heads?: string | null;
}

export interface Environment {
  readonly input: Input;
  readonly output: Output;
  readonly errors: Output;
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal;
  readonly version: string;
  /** Folder of the built site, for `serve`. */
  readonly siteFolder: string;
  readonly now: () => Date;
  readonly loadEncoder: (model: ModelId) => Promise<LoadedEncoder>;
  readonly loadCoder: (options?: CoderOptions) => Promise<LoadedCoder>;
  /** The postings that come with Rolemap, with the vectors of these models. */
  readonly shippedCorpus: (models: readonly ModelId[], fields: readonly Field[]) => Promise<CorpusSearch>;
}
