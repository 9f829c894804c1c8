/** @file The written sources of the data set: occupations with their roles and titles, and advert fragments. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Role {
  readonly role: string;
  /** True synonyms, spelled as on a business card; some carry a hint in brackets. */
  readonly titles: readonly string[];
}

export interface Occupation {
  /** O*NET-SOC 2019 code. */
  readonly code: string;
  readonly title: string;
  readonly roles: readonly Role[];
  readonly description: string;
  readonly skills: readonly string[];
}

export interface Fragment {
  readonly code: string;
  /** Four verb phrases in base form. */
  readonly duties: readonly string[];
  /** Two noun phrases. */
  readonly requirements: readonly string[];
  /** One phrase that completes "The job means ...". */
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

/** Lines of JSON, each with a `code`. @throws SourceError naming file and line */
export function parseLines<T extends { code: string }>(text: string, file: string): T[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      const value = JSON.parse(line) as T;
      if (typeof value.code !== 'string') throw new Error('it has no code');
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
