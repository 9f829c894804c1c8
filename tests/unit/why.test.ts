import { describe, expect, it } from 'vitest';
import type { ModelId } from '../../src/core/formats/manifest.ts';
import { dot, normalise } from '../../src/core/vectors/similarity.ts';
import type { Posting } from '../../src/core/search/types.ts';
import { Why, wordsOf, type Question } from '../../src/features/search/why.svelte.ts';
import type { EncodeOptions, Encoder } from '../../src/features/setup/encoder.svelte.ts';
import { posting } from './core-samples.ts';

const VOCABULARY = ['senior', 'nurse', 'night', 'baker'];

/** Counts of known words, at unit length: what a word adds to a cosine can be worked out by hand. */
function vectorOf(text: string): Float32Array {
  const words = text.toLowerCase().split(' ');
  return normalise(Float32Array.from(VOCABULARY, (known) => words.filter((word) => word === known).length));
}

function encoder(id: ModelId, asked: string[][] = []): Encoder {
  const encode = (texts: readonly string[], { signal }: EncodeOptions = {}) => {
    asked.push([...texts]);
    signal?.throwIfAborted();
    return Promise.resolve(Float32Array.from(texts.flatMap((text) => [...vectorOf(text)])));
  };
  return { id, encode } as unknown as Encoder;
}

function question(query: string, { title }: Posting): Question {
  return { query, target: title, explainTarget: true };
}

const live = () => new AbortController().signal;

describe('why a hit matched', () => {
  it('is each word left out in turn, of the query and of the hit, under each model', async () => {
    const why = new Why();
    const asked: string[][] = [];
    const hit = posting(0, { title: 'Night  Nurse' });
    await why.explain(question('Senior Nurse', hit), [encoder('tuned', asked), encoder('base')], live());
    expect(asked[0]).toEqual(['Senior Nurse', 'Night Nurse', 'Nurse', 'Senior', 'Nurse', 'Night']);
    expect(why.explanations.map(({ model }) => model)).toEqual(['tuned', 'base']);
    const { cosine, query, hit: title } = why.explanations[0]!;
    expect(cosine).toBeCloseTo(0.5);
    // "Senior" opposes the match, "Nurse" makes it.
    const effects = (words: typeof query) => words.map(({ word, effect }) => [word, effect.toFixed(3)]);
    expect(effects(query)).toEqual([
      ['Senior', (0.5 - Math.SQRT1_2).toFixed(3)],
      ['Nurse', '0.500'],
    ]);
    expect(effects(title)).toEqual([
      ['Night', (0.5 - Math.SQRT1_2).toFixed(3)],
      ['Nurse', '0.500'],
    ]);
  });

  it('of a text of more than 24 words concerns its first 24', async () => {
    const long = [...Array.from({ length: 24 }, () => 'nurse'), 'baker', 'baker', 'baker'].join(' ');
    const why = new Why();
    await why.explain(question(long, posting(0, { title: 'Nurse' })), [encoder('tuned')], live());
    const { cosine, query } = why.explanations[0]!;
    expect(query).toHaveLength(24);
    expect(cosine).toBeCloseTo(1);
    for (const { effect } of query) expect(effect).toBeCloseTo(0);
  });

  it('is for the latest question only', async () => {
    const why = new Why();
    const earlier = why.explain(question('Baker', posting(0)), [encoder('tuned')], live());
    const later = why.explain(question('Nurse', posting(1, { title: 'Nurse' })), [encoder('tuned')], live());
    await Promise.all([earlier, later]);
    expect(why.explanations.map(({ query }) => query[0]?.word)).toEqual(['Nurse']);
  });

  it('that could not be worked out says so, unless it was given up', async () => {
    const why = new Why();
    const broken = { id: 'base', encode: () => Promise.reject(new Error('no room')) } as unknown as Encoder;
    await why.explain(question('Nurse', posting(0)), [encoder('tuned'), broken], live());
    expect(why.failed).toBe('no room');
    expect(why.explanations).toHaveLength(1);
    await why.explain(question('Nurse', posting(0)), [encoder('tuned')], AbortSignal.abort());
    expect(why.failed).toBeNull();
  });
});

describe('words', () => {
  it('are what white space parts, at most 24', () => {
    expect(wordsOf('  C++ /\t.NET\nDeveloper ')).toEqual(['C++', '/', '.NET', 'Developer']);
    expect(wordsOf(' ')).toEqual([]);
    expect(wordsOf('x '.repeat(100))).toHaveLength(24);
  });

  it('of the sample vectors have the cosines that the tests above assume', () => {
    expect(dot(vectorOf('senior nurse'), vectorOf('night nurse'))).toBeCloseTo(0.5);
  });
});
