/** @file Runs in the page of the encoder benchmark: times one model file on one device in the app's own encoder worker. */
import { launchEncoder } from '../src/workers/launch.ts';

export interface EncoderRun {
  /** Address of a model folder in Hub layout. */
  readonly folder: string;
  readonly modelFile: string;
  readonly device: 'wasm' | 'webgpu';
  readonly runtime: 'plain' | 'jspi';
  readonly runtimeFile: string;
  readonly titles: readonly string[];
  /** Titles encoded alone; the first tenth warms up. */
  readonly singles: number;
}

export interface EncoderTiming {
  readonly loadSeconds: number;
  /** Milliseconds of each title encoded alone, as a query is. */
  readonly single: readonly number[];
  /** Titles a second in calls of 32, as a file is encoded. */
  readonly perSecond: number;
}

async function bytes(address: string): Promise<ArrayBuffer> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.arrayBuffer();
}

async function time(run: EncoderRun): Promise<EncoderTiming> {
  const names = ['config.json', 'tokenizer.json', 'tokenizer_config.json', run.modelFile];
  const files = Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, [await bytes(`${run.folder}/${name}`)]] as const)),
  );
  const remote = launchEncoder();
  const report = await remote.call('load', {
    modelId: 'bench',
    files,
    modelFile: run.modelFile,
    dimension: 384,
    maxTokens: 128,
    device: run.device,
    runtime: {
      loaderUrl: new URL(`/runtimes/${run.runtime}.mjs`, location.href).href,
      wasm: [await bytes(run.runtimeFile)],
    },
    // The candidate's own vectors are not known here: this measures speed, the unit tests measure truth.
    selfTest: { titles: [], vectors: { [run.modelFile]: [] } },
  });
  const single: number[] = [];
  for (const title of run.titles.slice(0, run.singles)) {
    const start = performance.now();
    await remote.call('encode', { texts: [title] });
    single.push(performance.now() - start);
  }
  const start = performance.now();
  await remote.call('encode', { texts: run.titles });
  const perSecond = (run.titles.length * 1000) / (performance.now() - start);
  remote.terminate();
  return {
    loadSeconds: report.milliseconds / 1000,
    single: single.slice(Math.ceil(run.singles / 10)),
    perSecond,
  };
}

declare global {
  var timeEncoder: typeof time;
}
globalThis.timeEncoder = time;
