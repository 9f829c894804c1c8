/** @file How a model of the user's own turns texts into vectors. */

export type Pooling = 'mean' | 'cls' | 'max';

export const POOLINGS: readonly Pooling[] = ['mean', 'cls', 'max'];

/** What the rows of all indexes and maps of this app can have. */
export const MAXIMUM_DIMENSION = 1024;

/** What a text is to a model that treats both differently; others give it one vector in both roles. */
export type TextRole = 'query' | 'document';

export interface ModelSettings {
  /** The ONNX file, as a path in the model's folder. */
  readonly modelFile: string;
  readonly pooling: Pooling;
  /** Whether vectors are scaled to unit length. */
  readonly normalise: boolean;
  /** Whether texts are lower-cased before the tokenizer sees them. */
  readonly lowerCase: boolean;
  /** What stands before a text in each role; empty for most models. */
  readonly prompts: Readonly<Record<TextRole, string>>;
  /** Tokens after which a text is cut, those at its ends included. */
  readonly maxTokens: number;
  /** 1 to 1,024. */
  readonly dimension: number;
}

/** The part of the settings that is applied to each text. */
export type EncodingRecipe = Pick<ModelSettings, 'pooling' | 'normalise' | 'lowerCase' | 'prompts'>;

/** How the two models of the app encode. */
export const PLAIN_RECIPE: EncodingRecipe = {
  pooling: 'mean',
  normalise: true,
  lowerCase: false,
  prompts: { query: '', document: '' },
};

/** Tokens below which hardly a title is left whole. */
const MINIMUM_TOKENS = 8;
/** Characters of a prompt: an instruction of a paragraph, no book. */
const MAXIMUM_PROMPT = 500;

/** What a user may choose from. */
export interface SettingsLimits {
  /** Tokens that the model has positions for. */
  readonly tokenLimit: number;
  readonly modelFiles: readonly string[];
}

/** Null, or which field cannot stay as it is, and what it may be. */
export function settingsProblem(settings: ModelSettings, limits: SettingsLimits): string | null {
  const { maxTokens, dimension, prompts, modelFile } = settings;
  if (!limits.modelFiles.includes(modelFile))
    return `File: ${modelFile} is not in the folder; choose one of its ONNX files.`;
  if (!Number.isInteger(maxTokens) || maxTokens < MINIMUM_TOKENS || maxTokens > limits.tokenLimit)
    return `Maximum length: give a whole number from ${MINIMUM_TOKENS} to ${limits.tokenLimit}, which is what the model can read.`;
  if (!Number.isInteger(dimension) || dimension < 1 || dimension > MAXIMUM_DIMENSION)
    return `Dimension: give a whole number from 1 to ${MAXIMUM_DIMENSION}.`;
  if (Object.values(prompts).some((prompt) => prompt.length > MAXIMUM_PROMPT))
    return `Prompts: shorten them to ${MAXIMUM_PROMPT} characters.`;
  return null;
}
