import { describe, expect, it } from 'vitest';
import type { Hit } from '../../src/core/search/types.ts';
import { Selection } from '../../src/features/search/selection.svelte.ts';
import type { Query, Shown } from '../../src/features/search/search.svelte.ts';
import { posting } from './core-samples.ts';

function hit(row: number, rank: number): Hit {
  return { row, posting: posting(row), rank, cosine: { title: 0.5 }, score: 0.5, rankInOther: null };
}

function shown(title: string, tuned: Hit[] | null, base: Hit[] | null): Shown {
  const query: Query = { title, skills: '', like: '' };
  const results = { tuned, base };
  return { source: 'models', query, results, words: [], vectors: {}, like: null, rows: 9, note: '' };
}

const ticks = ({ ticked }: Selection, id: string) =>
  ticked.get(id)?.map(({ query, model, hit: { rank } }) => `${query.title} ${model} ${rank}`);

describe('a tick', () => {
  it('keeps the hit of both lists with the query that found it', () => {
    const selection = new Selection();
    selection.toggle('p1', shown('nurse', [hit(1, 1), hit(2, 2)], [hit(3, 1), hit(1, 2)]));
    selection.toggle('p3', shown('baker', [hit(4, 1)], [hit(3, 7)]));
    expect([...selection.ticked.keys()]).toEqual(['p1', 'p3']);
    expect(ticks(selection, 'p1')).toEqual(['nurse tuned 1', 'nurse base 2']);
    expect(ticks(selection, 'p3')).toEqual(['baker base 7']);
    expect([selection.isTicked('p1'), selection.isTicked('p2')]).toEqual([true, false]);
  });

  it('is taken back by the next one, whatever query is shown by then', () => {
    const selection = new Selection();
    selection.toggle('p1', shown('nurse', [hit(1, 1)], null));
    selection.toggle('p2', shown('nurse', [hit(2, 2)], null));
    selection.toggle('p1', shown('baker', [hit(1, 5)], null));
    expect([...selection.ticked.keys()]).toEqual(['p2']);
  });

  it('is a new map each time, so that the page sees it; clearing leaves none', () => {
    const selection = new Selection();
    const before = selection.ticked;
    selection.toggle('p1', shown('nurse', [hit(1, 1)], null));
    expect(selection.ticked).not.toBe(before);
    expect(before.size).toBe(0);
    selection.clearTicks();
    expect(selection.ticked.size).toBe(0);
    expect(selection.isTicked('p1')).toBe(false);
  });
});

describe('the posting under the pointer or the focus', () => {
  it('dims every other one, the pointer before the focus', () => {
    const selection = new Selection();
    const dimmed = () => ['p1', 'p2', 'p3'].map((id) => selection.isDimmed(id));
    expect(dimmed()).toEqual([false, false, false]);
    selection.focused = 'p1';
    expect(dimmed()).toEqual([false, true, true]);
    selection.hovered = 'p2';
    expect(dimmed()).toEqual([true, false, true]);
    selection.hovered = null;
    expect(dimmed()).toEqual([false, true, true]);
  });
});
