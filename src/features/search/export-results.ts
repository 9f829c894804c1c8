/** @file Search results as a CSV. */
import { toCsv } from '../../core/formats/csv-export.ts';
import type { ModelId } from '../../core/formats/manifest.ts';
import type { Hit } from '../../core/search/types.ts';
import type { Shown } from './search.svelte.ts';

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

/**
 * One row a posting, job-title model's order first, with its rank and cosines under both models where known.
 * @param ticked hits to export; all shown if empty
 */
export function exportResults(shown: Shown, ticked: readonly Hit[]): string {
  const rows = new Map<string, Row>();
  const all = { tuned: shown.results.tuned ?? [], base: shown.results.base ?? [] };
  const wanted = new Set(ticked.map((hit) => hit.posting.id));
  for (const model of ['tuned', 'base'] as const) {
    for (const hit of all[model]) {
      if (wanted.size > 0 && !wanted.has(hit.posting.id)) continue;
      const row = rows.get(hit.posting.id) ?? emptyRow(shown, hit);
      rows.set(hit.posting.id, fill(row, model, hit));
    }
  }
  // Ticked under an earlier query: kept, though this query's ranks do not hold them.
  for (const hit of ticked) if (!rows.has(hit.posting.id)) rows.set(hit.posting.id, emptyRow(shown, hit));
  return toCsv([...rows.values()], COLUMNS, { byteOrderMark: true });
}

function emptyRow({ query, like }: Shown, { posting }: Hit): Row {
  const ranks = { rank_tuned: null, rank_base: null };
  const cosines = {
    cosine_title_tuned: null,
    cosine_title_base: null,
    cosine_skills_tuned: null,
    cosine_skills_base: null,
  };
  const { title, company, place, skills, code } = posting;
  const asked = { query_title: query.title, query_skills: query.skills, like: like?.title ?? '' };
  return { ...asked, title, company, place, skills, onet_code: code, ...ranks, ...cosines };
}

function fill(row: Row, model: ModelId, hit: Hit): Row {
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
