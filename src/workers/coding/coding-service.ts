/** @file The coder away from the page: files come in as bytes, titles and vectors as they are, answers go out. */
import * as onnxruntime from 'onnxruntime-web/wasm';
import type { TitleInput } from '../../core/coding/description.ts';
import type { HeadsDescription, RunHeads } from '../../core/coding/heads.ts';
import { findLeaders, type LeadersInput } from '../../core/coding/near-duplicates/leaders.ts';
import { OccupationNames } from '../../core/coding/occupation-names.ts';
import { readKnowledge } from '../../core/coding/read-knowledge.ts';
import { probeHeads, type ReadHeadsOptions } from '../../core/coding/read-heads.ts';
import { headsIn } from '../../core/coding/run-heads.ts';
import { StageClock, type StageSeconds } from '../../core/coding/stage-clock.ts';
import { TitleCoder } from '../../core/coding/title-coder.ts';
import type { CodedTitle, Occupation } from '../../core/coding/types.ts';
import { FormatError } from '../../core/formats/format-error.ts';
import { joinShards } from '../../core/formats/shards.ts';
import { messageOf } from '../../core/message-of.ts';
import { KERNELS } from '../../core/search/kernel/kernel-bytes.ts';
import type { CallContext } from '../rpc/protocol.ts';

type Shards = readonly ArrayBuffer[];

export interface LoadCodingInput {
  readonly titles: Shards;
  readonly vectors: Shards;
  readonly scale: number;
  readonly occupations: Shards;
  readonly coder: Shards;
  readonly heads: Shards;
  readonly headsDescription: Shards;
  readonly runtime: Runtime;
}

/** The onnxruntime-web loader (.mjs, part of the shell) and its WebAssembly module (from the store). */
export interface Runtime {
  readonly loaderUrl: string;
  readonly wasm: Shards;
}

export interface ProbeInput {
  readonly network: Uint8Array<ArrayBuffer>;
  readonly description: HeadsDescription;
  readonly runtime: Runtime;
  /** How errors call the network, and what to do. */
  readonly words: ReadHeadsOptions;
}

/** Titles that were coded, and where the time went. */
export interface CodedBatch {
  readonly coded: CodedTitle[];
  readonly seconds: StageSeconds;
}

const clockOfWorker = () => new StageClock(() => performance.now() / 1000);

export class CodingError extends Error {
  readonly code = 'not-loaded';
}

export class CodingService {
  #coder: TitleCoder | null = null;
  #names: OccupationNames | null = null;
  #dimension = 0;

  /** Loads once; gives the threshold that the coder was fitted for. */
  async load(input: LoadCodingInput): Promise<{ threshold: number }> {
    const knowledge = await readKnowledge({
      titles: joinShards(input.titles).buffer,
      vectors: joinShards(input.vectors),
      scale: input.scale,
      occupations: joinShards(input.occupations).buffer,
      coder: joinShards(input.coder),
      headsDescription: joinShards(input.headsDescription),
    });
    const run = await startHeads(joinShards(input.heads), input.runtime);
    const { heads: description, ...rest } = knowledge;
    this.#coder = new TitleCoder({ ...rest, heads: { description, run }, kernels: KERNELS });
    this.#names = new OccupationNames(knowledge.occupations);
    this.#dimension = knowledge.known.rows.length / knowledge.known.titles.length;
    return { threshold: knowledge.settings.threshold };
  }

  /**
   * Runs a network of levels and areas once, without taking it into use.
   * @throws FormatError naming what does not fit
   */
  async probe({ network, description, runtime, words }: ProbeInput): Promise<void> {
    const run = await startHeads(network, runtime).catch((cause: unknown) => {
      const problem = `${words.name} is not an ONNX network that runs here (${messageOf(cause)}). ${words.remedy}`;
      throw new FormatError('not-this-format', problem, { cause });
    });
    await probeHeads({ description, run }, words);
  }

  /** Leaders of nearly equal titles (leaders.ts); needs nothing loaded. */
  async leaders(
    input: LeadersInput,
    { signal, progress }: CallContext<{ done: number }>,
  ): Promise<Int32Array<ArrayBuffer>[]> {
    return findLeaders(input, {
      kernels: KERNELS,
      async onProgress(done) {
        progress({ done });
        // An abort that waits is heard.
        await new Promise((resolve) => setTimeout(resolve, 0));
        signal.throwIfAborted();
      },
    });
  }

  /** The texts that `code` needs vectors of, each once. A `code` of the same titles does not take them apart again. */
  prepare({ titles }: { readonly titles: readonly TitleInput[] }): {
    texts: string[];
    seconds: StageSeconds;
  } {
    const clock = clockOfWorker();
    return { texts: this.#loaded().textsOf(titles, clock), seconds: clock.seconds };
  }

  /**
   * Codes titles, with their descriptions where they have one.
   * @param input.vectors of `texts`, [texts * dimension], under the tuned model
   */
  async code(input: {
    readonly titles: readonly TitleInput[];
    readonly texts: readonly string[];
    readonly vectors: Float32Array;
  }): Promise<CodedBatch> {
    const rows = new Map(input.texts.map((text, row) => [text, row]));
    const vectorOf = (text: string) => {
      const start = rows.get(text)! * this.#dimension;
      return input.vectors.subarray(start, start + this.#dimension);
    };
    const clock = clockOfWorker();
    const coded = await this.#loaded().code(input.titles, vectorOf, clock);
    return { coded, seconds: clock.seconds };
  }

  /** Names of all occupations and of all groups above them, by code cut to its level. */
  names(): [code: string, title: string][] {
    this.#loaded();
    return this.#names!.all();
  }

  /** Occupations and groups whose name or code is like what was typed. */
  findCodes({ query, k }: { readonly query: string; readonly k: number }): Occupation[] {
    this.#loaded();
    return this.#names!.find(query, k);
  }

  #loaded(): TitleCoder {
    if (!this.#coder) throw new CodingError('The coder is not loaded.');
    return this.#coder;
  }
}

/** A network of levels and areas, on one thread: it is small beside the encoder. */
async function startHeads(
  network: Uint8Array<ArrayBuffer>,
  { loaderUrl, wasm: module }: Runtime,
): Promise<RunHeads> {
  const { wasm } = onnxruntime.env;
  wasm.numThreads = 1;
  wasm.wasmPaths = { mjs: loaderUrl, wasm: loaderUrl.replace(/\.mjs$/, '.wasm') };
  wasm.wasmBinary = joinShards(module);
  const session = await onnxruntime.InferenceSession.create(network, { executionProviders: ['wasm'] });
  return headsIn<onnxruntime.Tensor>(
    session,
    (values, shape) => new onnxruntime.Tensor('float32', values, [...shape]),
  );
}
