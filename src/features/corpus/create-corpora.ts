/** @file The user's corpora with the real worker, storage and models. */
import type { ModelId } from '../../core/formats/manifest.ts';
import { stampKey } from '../../core/models/model-stamp.ts';
import type { CorpusModel } from '../../core/search/corpus/corpus-manifest.ts';
import { deploymentBase, deploymentName } from '../../store/deployment.ts';
import { storageReport } from '../../store/environment.ts';
import { launchCorpus } from '../../workers/corpus/launch.ts';
import { NOT_YET, type AvailableModel, type ModelRegistry } from '../models/registry.svelte.ts';
import { registryOf } from '../models/registry-of.ts';
import type { PooledEncoder } from '../normalize/encoder-pool.ts';
import { Encoder } from '../setup/encoder.svelte.ts';
import type { Setup } from '../setup/setup.svelte.ts';
import { Corpora } from './corpora.svelte.ts';

/** Of one model; workers beyond this cost more memory (about 150 MB each) than they save time. */
const MOST_WORKERS = 4;

const KEPT = new WeakMap<Setup, Corpora>();

/** The corpora of an app: made at the first visit of the page that shows them. */
export function corporaOf(setup: Setup): Corpora {
  const corpora = KEPT.get(setup) ?? createCorpora(setup);
  KEPT.set(setup, corpora);
  return corpora;
}

/** Models that embed: the two of the app, until a page lets the user choose. */
const EMBEDDING: readonly string[] = ['tuned', 'base'];

function createCorpora(setup: Setup): Corpora {
  const registry = registryOf(setup);
  const encoders = new Map<string, readonly PooledEncoder[]>();
  const chosen = () => registry.available.filter(({ id }) => EMBEDDING.includes(id));
  const encodersFor = (id: string): readonly PooledEncoder[] => {
    const known = encoders.get(id) ?? encodersOf(registry, id, chosen().length);
    encoders.set(id, known);
    return known;
  };
  const corpora = new Corpora({
    launch: launchCorpus,
    deployment: deploymentName(deploymentBase()),
    models: () => chosen().map((model) => corpusModel(setup, model)),
    encode: (id, texts, options) => encodeAtOnce(encodersFor(id), texts, options.signal),
    roomBytes: async () => {
      const { usage, quota } = await storageReport();
      return usage === null || quota === null ? null : quota - usage;
    },
    seconds: () => performance.now() / 1000,
    newId: () => crypto.randomUUID(),
  });
  void corpora.refresh();
  return corpora;
}

/** The facts of the file that embeds: the same one on every machine, so that vectors can move between browsers. */
function corpusModel({ manifest }: Setup, { id, name, dimension, own }: AvailableModel): CorpusModel {
  if (own) {
    const { sha256, settings } = own;
    return { id, label: name, file: settings.modelFile, sha256, dimension, settings: stampKey(own) };
  }
  if (!manifest) throw new Error(NOT_YET);
  const { devices, files, maxTokens, pooling } = manifest.models[id as ModelId];
  const settings = `${pooling} pooling, unit length, no prompt, ${maxTokens} tokens`;
  const file = devices.wasm;
  return { id, label: name, file, sha256: files[file]!.sha256, dimension, settings };
}

/** Encoders of a model of the app on WebAssembly, each in a worker; of a model of the user's own, the one that it has. */
function encodersOf(registry: ModelRegistry, id: string, models: number): readonly PooledEncoder[] {
  if (registry.find(id)?.source === 'own') return [registry.encoderOf(id)];
  const { environment } = registry;
  if (!environment) throw new Error(NOT_YET);
  const cores = navigator.hardwareConcurrency || 1;
  const count = Math.min(MOST_WORKERS, Math.max(1, Math.floor(cores / models)));
  return Array.from({ length: count }, () => new Encoder(id as ModelId, { ...environment, setting: 'wasm' }));
}

/** Vectors of texts, which are shared out evenly: batches follow each other, so that all encoders end at about the same time. */
async function encodeAtOnce(
  encoders: readonly PooledEncoder[],
  texts: readonly string[],
  signal: AbortSignal,
): Promise<Float32Array> {
  const size = Math.ceil(texts.length / encoders.length);
  const parts = await Promise.all(
    encoders.map((encoder, part) => {
      const own = texts.slice(part * size, (part + 1) * size);
      return own.length > 0 ? encoder.encode(own, { signal }) : Promise.resolve(new Float32Array(0));
    }),
  );
  const vectors = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    vectors.set(part, at);
    at += part.length;
  }
  return vectors;
}
