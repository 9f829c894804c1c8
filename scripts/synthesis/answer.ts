/** @file Reads the text of a model's answer line by line and keeps nothing that is not exactly what was asked for. */

/** Longest variant, in characters. */
export const LONGEST_VARIANT = 100;
/** What people type into a title: Latin letters, digits, and the marks of grades, brackets, pay and lists. */
const ODD = /[^A-Za-z0-9À-ÖØ-öø-ÿ &/+#'’.,()[\]|:;$£€%*@!?"_·•–—-]/u;

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

/** Why a variant of an otherwise good line was dropped. */
export type VariantFault =
  | 'empty'
  | 'too-long'
  | 'odd-characters'
  | 'equals-seed'
  | 'equals-other-name'
  | 'already-given'
  | 'repeated';

/** How often each fault was met; faults that were not met are left out. */
export type Faults<Fault extends string> = Partial<Record<Fault, number>>;

/** What is known of a title that was asked about. */
export interface Asked {
  readonly title: string;
  readonly otherNames: readonly string[];
  /** Rewritings that an earlier prompt gave. */
  readonly given: readonly string[];
}

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
      add(droppedLines, read);
      return;
    }
    const good = goodVariants(read.variants, asked[read.index]!, droppedVariants);
    if (good.length === 0) {
      add(droppedLines, 'no-variant-left');
      return;
    }
    variants.set(read.index, good);
  });
  return { variants, droppedLines, droppedVariants };
}

function add<Fault extends string>(faults: Faults<Fault>, fault: Fault): void {
  const counts: Partial<Record<string, number>> = faults;
  counts[fault] = (counts[fault] ?? 0) + 1;
}

/** Models that think aloud do so before a closing mark; what they try out there is no answer. */
function linesOfReasoning(lines: readonly string[]): number {
  const close = lines.findLastIndex((line) => line.includes('</think>'));
  if (close >= 0) return close + 1;
  return lines.some((line) => line.trimStart().startsWith('<think>')) ? lines.length : 0;
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

/** Two titles that differ only in case or spacing are one. */
function sameKey(text: string): string {
  return text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
}

function goodVariants(texts: readonly string[], asked: Asked, dropped: Faults<VariantFault>): string[] {
  const others = new Set(asked.otherNames.map(sameKey));
  const given = new Set(asked.given.map(sameKey));
  const seen = new Set<string>();
  return texts.filter((text) => {
    const key = sameKey(text);
    const fault: VariantFault | null = seen.has(key)
      ? 'repeated'
      : (faultOfText(text) ??
        (key === sameKey(asked.title)
          ? 'equals-seed'
          : others.has(key)
            ? 'equals-other-name'
            : given.has(key)
              ? 'already-given'
              : null));
    seen.add(key);
    if (fault) add(dropped, fault);
    return fault === null;
  });
}

function faultOfText(text: string): VariantFault | null {
  if (text.trim() === '') return 'empty';
  if (text.length > LONGEST_VARIANT) return 'too-long';
  return text !== text.trim() || ODD.test(text) ? 'odd-characters' : null;
}
