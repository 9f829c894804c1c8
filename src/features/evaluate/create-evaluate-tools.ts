/** @file Gives the Evaluate tab the published tables, the models and the workers. */
import { tablesOf, type TitleDataTaskId } from '../../core/evaluation/title-data-tasks.ts';
import type { ModelId } from '../../core/formats/manifest.ts';
import { deploymentBase } from '../../store/deployment.ts';
import { defaultDigest } from '../../store/digest.ts';
import { launchEvaluation } from '../../workers/evaluation/launch.ts';
import type { LoadedTable } from '../../workers/evaluation/set-input.ts';
import { fetchTitleDataFile, fetchTitleDataManifest, type FileSource } from '../library/title-data-files.ts';
import { registryOf } from '../models/registry-of.ts';
import type { AvailableModel, ModelRegistry } from '../models/registry.svelte.ts';
import type { Attempt } from '../setup/device-plan.ts';
import { untilAborted } from '../../workers/until-aborted.ts';
import { Encoder } from '../setup/encoder.svelte.ts';
import type { Setup } from '../setup/setup.svelte.ts';
import type { AppState } from '../shell/app.svelte.ts';
import { EvaluateTools } from './evaluate-tools.svelte.ts';
import { ModelEncoders, type StartedEncoder } from './model-encoders.ts';
import type { EvaluatePorts, OpenModel, OpenModelOptions } from './ports.ts';

/** Workers of one model beyond this cost more memory (about 150 MB each) than they save time. */
const MOST_WORKERS = 4;

/** What was measured stays while other tabs are looked at. */
const KEPT = new WeakMap<AppState, EvaluateTools>();

/** The tools of an app: made at the first visit of the tab. */
export function evaluateToolsOf(app: AppState): EvaluateTools {
  const tools = KEPT.get(app) ?? new EvaluateTools(createPorts(() => app.setup));
  KEPT.set(app, tools);
  return tools;
}

function cores(): number {
  return navigator.hardwareConcurrency || 1;
}

function createPorts(setup: () => Setup): EvaluatePorts {
  const workers = Math.min(MOST_WORKERS, cores());
  return {
    launch() {
      // A worker that starts before the service worker has the page would start without its security headers.
      if (!setup().control) throw new Error('The app is still loading. Try again when it is ready.');
      return launchEvaluation();
    },
    readTables: tableReader(),
    models: () => registryOf(setup()).available.map(({ id, name }) => ({ id, name })),
    openModel: (id, options) => openModel(setup(), id, { ...options, workers }),
    workers,
    machine: `${cores()} cores, ${navigator.userAgent}`,
    now: () => performance.now() / 1000,
    date: () => new Date().toISOString(),
  };
}

/** Reads published tables; a table that was fetched is kept as long as the tab, so that a set can be chosen again without a network. */
function tableReader(): EvaluatePorts['readTables'] {
  const source: FileSource = {
    base: deploymentBase(),
    fetch: globalThis.fetch.bind(globalThis),
    digest: defaultDigest(),
  };
  const known = new Map<string, LoadedTable>();
  return async (id: TitleDataTaskId, signal: AbortSignal) => {
    const names = tablesOf(id);
    if (!names.every((name) => known.has(name))) {
      const { tables } = await fetchTitleDataManifest(source);
      for (const name of names) {
        const table = tables.find((one) => one.name === name);
        if (!table) throw new Error(`The title data has no table "${name}". Reload the page.`);
        const parquet = await fetchTitleDataFile(source, table.parquet, {
          signal,
          onBytes: () => undefined,
        });
        known.set(name, { table, parquet });
      }
    }
    return names.map((name) => known.get(name)!);
  };
}

async function openModel(
  setup: Setup,
  id: string,
  { signal, helpers, workers }: OpenModelOptions & { readonly workers: number },
): Promise<OpenModel> {
  const registry: ModelRegistry = registryOf(setup);
  const model = registry.find(id);
  if (!model) throw new Error('This model is not stored in this browser (any more). Choose another.');
  const encoder = registry.encoderOf(id);
  // Figures never start a download that nobody agreed to.
  if (model.source === 'app' && !encoder.answers) throw new Error(`${model.name} is not loaded yet.`);
  await untilAborted(encoder.start(), signal);
  const { active } = encoder;
  if (!active) throw new Error(`${model.name} does not run. The Library tab says why.`);
  const more = helpers ? await startHelpers(setup, model, active, workers - 1) : [];
  if (signal.aborted) for (const helper of more) helper.stop();
  signal.throwIfAborted();
  const { dimension, own } = model;
  const encoders = new ModelEncoders([encoder, ...more], dimension);
  return {
    dimension,
    normalise: own?.settings.normalise ?? true,
    key: `${id} ${active.device} ${active.modelFile}`,
    facts: factsOf(setup, model, active),
    batch: encoders.batch,
    encode: (texts, role, abort) => encoders.encode(texts, role, abort),
    close: () => {
      for (const helper of more) helper.stop();
    },
  };
}

/** More workers of a model of the app on WASM; one that would run another file, or does not start, is left out. */
async function startHelpers(
  { environment }: Setup,
  { id, source }: AvailableModel,
  active: Attempt,
  count: number,
): Promise<(StartedEncoder & { stop(): void })[]> {
  if (source !== 'app' || active.device !== 'wasm' || !environment || count < 1) return [];
  // Where another file stands in for WASM's own, that one is on its way and will take over.
  if (active.modelFile !== environment.manifest.models[id as ModelId].devices.wasm) return [];
  const helpers = Array.from(
    { length: count },
    () => new Encoder(id as ModelId, { ...environment, setting: 'wasm' }),
  );
  await Promise.allSettled(helpers.map((helper) => helper.start()));
  const [same, other] = [true, false].map((wanted) =>
    helpers.filter((helper) => (helper.active?.modelFile === active.modelFile) === wanted),
  );
  for (const helper of other!) helper.stop();
  return same!;
}

function factsOf(
  { manifest, adapter }: Setup,
  { id, own, maxTokens, dimension }: AvailableModel,
  { device, modelFile }: Attempt,
): OpenModel['facts'] {
  const runs = device === 'webgpu' ? `WebGPU, ${adapter?.description ?? 'an unnamed adapter'}` : 'WASM';
  if (!own) {
    const path = `models/${id}/${modelFile}`;
    const sha256 = manifest?.files.find((file) => file.path === path)?.sha256 ?? '';
    const settings = { pooling: 'mean', 'maximum tokens': maxTokens };
    return { files: [{ file: path, sha256 }], device: runs, settings };
  }
  const { settings, sha256 } = own;
  const { pooling, normalise, prompts } = settings;
  return {
    files: [{ file: settings.modelFile, sha256 }],
    device: runs,
    settings: {
      ...{ pooling, 'maximum tokens': maxTokens, dimension, similarity: normalise ? 'cosine' : 'product' },
      ...(prompts.query === '' ? {} : { 'prompt of a query': prompts.query }),
      ...(prompts.document === '' ? {} : { 'prompt of a document': prompts.document }),
    },
  };
}
