/** @file What else a job is called: titles of the roles nearest to the query under the job-title model. */
import type { Corpus } from './corpus.svelte.ts';

const ROLES = 3;
const TITLES = 12;
/**
 * Below this cosine of the nearest role a query names no job that is known here. Of the queries tried, jobs (in abbreviations and
 * slang too) had 0.52 or more, letters without sense, other languages and other subjects 0.48 or less.
 */
export const NEAREST_ROLE_FLOOR = 0.5;
/** A role this much farther than the nearest is another job. */
const MAXIMUM_GAP = 0.12;

export class AlsoCalled {
  titles = $state.raw<readonly string[]>([]);
  /** The query is close to no role at all. */
  isFar = $state(false);
  #request = 0;

  async update(query: string, vector: Float32Array | undefined, corpus: Corpus): Promise<void> {
    const request = ++this.#request;
    const roles = vector ? await corpus.nearestRoles(vector, ROLES).catch(() => []) : [];
    if (request !== this.#request) return;
    const nearest = roles[0]?.cosine ?? 0;
    this.isFar = roles.length > 0 && nearest < NEAREST_ROLE_FLOOR;
    const same = this.isFar ? [] : roles.filter(({ cosine }) => nearest - cosine <= MAXIMUM_GAP);
    this.titles = otherTitles(
      query,
      same.flatMap(({ titles }) => titles),
    );
  }
}

/** Distinct titles that are not the query itself, in order. */
export function otherTitles(query: string, titles: readonly string[]): string[] {
  const key = (title: string) =>
    title
      .toLowerCase()
      .replace(/\s*\([^)]*\)/g, '')
      .trim();
  const seen = new Set([key(query)]);
  const result: string[] = [];
  for (const title of titles) {
    const plain = title.replace(/\s*\([^)]*\)/g, '').trim();
    if (plain === '' || seen.has(key(plain))) continue;
    seen.add(key(plain));
    result.push(plain);
  }
  return result.slice(0, TITLES);
}

/** The query and its other names as a Boolean search: `("Nurse" OR "RN")`. */
export function booleanSearch(query: string, titles: readonly string[]): string {
  const quote = (title: string) => `"${title.replaceAll('"', '')}"`;
  return `(${[query, ...titles].map(quote).join(' OR ')})`;
}
