/** @file The written sources of the data set: occupations with their roles and titles, and advert fragments. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Role {
  readonly role: string;
  /** Five to nine true synonyms, spelled as on a business card. */
  readonly titles: readonly string[];
  /** Those of the titles that another occupation has too: decided, not overlooked. */
  readonly ambiguous?: readonly string[];
}

export interface Occupation {
  /** O*NET-SOC 2019 code. */
  readonly code: string;
  /** Official title. */
  readonly title: string;
  readonly roles: readonly Role[];
  /** Two, unlike each other in wording. */
  readonly descriptions: readonly string[];
  /** 8 to 12 verb phrases in base form. */
  readonly tasks: readonly string[];
  /** 8 to 15 skills and tools. */
  readonly skills: readonly string[];
}

/** What the adverts of an occupation are made from, beside its tasks. */
export interface Fragment {
  readonly code: string;
  /** Verb phrases in base form. */
  readonly duties: readonly string[];
  /** Noun phrases. */
  readonly requirements: readonly string[];
  /** Phrases that complete "The job means ...". */
  readonly conditions: readonly string[];
}

export interface TitleData {
  readonly occupations: readonly Occupation[];
  readonly fragments: readonly Fragment[];
}

export class SourceError extends Error {
  readonly code = 'bad-source';
  constructor(message: string) {
    super(message);
    this.name = 'SourceError';
  }
}

/** Lines of JSON, each an object with the text field `field`. @throws SourceError naming file and line */
export function parseLines<T extends object>(text: string, file: string, field = 'code'): T[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      const value = JSON.parse(line) as T & Record<string, unknown>;
      if (typeof value[field] !== 'string') throw new Error(`it has no ${field}`);
      return [value];
    } catch (error) {
      throw new SourceError(
        `${file}, line ${index + 1}: not an entry (${String(error)}). Mend or remove the line.`,
      );
    }
  });
}

/** All occupations and fragments below `folder`, in order of file name. */
export function loadTitleData(folder: string): TitleData {
  return {
    occupations: loadFolder<Occupation>(join(folder, 'occupations')),
    fragments: loadFolder<Fragment>(join(folder, 'fragments')),
  };
}

function loadFolder<T extends { code: string }>(folder: string): T[] {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort();
  return files.flatMap((name) => parseLines<T>(readFileSync(join(folder, name), 'utf8'), name));
}
