/** @file Which seeds are still to be asked about, in which batches, and the request that a batch makes. */
import { groupBy } from '../../src/core/group-by.ts';
import {
  chatRequest,
  type ChatRequest,
  type RequestSettings as ChatSettings,
} from '../../src/cli/llm/chat-request.ts';
import type { Prompt, Seed } from '../dataset/variants.ts';
import type { Answers } from './history.ts';
import { fillPrompt, seedId } from './prompt.ts';

/** What a request is made of, beside its seeds. */
export interface RequestSettings extends ChatSettings {
  readonly prompt: Prompt;
  readonly template: string;
  /** Variants wanted of each seed. */
  readonly count: number;
  /** Most tokens of an answer; null: by the number of seeds and variants. */
  readonly outputTokens: number | null;
}

/** Tokens of a line of an answer beside its variants, and of a variant: enough for long ones. */
const MOST_A_LINE = 24;
const MOST_A_VARIANT = 24;
/** The same on average, for what a run will probably cost. */
const USUAL_A_LINE = 12;
const USUAL_A_VARIANT = 9;

/** Probable tokens of a good answer. */
export function usualOutput(seeds: number, count: number): number {
  return seeds * (USUAL_A_LINE + count * USUAL_A_VARIANT);
}

/** The seeds that have no answer yet; a follow-up has none to ask about where the first rewritings are missing. */
export function pendingSeeds(
  seeds: readonly Seed[],
  answered: Answers,
  prompt: Prompt,
  given: Answers,
): Seed[] {
  return seeds.filter(
    (seed) => !answered.has(seedId(seed)) && (prompt !== 'follow-up' || given.has(seedId(seed))),
  );
}

/** Batches of at most `size` seeds, each of one split: a model that sees titles of two might carry words from one into the other. */
export function toBatches(seeds: readonly Seed[], size: number): Seed[][] {
  return [...groupBy(seeds, ({ split }) => split).values()].flatMap((same) =>
    Array.from({ length: Math.ceil(same.length / size) }, (_, at) => same.slice(at * size, (at + 1) * size)),
  );
}

/** The body of the request for a batch. */
export function requestFor(settings: RequestSettings, batch: readonly Seed[], given: Answers): ChatRequest {
  const { template, count, outputTokens } = settings;
  const content = fillPrompt(template, count, batch, given);
  return chatRequest(
    settings,
    content,
    outputTokens ?? batch.length * (MOST_A_LINE + count * MOST_A_VARIANT),
  );
}
