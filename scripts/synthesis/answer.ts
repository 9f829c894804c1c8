/** @file Reads the text of a model's answer line by line and keeps nothing that is not exactly what was asked for. */

import { linesOfReasoning } from '../../src/cli/llm/reasoning.ts';
import {
  addFault,
  goodVariants,
  type Asked,
  type Faults,
  type VariantFault,
} from '../../src/cli/llm/title-variants.ts';

/** Why a line was dropped. */
export type LineFault =
  | 'fence'
  | 'reasoning'
  | 'cut'
  | 'not-json'
  | 'wrong-shape'
  | 'wrong-id'
  | 'repeated-id'
  | 'wrong-count'
  | 'no-variant-left';

export interface ParsedAnswer {
  /** Good variants by the position of the title in what was asked, from 0. */
  readonly variants: ReadonlyMap<number, readonly string[]>;
  readonly droppedLines: Faults<LineFault>;
  readonly droppedVariants: Faults<VariantFault>;
}

/**
 * Parses lines `{"id": 1, "variants": ["...", "..."]}`. Everything else is dropped line by line and counted; blank lines are not.
 * @param count variants that each line must have
 * @param cut whether the endpoint stopped at its limit of tokens, so that the last line may be incomplete
 */
export function parseAnswer(
  text: string,
  asked: readonly Asked[],
  count: number,
  cut: boolean,
): ParsedAnswer {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const reasoning = linesOfReasoning(lines);
  const variants = new Map<number, string[]>();
  const droppedLines: Faults<LineFault> = {};
  const droppedVariants: Faults<VariantFault> = {};
  const seen = new Set<number>();
  lines.forEach((line, at) => {
    const last = at === lines.length - 1;
    const read = at < reasoning ? 'reasoning' : readLine(line, asked.length, count, seen, cut && last);
    if (typeof read === 'string') {
      addFault(droppedLines, read);
      return;
    }
    const good = goodVariants(read.variants, asked[read.index]!, droppedVariants);
    if (good.length === 0) {
      addFault(droppedLines, 'no-variant-left');
      return;
    }
    variants.set(read.index, good);
  });
  return { variants, droppedLines, droppedVariants };
}

interface Line {
  /** From 0. */
  readonly index: number;
  readonly variants: readonly string[];
}

function readLine(
  line: string,
  titles: number,
  count: number,
  seen: Set<number>,
  mayBeCut: boolean,
): Line | LineFault {
  if (line.trimStart().startsWith('```')) return 'fence';
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return mayBeCut ? 'cut' : 'not-json';
  }
  if (!isLine(value)) return 'wrong-shape';
  const { id, variants } = value;
  if (!Number.isInteger(id) || id < 1 || id > titles) return 'wrong-id';
  if (seen.has(id)) return 'repeated-id';
  if (variants.length !== count) return 'wrong-count';
  seen.add(id);
  return { index: id - 1, variants };
}

function isLine(value: unknown): value is { id: number; variants: string[] } {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 2) return false;
  const { id, variants } = value as Record<string, unknown>;
  return (
    typeof id === 'number' && Array.isArray(variants) && variants.every((text) => typeof text === 'string')
  );
}
