/** @file Job level and area of a title by word-boundary keywords (labels/levels.json, areas.json) and written corrections. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { titleKey } from './splits.ts';
import { parseLines, SourceError } from './sources.ts';

export const LEVELS = [
  'Student', 'Junior Specialist', 'Assistant', 'Specialist', 'Senior Specialist', 'Manager', 'Director', 'VP', 'C-Level', 'Founder/Owner',
] as const; // prettier-ignore
export type Level = (typeof LEVELS)[number];

export const AREAS = [
  'Finance', 'Engineering', 'IT', 'Healthcare', 'Marketing', 'Education', 'Human Resources', 'Operations', 'Legal', 'Customer Support',
  'Administration', 'Design', 'Construction', 'Real Estate', 'Manufacturing', 'Media', 'Science & Research', 'Consulting', 'Retail',
  'Transportation', 'Hospitality & Tourism', 'Energy & Utilities', 'Agriculture & Forestry', 'Arts & Entertainment', 'Security',
  'Public Relations', 'Government', 'Nonprofit',
] as const; // prettier-ignore
export type Area = (typeof AREAS)[number];

/** A line of levels.json or areas.json. */
export interface KeywordRule {
  readonly label: string;
  /** Words and phrases, lower case, each matched at word boundaries; "*" stands for any letters. */
  readonly words: readonly string[];
  /** Phrases inside which no word counts: "product owner". */
  readonly except?: readonly string[];
}

export interface Correction {
  readonly title: string;
  readonly level?: Level;
  readonly area?: Area;
}

/** By what a label was found; `occupation`: a keyword was vetoed, because it misleads in titles of that occupation. */
export type LabelSource = 'correction' | 'keyword' | 'occupation' | 'default';

export interface Label<T> {
  readonly label: T;
  readonly source: LabelSource;
}

interface CompiledRule {
  readonly label: string;
  readonly words: readonly RegExp[];
  readonly except: RegExp | null;
}

const ESCAPED = /[.+?^${}()|[\]\\/]/g;

function wordPattern(phrase: string): string {
  const pattern = phrase.replace(ESCAPED, '\\$&').replaceAll('*', '\\p{L}*').replaceAll(' ', '[\\s-]+');
  return `(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`;
}

function compile({ label, words, except = [] }: KeywordRule): CompiledRule {
  return {
    label,
    words: words.map((word) => new RegExp(wordPattern(word), 'iu')),
    except: except.length === 0 ? null : new RegExp(except.map(wordPattern).join('|'), 'giu'),
  };
}

/** The two rule files and the corrections of one folder. */
export class LabelRules {
  readonly #levels: readonly CompiledRule[];
  readonly #areas: readonly CompiledRule[];
  readonly #corrections: ReadonlyMap<string, Correction>;

  /** @throws SourceError if a rule or a correction names an unknown class */
  constructor(
    levels: readonly KeywordRule[],
    areas: readonly KeywordRule[],
    corrections: readonly Correction[],
  ) {
    check('levels.json', levels, LEVELS);
    check('areas.json', areas, AREAS);
    this.#levels = levels.map(compile);
    this.#areas = areas.map(compile);
    this.#corrections = new Map(corrections.map((correction) => [titleKey(correction.title), correction]));
  }

  /** Rules in the order of levels.json: the first that matches decides; without a keyword it is a Specialist. */
  level(title: string): Label<Level> {
    const corrected = this.#corrections.get(titleKey(title))?.level;
    if (corrected) return { label: corrected, source: 'correction' };
    const found = this.#levels.find((rule) => longestMatch(rule, title) > 0);
    return found
      ? { label: found.label as Level, source: 'keyword' }
      : { label: 'Specialist', source: 'default' };
  }

  /** The rule with the longest matching phrase, the earlier one of two alike; null without any. */
  area(title: string): Label<Area> | null {
    const corrected = this.#corrections.get(titleKey(title))?.area;
    if (corrected) return { label: corrected, source: 'correction' };
    let best: CompiledRule | null = null;
    let longest = 0;
    for (const rule of this.#areas) {
      const length = longestMatch(rule, title);
      if (length > longest) [best, longest] = [rule, length];
    }
    return best && { label: best.label as Area, source: 'keyword' };
  }

  /** Whether any keyword of either file stands in the title. */
  hasKeyword(title: string): boolean {
    return [...this.#levels, ...this.#areas].some((rule) => longestMatch(rule, title) > 0);
  }
}

/** Characters of the longest word of the rule in `title`, outside its exceptions; 0 without one. */
function longestMatch({ words, except }: CompiledRule, title: string): number {
  const text = except ? title.replace(except, ' · ') : title;
  return Math.max(0, ...words.map((word) => word.exec(text)?.[0].length ?? 0));
}

function check(file: string, rules: readonly KeywordRule[], known: readonly string[]): void {
  for (const { label, words } of rules) {
    if (!known.includes(label))
      throw new SourceError(`${file}: "${label}" is no class of the guide. Mend its name.`);
    if (words.length === 0)
      throw new SourceError(`${file}: "${label}" has no words. Add some or remove the rule.`);
  }
}

/** The rules of `folder`: levels.json, areas.json, corrections.jsonl. */
export function loadLabelRules(folder: string = join(import.meta.dirname, 'labels')): LabelRules {
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  return new LabelRules(
    JSON.parse(read('levels.json')) as KeywordRule[],
    JSON.parse(read('areas.json')) as KeywordRule[],
    parseLines<Correction>(read('corrections.jsonl'), 'corrections.jsonl', 'title'),
  );
}

/** A line of vetoes.json: areas that no keyword gives to a title of these codes. */
interface Veto {
  /** Prefix of the code. */
  readonly codes: string;
  readonly areas: readonly string[];
  /** Regular expression of words that lift the veto. */
  readonly unless?: string;
}

const VETOES = JSON.parse(
  readFileSync(join(import.meta.dirname, 'labels/vetoes.json'), 'utf8'),
) as readonly Veto[];

/** The area of a title of a known occupation: by correction or keyword, but by the occupation where the keyword is vetoed. */
export function areaInOccupation(rules: LabelRules, title: string, code: string): Label<Area> | null {
  const found = rules.area(title);
  if (found?.source !== 'keyword') return found;
  const vetoed = VETOES.some(
    ({ codes, areas, unless }) =>
      code.startsWith(codes) &&
      areas.includes(found.label) &&
      !(unless && new RegExp(`\\b(?:${unless})\\b`, 'i').test(title)),
  );
  return vetoed ? { label: areaByOccupation(code), source: 'occupation' } : found;
}

const BY_OCCUPATION = JSON.parse(
  readFileSync(join(import.meta.dirname, 'labels/areas-by-occupation.json'), 'utf8'),
) as Readonly<Record<string, Area>>;

/** The area of most titles of an occupation, by the longest prefix of its code; for postings without a keyword. */
export function areaByOccupation(code: string): Area {
  for (let length = code.length; length >= 2; length--) {
    const area = BY_OCCUPATION[code.slice(0, length)];
    if (area) return area;
  }
  throw new SourceError(`areas-by-occupation.json has no prefix of ${code}. Add one.`);
}
