/** @file What vectors say of the model that made them: those of different stamps are never mixed. */
import type { ModelSettings } from './model-settings.ts';

export interface ModelStamp {
  /** SHA-256 of the ONNX file, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** SHA-256 of tokenizer.json: other tokens make other vectors of the same network. */
  readonly tokenizerSha256: string;
  readonly settings: ModelSettings;
}

/** One text for one stamp, whatever the order of its fields: equal if and only if vectors may stand side by side. */
export function stampKey({ sha256, tokenizerSha256, settings }: ModelStamp): string {
  const { modelFile, pooling, normalise, lowerCase, prompts, maxTokens, dimension } = settings;
  return JSON.stringify([
    sha256,
    tokenizerSha256,
    modelFile,
    pooling,
    normalise,
    lowerCase,
    prompts.query,
    prompts.document,
    maxTokens,
    dimension,
  ]);
}

/** Whether vectors of one stand in the same space as those of the other. */
export function sameStamp(a: ModelStamp, b: ModelStamp): boolean {
  return stampKey(a) === stampKey(b);
}
