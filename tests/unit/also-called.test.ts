import { describe, expect, it } from 'vitest';
import { AlsoCalled, booleanSearch, otherTitles } from '../../src/features/search/also-called.svelte.ts';
import type { Corpus } from '../../src/features/search/corpus.svelte.ts';
import type { RoleHit } from '../../src/workers/search/search-service.ts';

function role(cosine: number, ...titles: string[]): RoleHit {
  return { role: titles[0]!, code: '29-1141.00', titles, cosine };
}

function corpusWith(nearestRoles: () => Promise<RoleHit[]>): Corpus {
  return { nearestRoles } as unknown as Corpus;
}

const VECTOR = Float32Array.of(1);

describe('other titles', () => {
  it('are each once, in order, without the query and without what is in brackets', () => {
    const titles = ['Nurse', 'Registered Nurse (RN)', 'registered nurse', 'RN (m/f/d)', ' ', 'Staff Nurse'];
    expect(otherTitles('nurse (ICU)', titles)).toEqual(['Registered Nurse', 'RN', 'Staff Nurse']);
  });

  it('are twelve at most', () => {
    expect(
      otherTitles(
        'x',
        Array.from({ length: 30 }, (_, i) => `Title ${i}`),
      ),
    ).toHaveLength(12);
  });

  it('come from the nearest roles, not from those that are clearly farther', async () => {
    const also = new AlsoCalled();
    const roles = [role(0.9, 'Nurse', 'RN'), role(0.78, 'Staff Nurse'), role(0.77, 'Baker')];
    await also.update(
      'Nurse',
      VECTOR,
      corpusWith(() => Promise.resolve(roles)),
    );
    expect(also.titles).toEqual(['RN', 'Staff Nurse']);
  });

  it('are none without a vector, and none where the roles cannot be asked', async () => {
    const also = new AlsoCalled();
    await also.update(
      'Nurse',
      VECTOR,
      corpusWith(() => Promise.resolve([role(0.9, 'RN')])),
    );
    expect(also.titles).toEqual(['RN']);
    await also.update(
      'Nurse',
      VECTOR,
      corpusWith(() => Promise.reject(new Error('dead'))),
    );
    expect(also.titles).toEqual([]);
    await also.update(
      'Nurse',
      undefined,
      corpusWith(() => Promise.resolve([role(0.9, 'RN')])),
    );
    expect(also.titles).toEqual([]);
  });

  it('of the latest query win over those of an earlier, slower one', async () => {
    const also = new AlsoCalled();
    let answerLate: (roles: RoleHit[]) => void = () => undefined;
    const slow = corpusWith(() => new Promise((resolve) => (answerLate = resolve)));
    const earlier = also.update('Baker', VECTOR, slow);
    await also.update(
      'Nurse',
      VECTOR,
      corpusWith(() => Promise.resolve([role(0.9, 'RN')])),
    );
    answerLate([role(0.9, 'Pastry Chef')]);
    await earlier;
    expect(also.titles).toEqual(['RN']);
  });
});

describe('a Boolean search', () => {
  it('quotes every name', () => {
    expect(booleanSearch('Nurse', ['RN', 'Staff Nurse'])).toBe('("Nurse" OR "RN" OR "Staff Nurse")');
  });

  it('cannot be left by a quote in a title', () => {
    expect(booleanSearch('"Head" of', ['a" OR "b'])).toBe('("Head of" OR "a OR b")');
  });
});
