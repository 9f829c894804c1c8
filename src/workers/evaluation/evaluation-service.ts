/** @file One set at a time: its task, its plan, the results of contenders, and what the page looks at in them. */
import { sha256 } from '@noble/hashes/sha2.js';
import { compare } from '../../core/evaluation/compare.ts';
import { evaluate, planEvaluation, resultOf, type EvaluationPlan } from '../../core/evaluation/evaluate.ts';
import {
  LEXICAL_SETTINGS,
  LexicalContender,
  type LexicalId,
} from '../../core/evaluation/lexical-contenders.ts';
import { mergeResults, type NamedResult } from '../../core/evaluation/merge-results.ts';
import type { OwnTask, TaskProblem } from '../../core/evaluation/own-tasks.ts';
import { parseResult } from '../../core/evaluation/parse-result.ts';
import { writeResult } from '../../core/evaluation/result-file.ts';
import { taskBytes } from '../../core/evaluation/task-digest.ts';
import type {
  Comparison,
  Contender,
  ContenderFacts,
  ContenderIdentity,
  ContenderResult,
  EvaluationResult,
  Figure,
  Outcome,
  TaskIdentity,
} from '../../core/evaluation/types.ts';
import { VectorContender } from '../../core/evaluation/vector-contender.ts';
import { comparisonCsv, comparisonMarkdown } from '../../core/evaluation/write-comparison.ts';
import { FormatError } from '../../core/formats/format-error.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { PageVectors, type VectorAnswer, type VectorRequest } from './page-vectors.ts';
import {
  queryLists,
  queryRows,
  sliceRows,
  type QueryLists,
  type QueryRow,
  type SliceRow,
} from './result-views.ts';
import { readSet, type NamedBlob, type SetInput } from './set-input.ts';

/** How messages call what is measured here. */
const HERE = 'The set on this page';
/** Problems that are sent to the page; their number is sent with them. */
const MOST_PROBLEMS = 200;
/** Texts by which the page finds out how fast its models are. */
const PROBE_TEXTS = 16;

/** A set that was read. */
export interface SetFacts {
  readonly name: string;
  readonly digest: string;
  readonly queries: number;
  readonly documents: number;
  /** Distinct texts of the corpus: what a model encodes. */
  readonly distinct: number;
  readonly problems: readonly TaskProblem[];
  readonly problemCount: number;
  readonly queriesWithoutAnswer: number;
  /** From all over the corpus. */
  readonly probe: readonly string[];
}

export interface EncoderContender {
  readonly identity: ContenderIdentity;
  readonly dimension: number;
  /** Whether a product of two vectors is their cosine. */
  readonly normalise: boolean;
  /** What tells the model and its file from all others. */
  readonly model: string;
  /** Texts of the corpus that the page encodes at a time. */
  readonly batch: number;
}

export type MeasureProgress =
  | {
      readonly kind: 'step';
      readonly step: 'corpus' | 'queries';
      readonly done: number;
      readonly total: number;
    }
  /** The page encodes these and calls `answer`. */
  | ({ readonly kind: 'vectors' } & VectorRequest);

type ContextFacts = Pick<ContenderFacts, 'machine' | 'date'>;

/** A contender's part of the result, without what is measured by query. */
export interface ContenderNote {
  readonly contender: ContenderIdentity;
  readonly facts: ContenderFacts;
  /** How its answers came out; null where it always answers. */
  readonly outcomes: Readonly<Record<Outcome, number>> | null;
}

export interface Report {
  readonly comparison: Comparison;
  readonly notes: readonly ContenderNote[];
}

export class EvaluationStateError extends Error {
  readonly code = 'not-ready';
}

function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function noteOf({ contender, facts, outcomes }: ContenderResult): ContenderNote {
  const counts = { answered: 0, refused: 0, unparseable: 0, inconsistent: 0, failed: 0 };
  for (const outcome of outcomes ?? []) counts[outcome]++;
  return { contender, facts, outcomes: outcomes && counts };
}

export class EvaluationService {
  readonly #vectors = new PageVectors();
  #set: (OwnTask & { readonly digest: string }) | null = null;
  #plan: EvaluationPlan | null = null;
  #results: ContenderResult[] = [];
  #files: NamedResult[] = [];
  #merged: EvaluationResult | null = null;

  /** Reads a set; what was measured on the one before is forgotten. @throws FormatError; the signal's reason */
  async open(input: SetInput, { signal }: CallContext): Promise<SetFacts> {
    const own = await readSet(input, signal);
    signal.throwIfAborted();
    const digest = hexadecimal(sha256(taskBytes(own.task)));
    this.#set = { ...own, digest };
    this.#plan = null;
    this.#files = [];
    this.#forgetResults();
    const { name, queries, corpus } = own.task;
    const step = Math.max(1, Math.floor(corpus.length / PROBE_TEXTS));
    return {
      ...{ name, digest, queries: queries.length, documents: corpus.length },
      distinct: new Set(corpus.map(({ text }) => text)).size,
      problems: own.problems.slice(0, MOST_PROBLEMS),
      problemCount: own.problems.length,
      queriesWithoutAnswer: own.queriesWithoutAnswer,
      probe: corpus
        .filter((_, row) => row % step === 0)
        .slice(0, PROBE_TEXTS)
        .map(({ text }) => text),
    };
  }

  /** Chooses the queries; results of another choice are forgotten. @throws the signal's reason */
  async plan(
    { limit, seed }: { readonly limit: number | null; readonly seed: number },
    { signal, progress }: CallContext<{ done: number; total: number }>,
  ): Promise<TaskIdentity> {
    const { task, digest } = this.#opened();
    const onProgress = (done: number, total: number) => progress({ done, total });
    this.#plan = await planEvaluation(task, { digest, limit, seed, signal, onProgress });
    this.#forgetResults();
    return this.#plan.identity;
  }

  /** Measures a search without a model. @throws the signal's reason */
  async measureLexical(
    { id, ...context }: { readonly id: LexicalId } & ContextFacts,
    call: CallContext<MeasureProgress>,
  ): Promise<void> {
    const facts = { files: [], device: 'JavaScript', settings: LEXICAL_SETTINGS[id], counts: {} };
    await this.#measure(new LexicalContender(id), { ...facts, ...context }, call);
  }

  /** Measures a model whose vectors the page makes, when it is asked for them. @throws VectorError; the signal's reason */
  async measureEncoder(
    { encoder, facts }: { readonly encoder: EncoderContender; readonly facts: ContenderFacts },
    call: CallContext<MeasureProgress>,
  ): Promise<void> {
    const { identity, dimension, normalise, model, batch } = encoder;
    const send = (request: VectorRequest) => call.progress({ kind: 'vectors', ...request });
    const contender = new VectorContender({
      ...{ identity, dimension, normalise, batch },
      encode: (texts, role, signal) => {
        const ask = (some: readonly string[]) => this.#vectors.ask(some, role, { signal, send });
        return role === 'query' ? ask(texts) : this.#vectors.ofCorpus(model, texts, dimension, ask);
      },
    });
    await this.#measure(contender, facts, call);
  }

  answer(answer: VectorAnswer): void {
    this.#vectors.answer(answer);
  }

  /** Texts of the corpus that each model has vectors of. */
  kept({ models }: { readonly models: readonly string[] }): number[] {
    const texts = [...new Set(this.#opened().task.corpus.map(({ text }) => text))];
    return models.map((model) => this.#vectors.keptOf(model, texts));
  }

  /**
   * Takes the contenders of a result file.
   * @returns them; the ids are those of the file, and get a number where they are taken
   * @throws FormatError where it is no result file, or one of another set
   */
  async addFile({ file, name }: NamedBlob): Promise<readonly ContenderIdentity[]> {
    const { task, digest } = this.#opened();
    const result = parseResult(await file.text(), name);
    const identity = { name: task.name, digest, queries: task.queries.length, documents: task.corpus.length };
    mergeResults([
      { name: HERE, result: { ...result, task: { ...identity, sample: null } } },
      { name, result },
    ]);
    const known = new Set(task.queries.map(({ id }) => id));
    if (result.task.documents !== identity.documents || !result.queries.every((id) => known.has(id)))
      throw new FormatError(
        'bad-value',
        `${name} says that it was measured on this set, but has other queries or another corpus. Measure again.`,
      );
    this.#files = [...this.#files.filter((other) => other.name !== name), { name, result }];
    this.#merged = null;
    return result.results.map(({ contender }) => contender);
  }

  removeFile({ name }: { readonly name: string }): void {
    this.#files = this.#files.filter((known) => known.name !== name);
    this.#merged = null;
  }

  /** @param reference id of the contender that the others are compared with; null: the general model, else the first */
  report({ reference }: { readonly reference: string | null }): Report {
    const result = this.#result();
    return { comparison: compare(result, this.#reference(reference)), notes: result.results.map(noteOf) };
  }

  slices({ figure }: { readonly figure: Figure }): SliceRow[] {
    return sliceRows(this.#planned(), this.#result(), figure);
  }

  queries(input: { readonly first: string; readonly second: string; readonly figure: Figure }): QueryRow[] {
    return queryRows(this.#planned(), this.#result(), input);
  }

  lists(input: { readonly place: number; readonly contenders: readonly string[] }): QueryLists {
    return queryLists(this.#planned(), this.#result(), input);
  }

  /** The text of an exported file. */
  write({
    format,
    reference,
  }: {
    readonly format: 'md' | 'csv' | 'json';
    readonly reference: string | null;
  }): string {
    const result = this.#result();
    const comparison = compare(result, this.#reference(reference));
    if (format === 'json') return writeResult(result, comparison);
    return format === 'csv' ? comparisonCsv(comparison) : comparisonMarkdown(comparison, result);
  }

  async #measure(
    contender: Contender,
    facts: ContenderFacts,
    { signal, progress }: CallContext<MeasureProgress>,
  ): Promise<void> {
    const plan = this.#planned();
    const measured = await evaluate(plan, contender, {
      signal,
      now: () => performance.now(),
      onProgress: (step, done, total) => progress({ kind: 'step', step, done, total }),
    });
    // Another set or sample was chosen meanwhile.
    if (plan !== this.#plan) throw new EvaluationStateError('The queries were chosen anew.');
    const others = this.#results.filter((result) => result.contender.id !== measured.contender.id);
    this.#results = [...others, { ...measured, facts }];
    this.#merged = null;
  }

  #forgetResults(): void {
    this.#results = [];
    this.#merged = null;
  }

  #opened() {
    if (!this.#set) throw new EvaluationStateError('Choose a set first.');
    return this.#set;
  }

  #planned(): EvaluationPlan {
    if (!this.#plan) throw new EvaluationStateError('Measure first.');
    return this.#plan;
  }

  #result(): EvaluationResult {
    const here = { name: HERE, result: resultOf(this.#planned(), this.#results) };
    return (this.#merged ??= mergeResults([here, ...this.#files]));
  }

  #reference(id: string | null): string {
    const ids = this.#result().results.map(({ contender }) => contender.id);
    const first = ids[0];
    if (first === undefined) throw new EvaluationStateError('Nothing was measured yet.');
    if (id !== null && ids.includes(id)) return id;
    return ids.includes('base') ? 'base' : first;
  }
}
