/** @file A small Evaluate tab: the real worker's service behind a message channel, and models that count letters. */
import type { TitleDataTaskId } from '../../src/core/evaluation/title-data-tasks.ts';
import { EvaluateTools } from '../../src/features/evaluate/evaluate-tools.svelte.ts';
import type { EvaluatePorts, OpenModel } from '../../src/features/evaluate/ports.ts';
import { EvaluationService } from '../../src/workers/evaluation/evaluation-service.ts';
import type { LoadedTable, NamedBlob } from '../../src/workers/evaluation/set-input.ts';
import { launchFake, type Launched } from './fake-worker.ts';

const DIMENSION = 32;

/** Queries and answers that share no word, one word, or nearly all letters. */
export const PAIRS = [
  'query,relevant',
  'nurse at night,night nurse',
  'java dev,software developer',
  'cook (m/f),cook',
  'head cook,chef',
  'bus driver,driver of a bus',
  'truck driver,driver of a truck',
].join('\n');

export function csv(text: string, name = 'pairs.csv'): NamedBlob {
  return { file: new Blob([text]), name };
}

/** One number a letter: nearest is the text with the most like letters. */
function letterVectors(texts: readonly string[]): Float32Array {
  const counts = (text: string) =>
    Array.from(
      { length: DIMENSION },
      (_, i) => text.split('').filter((letter) => letter.charCodeAt(0) % DIMENSION === i).length,
    );
  return Float32Array.from(texts.flatMap(counts));
}

export interface SmallTab {
  readonly tools: EvaluateTools;
  readonly launched: Launched<EvaluationService>[];
  /** Texts that each call of a model had, by role. */
  readonly asked: { readonly id: string; readonly role: string; readonly texts: readonly string[] }[];
  /** Models that were opened and not closed. */
  open: number;
}

/** @param change of the ports; `encode` stands in for that of every model */
export function smallTab(
  change: Partial<EvaluatePorts> & { readonly encode?: OpenModel['encode'] } = {},
): SmallTab {
  const { encode, ...ports } = change;
  let seconds = 0;
  const tab: Omit<SmallTab, 'tools'> & { tools?: EvaluateTools } = { launched: [], asked: [], open: 0 };
  const openModel = (id: string): Promise<OpenModel> => {
    tab.open++;
    return Promise.resolve({
      ...{ dimension: DIMENSION, normalise: true, key: `${id} wasm`, batch: 4 },
      facts: { files: [{ file: `${id}.onnx`, sha256: 'a'.repeat(64) }], device: 'WASM', settings: {} },
      encode: (texts, role, signal) => {
        tab.asked.push({ id, role, texts });
        return encode ? encode(texts, role, signal) : Promise.resolve(letterVectors(texts));
      },
      close: () => tab.open--,
    });
  };
  tab.tools = new EvaluateTools({
    launch: () => {
      const one = launchFake(new EvaluationService());
      tab.launched.push(one);
      return one.remote;
    },
    readTables: (id: TitleDataTaskId): Promise<readonly LoadedTable[]> =>
      Promise.reject(new Error(`No tables of ${id}.`)),
    models: () => [
      { id: 'tuned', name: 'Job-title model' },
      { id: 'base', name: 'General model' },
    ],
    openModel,
    workers: 2,
    machine: 'a test',
    now: () => (seconds += 0.5),
    date: () => '2026-11-22T00:00:00.000Z',
    ...ports,
  });
  return tab as SmallTab;
}

/** With the pairs as its set. */
export async function openedTab(change: Parameters<typeof smallTab>[0] = {}): Promise<SmallTab> {
  const tab = smallTab(change);
  await tab.tools.set.choose('pairs');
  await tab.tools.set.setFile('pairs', csv(PAIRS));
  return tab;
}
