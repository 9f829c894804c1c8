/** @file What a model's text says, if it says exactly what was asked for: one JSON object of the asked shape and nothing else. */
import type { Outcome } from '../../core/evaluation/types.ts';
import { linesOfReasoning } from './reasoning.ts';

/** A text from a model, or that none came. */
export type Reply =
  | {
      readonly kind: 'text';
      readonly text: string;
      /** Said in a field of its own. */
      readonly refused: boolean;
      /** From sending the request to the whole answer. */
      readonly milliseconds: number;
    }
  | { readonly kind: 'failed' };

/** An answer that can be used, or why there is none. */
export type Reading<Value> =
  | { readonly outcome: 'answered'; readonly value: Value }
  | { readonly outcome: Exclude<Outcome, 'answered' | 'inconsistent'> };

/** How refusals begin in English where they are written as text. */
const REFUSAL =
  /^\W*(i['’]?m sorry|i am sorry|sorry,|i apologi[sz]e|i can['’]?t|i can ?not|i['’]?m unable|i am unable|i['’]?m not able|i am not able|i won['’]?t|i will not|as an ai)\b/iu;

/**
 * Reads a reply.
 * @param shape gives the value in a parsed object; null where the object has another shape
 */
export function readReply<Value>(
  reply: Reply,
  shape: (object: Readonly<Record<string, unknown>>) => Value | null,
): Reading<Value> {
  if (reply.kind === 'failed') return { outcome: 'failed' };
  if (reply.refused) return { outcome: 'refused' };
  const lines = reply.text.split(/\r?\n/);
  const text = lines.slice(linesOfReasoning(lines)).join('\n').trim();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { outcome: REFUSAL.test(text) ? 'refused' : 'unparseable' };
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    return { outcome: 'unparseable' };
  const value = shape(parsed as Record<string, unknown>);
  return value === null ? { outcome: 'unparseable' } : { outcome: 'answered', value };
}

/** The one field of an object; undefined where it has others too, or not this one. */
export function onlyField(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.keys(object).length === 1 ? object[name] : undefined;
}
