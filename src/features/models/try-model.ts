/** @file Runs a model from the files on disk before anything of it is stored, and holds it against its reference. */
import { ModelFolderError } from '../../core/models/folder-error.ts';
import { messageOf } from '../../core/message-of.ts';
import type { ModelSettings } from '../../core/models/model-settings.ts';
import {
  agreementOf,
  leastCosine,
  REFERENCE_FILE,
  type ReferencePair,
} from '../../core/models/reference-pair.ts';
import { StoreError } from '../../store/errors.ts';
import type { OwnFileName } from '../../store/own-model-records.ts';
import type { DiskFile } from '../../store/own-models.ts';
import { Encoder, type EncoderEnvironment } from '../setup/encoder.svelte.ts';
import { diskFiles, encoderModel, withOwnModel } from './own-model-files.ts';

/** No model that is stored has this id. */
const TRIAL = 'own-trial';

export interface Trial {
  readonly settings: ModelSettings;
  readonly files: Readonly<Record<OwnFileName, DiskFile>>;
  readonly reference: ReferencePair | null;
}

/**
 * Starts the model and encodes the reference's texts. The worker ends afterwards.
 * @returns least cosine with the reference; null where there is none
 * @throws ModelFolderError where the model does not run, gives vectors of another length, or not those of the reference; StoreError
 *   where the app's own runtime cannot be had; the signal's reason
 */
export async function tryModel(
  environment: EncoderEnvironment,
  { settings, files, reference }: Trial,
  signal?: AbortSignal,
): Promise<number | null> {
  const store = withOwnModel(environment.store, diskFiles(TRIAL, files), settings.modelFile);
  const encoder = new Encoder<string>(
    TRIAL,
    { ...environment, store, setting: 'wasm' },
    encoderModel(settings),
  );
  try {
    await encoder.start(signal ? { signal } : {});
    if (!reference) return null;
    const vectors = await encoder.encode(reference.texts, { role: reference.role, signal });
    return compared(vectors, reference, settings.modelFile);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof StoreError || error instanceof ModelFolderError) throw error;
    throw new ModelFolderError(
      settings.modelFile,
      `does not run here as a sentence encoder (${messageOf(error).replace(/\.$/, '')})`,
      'Choose another ONNX file of the folder, or another model; nothing was stored.',
      { cause: error },
    );
  } finally {
    encoder.stop();
  }
}

function compared(vectors: Float32Array, reference: ReferencePair, modelFile: string): number {
  const least = leastCosine(vectors, reference);
  const wanted = agreementOf(modelFile);
  if (least >= wanted) return least;
  throw new ModelFolderError(
    REFERENCE_FILE,
    `has other vectors than ${modelFile} gives with these settings: the least cosine is ${least.toFixed(3)}, and ${wanted} is needed`,
    'Check pooling, prompts and length against the model card; nothing was stored.',
  );
}
