/** @file Names of occupations and groups by code, and occupations by name. */
import { CharacterIndex } from '../search/character-index.ts';
import { groupTitle } from './groups/groups.ts';
import { prefixOf } from './steps.ts';
import type { Occupation } from './title-coder.ts';
import { DETAILS } from './types.ts';

export class OccupationNames {
  readonly #titles: ReadonlyMap<string, string>;
  readonly #occupations: readonly Occupation[];
  readonly #letters: CharacterIndex;

  constructor(occupations: readonly Occupation[]) {
    this.#occupations = occupations;
    const titles = new Map(occupations.map(({ code, title }) => [code, title]));
    // The occupation of a SOC code is the one whose detail is .00, where O*NET has it.
    for (const { code, title } of occupations) {
      const soc = code.slice(0, 7);
      if (code.endsWith('.00') || !titles.has(soc)) titles.set(soc, title);
    }
    this.#titles = titles;
    this.#letters = new CharacterIndex(occupations.map(({ title }) => title));
  }

  /** The name of an occupation or group at any level of detail, '' for an unknown code. */
  title(code: string): string {
    return this.#titles.get(code) ?? groupTitle(code);
  }

  /** All codes at all levels of detail with their names. */
  all(): [code: string, title: string][] {
    const codes = new Set(
      this.#occupations.flatMap(({ code }) => DETAILS.map((detail) => prefixOf(code, detail))),
    );
    return Array.from(codes, (code) => [code, this.title(code)]);
  }

  /** Occupations whose name or code is like what was typed, best first. */
  find(query: string, most: number): Occupation[] {
    const text = query.trim();
    if (/^\d\d(?:-|$)/u.test(text))
      return this.#occupations.filter(({ code }) => code.startsWith(text)).slice(0, most);
    const scores = this.#letters.scores(text);
    return [...scores.keys()]
      .filter((row) => scores[row]! > 0)
      .sort((a, b) => scores[b]! - scores[a]! || a - b)
      .slice(0, most)
      .map((row) => this.#occupations[row]!);
  }
}
