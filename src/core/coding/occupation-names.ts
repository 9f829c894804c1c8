/** @file Names of occupations and groups by code, and both by name. */
import { CharacterIndex } from '../search/character-index.ts';
import { groupTitle, officialCode } from './groups/groups.ts';
import { prefixOf } from './steps.ts';
import { DETAILS, type CodeTitles, type Occupation } from './types.ts';

/** Whether an occupation gathers what fits no other one: "Computer Occupations, All Other". */
export function isResidual({ title }: Pick<Occupation, 'title'>): boolean {
  return /\bAll Other\b/u.test(title);
}

export class OccupationNames implements CodeTitles {
  readonly #titles: ReadonlyMap<string, string>;
  readonly #occupations: readonly Occupation[];
  /** Occupations, and behind them the groups that hold several. */
  readonly #findable: readonly Occupation[];
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
    this.#findable = [...occupations, ...this.#groups()];
    this.#letters = new CharacterIndex(this.#findable.map(({ title }) => title));
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

  /** Occupations and groups whose name or code is like what was typed, best first; a group's code is cut to its level ("15-125"). */
  find(query: string, most: number): Occupation[] {
    const text = query.trim();
    if (/^\d\d(?:-|$)/u.test(text)) return this.#withCode(text).slice(0, most);
    const scores = this.#letters.scores(text);
    return [...scores.keys()]
      .filter((row) => scores[row]! > 0)
      .sort((a, b) => scores[b]! - scores[a]! || a - b)
      .slice(0, most)
      .map((row) => this.#findable[row]!);
  }

  /** Those whose code begins so, as it is cut or as it is published, coarsest first: "15" finds 15-0000, 15-1200 and what they hold. */
  #withCode(text: string): Occupation[] {
    return this.#findable
      .filter(({ code }) => code.startsWith(text) || officialCode(code).startsWith(text))
      .sort((a, b) => a.code.length - b.code.length || (a.code < b.code ? -1 : 1));
  }

  /** A group of one occupation says no less than the occupation: it is left out. */
  #groups(): Occupation[] {
    const members = new Map<string, number>();
    for (const { code } of this.#occupations)
      for (const detail of DETAILS.slice(1)) {
        const group = prefixOf(code, detail);
        members.set(group, (members.get(group) ?? 0) + 1);
      }
    return [...members]
      .filter(([, count]) => count > 1)
      .map(([code]) => ({ code, title: this.title(code) }))
      .filter(({ title }) => title !== '');
  }
}
