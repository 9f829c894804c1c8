/** @file What the Evaluate tab needs of others; `create-evaluate-tools.ts` gives it the real ones, tests give it small ones. */
import type { TitleDataTaskId } from '../../core/evaluation/title-data-tasks.ts';
import type { ContenderFacts } from '../../core/evaluation/types.ts';
import type { TextRole } from '../../core/models/model-settings.ts';
import type { EvaluationRemote } from '../../workers/evaluation/launch.ts';
import type { LoadedTable } from '../../workers/evaluation/set-input.ts';

/** A model that can be ticked. */
export interface ModelChoice {
  /** `base`, `tuned`, or that of a model that the user added. */
  readonly id: string;
  readonly name: string;
}

/** A model that has started. */
export interface OpenModel {
  readonly dimension: number;
  /** Whether a product of two vectors is their cosine. */
  readonly normalise: boolean;
  /** What tells the model and its file from all others. */
  readonly key: string;
  readonly facts: Pick<ContenderFacts, 'files' | 'device' | 'settings'>;
  /** Texts worth encoding in one call: enough for all its workers. */
  readonly batch: number;
  /**
   * Vectors [texts.length * dimension].
   * @throws Error where the model has gone over to another file or device: its figures would be those of two models
   */
  encode(texts: readonly string[], role: TextRole, signal: AbortSignal): Promise<Float32Array>;
  /** Ends the workers that were started for it alone. */
  close(): void;
}

export interface OpenModelOptions {
  readonly signal: AbortSignal;
  /** Whether more workers may be started for it. */
  readonly helpers: boolean;
}

export interface EvaluatePorts {
  /** Starts a worker. @throws Error while the page may not start any */
  launch(): EvaluationRemote;
  /** The tables that a set of the app reads. Throws as the fetch does. */
  readTables(id: TitleDataTaskId, signal: AbortSignal): Promise<readonly LoadedTable[]>;
  models(): readonly ModelChoice[];
  /** @throws Error where the model is not loaded (any more) */
  openModel(id: string, options: OpenModelOptions): Promise<OpenModel>;
  /** Workers that `helpers` gives a model at most, the first included. */
  readonly workers: number;
  /** Browser, cores, system. */
  readonly machine: string;
  /** Seconds of a clock that never goes back. */
  now(): number;
  /** ISO 8601, UTC. */
  date(): string;
}
