/** @file Titles that are known word for word. */
import type { CodeChance } from './steps.ts';
import { titleKey } from './title-key.ts';

export class ExactTitles {
  readonly #codes = new Map<string, Set<string>>();

  /** @param codes one for each title */
  constructor(titles: readonly string[], codes: readonly string[]) {
    titles.forEach((title, row) => {
      const key = titleKey(title);
      const known = this.#codes.get(key);
      if (known) known.add(codes[row]!);
      else this.#codes.set(key, new Set([codes[row]!]));
    });
  }

  /** The codes that a title has word for word; none where it is not known. */
  codesOf(title: string): ReadonlySet<string> {
    return this.#codes.get(titleKey(title)) ?? new Set();
  }
}

/**
 * Chances where the title is known word for word: its codes share `confidence` in the proportion of their own chances, the other
 * codes share the rest.
 * @param confidence that a known title's code is right, in 0 to 1
 */
export function knowing(
  chances: readonly CodeChance[],
  exact: ReadonlySet<string>,
  confidence: number,
): CodeChance[] {
  const given = new Map(chances.map(({ code, chance }) => [code, chance]));
  for (const code of exact) if (!given.has(code)) given.set(code, 0);
  let known = 0;
  for (const code of exact) known += given.get(code)!;
  const others = Math.max(0, [...given.values()].reduce((sum, chance) => sum + chance, 0) - known);
  return Array.from(given, ([code, chance]) => {
    if (exact.has(code))
      return { code, chance: known > 0 ? (confidence * chance) / known : confidence / exact.size };
    return { code, chance: others > 0 ? ((1 - confidence) * chance) / others : 0 };
  }).sort((a, b) => b.chance - a.chance || (a.code < b.code ? -1 : 1));
}
