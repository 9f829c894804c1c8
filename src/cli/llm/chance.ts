/** @file Chance that belongs to one question, so that it does not depend on which others are asked. */
import { createHash } from 'node:crypto';
import { uniform } from '../../core/random.ts';

/** Uniform numbers of a question for one purpose. */
function chanceOf(seed: number, purpose: string, question: string): () => number {
  const hash = createHash('sha256')
    .update(JSON.stringify([seed, purpose, question]))
    .digest();
  return uniform(hash.readUInt32LE(0));
}

/** Whether a question is among the share that is asked twice. */
export function isChecked(seed: number, question: string, share: number): boolean {
  return chanceOf(seed, 'check', question)() < share;
}

/** The values in an order by chance (Fisher-Yates). */
export function shuffled<Value>(values: readonly Value[], seed: number, question: string): Value[] {
  const random = chanceOf(seed, 'order', question);
  const order = [...values];
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  return order;
}
