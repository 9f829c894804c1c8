/** @file What the page says of a model of the user's own. */
import type { ModelSettings, Pooling } from '../../core/models/model-settings.ts';
import type { OwnModelRecord } from '../../store/own-model-records.ts';

export const POOLING_NAMES: Readonly<Record<Pooling, string>> = {
  mean: 'mean of all tokens',
  cls: 'first token (CLS)',
  max: 'greatest value of each dimension',
};

/** Whether anybody has shown that its vectors are right. */
export function proofOf({ referenceCosine }: Pick<OwnModelRecord, 'referenceCosine'>): string {
  return referenceCosine === null
    ? 'Unverified: its folder had no reference.json.'
    : `Checked against reference.json: the least cosine is ${referenceCosine.toFixed(4)}.`;
}

/** All settings in one line. */
export function settingsLine(settings: ModelSettings): string {
  const { modelFile, pooling, normalise, lowerCase, prompts, maxTokens, dimension } = settings;
  const prompt = (role: 'query' | 'document') =>
    prompts[role] === '' ? [] : [`${role} prompt “${prompts[role]}”`];
  return [
    modelFile,
    `${dimension} dimensions`,
    `pooling: ${POOLING_NAMES[pooling]}`,
    normalise ? 'unit length' : 'length as the model gives it',
    `${maxTokens} tokens`,
    ...(lowerCase ? ['lower case'] : []),
    ...prompt('query'),
    ...prompt('document'),
  ].join(' · ');
}
