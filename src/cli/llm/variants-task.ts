/** @file The task that is not scored: other titles for a title, kept as data that a machine wrote. */
import type { TaskQuery } from '../../core/evaluation/types.ts';
import type { LlmClient, Question } from './client.ts';
import { inOrder } from './in-order.ts';
import { fillTemplate } from './prompt-template.ts';
import { onlyField, readReply, type Reading, type Reply } from './read-answer.ts';
import { goodVariants, type Faults, type VariantFault } from './title-variants.ts';

export const VARIANT_PLACEHOLDERS: readonly string[] = ['title', 'count'];

export interface VariantSettings {
  readonly template: string;
  /** Titles asked for. */
  readonly count: number;
  /** Null for enough. */
  readonly outputTokens: number | null;
}

/** A line of the file. */
export interface WrittenTitle {
  readonly id: string;
  readonly title: string;
  readonly variants: readonly string[];
  /** Whoever reads the line alone must see that no person wrote it. */
  readonly source: 'machine-written';
  readonly model: string;
  /** SHA-256 of the prompt. */
  readonly prompt: string;
}

/** Enough tokens for long titles, and those of usual ones. */
const MOST_A_VARIANT = 24;
const USUAL_A_VARIANT = 9;

/** Probable tokens of a good answer. */
export function usualVariantTokens(count: number): number {
  return 8 + count * USUAL_A_VARIANT;
}

/** The request for a title. */
export function variantQuestion(
  { id, text }: Pick<TaskQuery, 'id' | 'text'>,
  { template, count, outputTokens }: VariantSettings,
): Question {
  return {
    query: id,
    content: fillTemplate(template, { title: text.replace(/\s+/gu, ' '), count: String(count) }),
    outputTokens: outputTokens ?? 64 + count * MOST_A_VARIANT,
  };
}

/** Exactly as many texts as were asked for, of which those are kept that could be titles. */
export function readVariants(
  reply: Reply,
  title: string,
  count: number,
  dropped: Faults<VariantFault>,
): Reading<readonly string[]> {
  const reading = readReply(reply, (object) => {
    const variants = onlyField(object, 'variants');
    const texts = Array.isArray(variants)
      ? variants.filter((text): text is string => typeof text === 'string')
      : [];
    return Array.isArray(variants) && variants.length === count && texts.length === count ? texts : null;
  });
  if (reading.outcome !== 'answered') return reading;
  const value = goodVariants(reading.value, { title, otherNames: [], given: [] }, dropped);
  return { outcome: 'answered', value };
}

export interface WrittenVariants {
  readonly lines: readonly WrittenTitle[];
  readonly outcomes: Readonly<Record<Reading<unknown>['outcome'], number>>;
  readonly dropped: Faults<VariantFault>;
}

/**
 * Asks for variants of every query.
 * @throws CommandError where the endpoint refuses or is down
 */
export async function askVariants(
  queries: readonly TaskQuery[],
  settings: VariantSettings,
  {
    client,
    source,
    onProgress,
    concurrency,
  }: {
    readonly client: LlmClient;
    readonly source: Pick<WrittenTitle, 'model' | 'prompt'>;
    readonly onProgress: (done: number, total: number) => void;
    readonly concurrency: number;
  },
): Promise<WrittenVariants> {
  const outcomes = { answered: 0, refused: 0, unparseable: 0, failed: 0 };
  const dropped: Faults<VariantFault> = {};
  const lines: WrittenTitle[] = [];
  const limits = { ahead: 2 * concurrency, stop: () => client.end() };
  const ask = (query: TaskQuery) => client.ask(variantQuestion(query, settings));
  let at = 0;
  for await (const reply of inOrder(queries, limits, ask)) {
    const { id, text } = queries[at++]!;
    const reading = readVariants(reply, text, settings.count, dropped);
    outcomes[reading.outcome]++;
    if (reading.outcome === 'answered' && reading.value.length > 0)
      lines.push({ id, title: text, variants: reading.value, source: 'machine-written', ...source });
    onProgress(at, queries.length);
  }
  return { lines, outcomes, dropped };
}
