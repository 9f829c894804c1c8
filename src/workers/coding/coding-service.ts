/** @file The coder away from the page: files come in as bytes, titles and vectors as they are, answers go out. */
import * as onnxruntime from 'onnxruntime-web/wasm';
import { OccupationNames } from '../../core/coding/occupation-names.ts';
import { readKnowledge } from '../../core/coding/read-knowledge.ts';
import { headsIn } from '../../core/coding/run-heads.ts';
import { TitleCoder, type Occupation } from '../../core/coding/title-coder.ts';
import type { CodedTitle } from '../../core/coding/types.ts';
import { joinShards } from '../../core/formats/shards.ts';
import { KERNELS } from '../../core/search/kernel/kernel-bytes.ts';

type Shards = readonly ArrayBuffer[];

export interface LoadCodingInput {
  readonly titles: Shards;
  readonly vectors: Shards;
  readonly scale: number;
  readonly occupations: Shards;
  readonly coder: Shards;
  readonly heads: Shards;
  readonly headsDescription: Shards;
  /** The onnxruntime-web loader (.mjs, part of the shell) and its WebAssembly module (from the store). */
  readonly runtime: { readonly loaderUrl: string; readonly wasm: Shards };
}

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
    const { wasm } = onnxruntime.env;
    const { loaderUrl } = input.runtime;
    wasm.numThreads = 1;
    wasm.wasmPaths = { mjs: loaderUrl, wasm: loaderUrl.replace(/\.mjs$/, '.wasm') };
    wasm.wasmBinary = joinShards(input.runtime.wasm);
    const session = await onnxruntime.InferenceSession.create(joinShards(input.heads), {
      executionProviders: ['wasm'],
    });
    const run = headsIn<onnxruntime.Tensor>(
      session,
      (values, shape) => new onnxruntime.Tensor('float32', values, [...shape]),
    );
    const { heads: description, ...rest } = knowledge;
    this.#coder = new TitleCoder({ ...rest, heads: { description, run }, kernels: KERNELS });
    this.#names = new OccupationNames(knowledge.occupations);
    this.#dimension = knowledge.known.rows.length / knowledge.known.titles.length;
    return { threshold: knowledge.settings.threshold };
  }

  /** The texts that `code` needs vectors of, each once. */
  prepare({ titles }: { readonly titles: readonly string[] }): { texts: string[] } {
    return { texts: this.#loaded().textsOf(titles) };
  }

  /**
   * Codes titles.
   * @param input.vectors of `texts`, [texts * dimension], under the tuned model
   */
  code(input: {
    readonly titles: readonly string[];
    readonly texts: readonly string[];
    readonly vectors: Float32Array;
  }): Promise<CodedTitle[]> {
    const rows = new Map(input.texts.map((text, row) => [text, row]));
    return this.#loaded().code(input.titles, (text) => {
      const start = rows.get(text)! * this.#dimension;
      return input.vectors.subarray(start, start + this.#dimension);
    });
  }

  /** Names of all occupations and of all groups above them, by code cut to its level. */
  names(): [code: string, title: string][] {
    this.#loaded();
    return this.#names!.all();
  }

  /** Occupations whose name or code is like what was typed. */
  findCodes({ query, k }: { readonly query: string; readonly k: number }): Occupation[] {
    this.#loaded();
    return this.#names!.find(query, k);
  }

  #loaded(): TitleCoder {
    if (!this.#coder) throw new CodingError('The coder is not loaded.');
    return this.#coder;
  }
}
