import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import type { Hit } from '../../src/core/search/types.ts';
import { exportedHits, exportResults } from '../../src/features/search/export-results.ts';
import type { Shown } from '../../src/features/search/search.svelte.ts';
import { posting } from './core-samples.ts';

function hit(
  row: number,
  rank: number,
  rankInOther: number | null,
  cosine: Hit['cosine'] = { title: 0.123456 },
): Hit {
  return { row, posting: posting(row), rank, cosine, score: 0, rankInOther };
}

function shown(
  tuned: Hit[] | null,
  base: Hit[] | null,
  query = { title: 'Nurse', skills: '', like: '' },
): Shown {
  return {
    source: 'models',
    query,
    results: { tuned, base },
    words: [],
    vectors: {},
    like: null,
    rows: 9,
    note: '',
  };
}

function rowsOf(csv: string): Record<string, string>[] {
  expect(csv.startsWith('\ufeff')).toBe(true);
  return Papa.parse<Record<string, string>>(csv.slice(1), { header: true }).data;
}

describe('exported results', () => {
  it('are one row a posting, in the order of the job-title model, with both ranks and cosines', () => {
    const tuned = [hit(1, 1, 3, { title: 0.87654321 }), hit(2, 2, 214)];
    const base = [hit(3, 1, 55), hit(1, 3, 1, { title: 0.5, skills: 0.25 })];
    const rows = rowsOf(exportResults(exportedHits(shown(tuned, base))));
    expect(rows.map(({ title }) => title)).toEqual(['Title 1', 'Title 2', 'Title 3']);
    expect(rows[0]).toMatchObject({
      query_title: 'Nurse',
      rank_tuned: '1',
      rank_base: '3',
      cosine_title_tuned: '0.8765',
      cosine_title_base: '0.5',
      cosine_skills_tuned: '',
      cosine_skills_base: '0.25',
    });
    expect(rows[1]).toMatchObject({ rank_tuned: '2', rank_base: '214', cosine_title_base: '' });
    expect(rows[2]).toMatchObject({ rank_tuned: '55', rank_base: '1', cosine_title_tuned: '' });
  });

  it('of one model leave the other one empty', () => {
    const rows = rowsOf(exportResults(exportedHits(shown([hit(1, 1, null)], null))));
    expect(rows[0]).toMatchObject({ rank_tuned: '1', rank_base: '', cosine_title_base: '' });
  });

  it('ticked under several queries keep their query: one row a query and posting', () => {
    const baker = { title: 'Baker', skills: 'sourdough', like: '' };
    const hits = [
      ...exportedHits(shown([hit(1, 1, null)], null)),
      ...exportedHits(shown([hit(8, 4, 9)], [hit(8, 9, 4)], baker)),
      ...exportedHits(shown([hit(1, 7, null)], null, baker)),
    ];
    const rows = rowsOf(exportResults(hits));
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatchObject({
      query_title: 'Nurse',
      query_skills: '',
      title: 'Title 1',
      rank_tuned: '1',
    });
    expect(rows[1]).toMatchObject({
      query_title: 'Baker',
      title: 'Title 8',
      rank_tuned: '4',
      rank_base: '9',
    });
    expect(rows[2]).toMatchObject({ query_skills: 'sourdough', title: 'Title 1', rank_tuned: '7' });
  });

  it('defuse formulas in titles and in the query', () => {
    const attack = '=HYPERLINK("http://example.org")';
    const bad = { ...hit(1, 1, null), posting: posting(1, { title: attack, company: '+cmd', place: '@x' }) };
    const csv = exportResults(exportedHits(shown([bad], null, { title: '-1+1', skills: '', like: '' })));
    expect(rowsOf(csv)[0]).toMatchObject({
      title: `'${attack}`,
      company: "'+cmd",
      place: "'@x",
      query_title: "'-1+1",
    });
  });

  it('name the posting whose likes they are', () => {
    const like = {
      ...shown([hit(1, 1, null)], null, { title: '', skills: '', like: 'p7' }),
      like: posting(7),
    };
    expect(rowsOf(exportResults(exportedHits(like)))[0]).toMatchObject({ like: 'Title 7', query_title: '' });
  });

  it('without hits are the header line', () => {
    expect(
      exportResults(exportedHits(shown(null, null)))
        .trim()
        .split('\r\n'),
    ).toHaveLength(1);
  });
});
