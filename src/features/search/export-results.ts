/** @file Search results as a CSV. */
import { toCsv } from '../../core/formats/csv-export.ts';
import type { ModelId } from '../../core/formats/manifest.ts';
import type { Hit } from '../../core/search/types.ts';
import type { Query, Shown } from './search.svelte.ts';

const COLUMNS = [
  'query_title',
  'query_skills',
  'like',
  'title',
  'company',
  'place',
  'skills',
  'onet_code',
  'rank_tuned',
  'rank_base',
  'cosine_title_tuned',
  'cosine_title_base',
  'cosine_skills_tuned',
  'cosine_skills_base',
] as const;

type Row = Record<(typeof COLUMNS)[number], string | number | null>;

/** A hit of one list, with the query that it answered. */
export interface ExportedHit {
  readonly query: Query;
  /** Title of the posting of "Most similar jobs". */
  readonly like: string;
  readonly model: ModelId;
  readonly hit: Hit;
}

/** The hits of both lists, the job-title model's first. */
export function exportedHits({ query, like, results }: Shown): ExportedHit[] {
  const of = (model: ModelId) =>
    (results[model] ?? []).map((hit): ExportedHit => ({ query, like: like?.title ?? '', model, hit }));
  return [...of('tuned'), ...of('base')];
}

/** One row a query and posting, with its rank and cosines under both models where known. */
export function exportResults(hits: readonly ExportedHit[]): string {
  const rows = new Map<string, Row>();
  for (const exported of hits) {
    const { query, hit } = exported;
    const key = JSON.stringify([query, hit.posting.id]);
    rows.set(key, fill(rows.get(key) ?? emptyRow(exported), exported));
  }
  return toCsv([...rows.values()], COLUMNS, { byteOrderMark: true });
}

function emptyRow({ query, like, hit }: ExportedHit): Row {
  const ranks = { rank_tuned: null, rank_base: null };
  const cosines = {
    cosine_title_tuned: null,
    cosine_title_base: null,
    cosine_skills_tuned: null,
    cosine_skills_base: null,
  };
  const { title, company, place, skills, code } = hit.posting;
  const asked = { query_title: query.title, query_skills: query.skills, like };
  return { ...asked, title, company, place, skills, onet_code: code, ...ranks, ...cosines };
}

function fill(row: Row, { model, hit }: ExportedHit): Row {
  const other = model === 'tuned' ? 'base' : 'tuned';
  return {
    ...row,
    [`rank_${model}`]: hit.rank,
    [`rank_${other}`]: row[`rank_${other}`] ?? hit.rankInOther,
    [`cosine_title_${model}`]: rounded(hit.cosine.title),
    [`cosine_skills_${model}`]: rounded(hit.cosine.skills),
  };
}

function rounded(cosine: number | undefined): number | null {
  return cosine === undefined ? null : Math.round(cosine * 10_000) / 10_000;
}
