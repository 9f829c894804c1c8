/** @file The parts of the coder: letters, chances, steps, exact titles, words of the heads. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chancesOf, fitWeights, type Choice } from '../../src/core/coding/conditional-logit.ts';
import { ExactTitles, knowing } from '../../src/core/coding/exact-titles.ts';
import { labelTitles, wordBuckets } from '../../src/core/coding/heads.ts';
import { prefixOf, stepsOf } from '../../src/core/coding/steps.ts';
import { DETAILS } from '../../src/core/coding/types.ts';
import { CharacterIndex } from '../../src/core/search/character-index.ts';

/** The definition, one n-gram at a time, with no index. */
function plainCosine(texts: readonly string[], query: string): number[] {
  const ngrams = (text: string): string[] =>
    text
      .toLowerCase()
      .split(/\s+/u)
      .filter((word) => word !== '')
      .flatMap((word) => {
        const letters = Array.from(` ${word} `);
        const found: string[] = [];
        for (const n of [2, 3, 4]) {
          for (let i = 0; i + n <= letters.length; i++) found.push(letters.slice(i, i + n).join(''));
          if (n >= letters.length) {
            if (n > letters.length) found.push(letters.join(''));
            break;
          }
        }
        return found;
      });
  const documents = texts.map(ngrams);
  const rarity = (ngram: string) =>
    Math.log((1 + texts.length) / (1 + documents.filter((document) => document.includes(ngram)).length)) + 1;
  const known = new Set(documents.flat());
  const weigh = (document: readonly string[]) => {
    const weights = new Map<string, number>();
    for (const ngram of new Set(document)) {
      if (!known.has(ngram)) continue;
      const count = document.filter((other) => other === ngram).length;
      weights.set(ngram, (1 + Math.log(count)) * rarity(ngram));
    }
    const length = Math.hypot(...weights.values()) || 1;
    return new Map([...weights].map(([ngram, weight]) => [ngram, weight / length]));
  };
  const asked = weigh(ngrams(query));
  return documents.map((document) => {
    const weights = weigh(document);
    return [...asked].reduce((sum, [ngram, weight]) => sum + weight * (weights.get(ngram) ?? 0), 0);
  });
}

describe('CharacterIndex', () => {
  const word = fc.stringMatching(/^[a-eé]{1,6}$/u);
  const text = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));

  it('gives the cosines of the definition', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 8 }), text, (texts, query) => {
        const expected = plainCosine(texts, query);
        new CharacterIndex(texts)
          .scores(query)
          .forEach((score, i) => expect(score).toBeCloseTo(expected[i]!, 5));
      }),
    );
  });

  it('gives what scikit-learn gives', () => {
    // TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True), scikit-learn 1.7.
    const scores = new CharacterIndex(['Staff Nurse', 'Nurse Manager', 'Welder', 'RN']).scores('nurses');
    expect([...scores].map((score) => Math.round(score * 1e4) / 1e4)).toEqual([0.5538, 0.5055, 0, 0]);
  });
});

describe('chances', () => {
  const row = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 });

  it('are a distribution that does not depend on what all candidates share', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 9 }), row, row, (rows, weights, shared) => {
        const chances = chancesOf(Float64Array.from(rows.flat()), weights);
        const moved = chancesOf(
          Float64Array.from(rows.flatMap((values) => values.map((value, i) => value + shared[i]!))),
          weights,
        );
        expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 9);
        chances.forEach((chance, i) => expect(moved[i]).toBeCloseTo(chance, 9));
      }),
    );
  });

  it('find the weights that the choices were drawn with', () => {
    const truth = [3, -2];
    let state = 7;
    const random = () => (state = (state * 16807) % 2147483647) / 2147483647;
    const choices: Choice[] = Array.from({ length: 4000 }, () => {
      const features = Float64Array.from({ length: 10 }, random);
      let rest = random();
      const chances = chancesOf(features, truth);
      const right = chances.findIndex((chance) => (rest -= chance) < 0);
      return { features, right: right < 0 ? chances.length - 1 : right };
    });
    const weights = fitWeights(choices, 2);
    expect(Math.abs(weights[0]! - truth[0]!)).toBeLessThan(0.3);
    expect(Math.abs(weights[1]! - truth[1]!)).toBeLessThan(0.3);
  });

  it('have a gradient of zero where the fit ends', () => {
    const choices: Choice[] = [
      { features: Float64Array.of(1, 0, 0, 1), right: 0 },
      { features: Float64Array.of(0.2, 0.9, 0.8, 0.1), right: 1 },
      { features: Float64Array.of(0.5, 0.5, 0.1, 0.6), right: 0 },
    ];
    const weights = fitWeights(choices, 2);
    const loss = (at: readonly number[]) =>
      choices.reduce((sum, { features, right }) => sum - Math.log(chancesOf(features, at)[right]!), 0) / 3 +
      0.0005 * (at[0]! ** 2 + at[1]! ** 2);
    for (const [i] of weights.entries()) {
      const near = (by: number) => loss([...weights].map((weight, j) => weight + (i === j ? by : 0)));
      expect((near(1e-4) - near(-1e-4)) / 2e-4).toBeCloseTo(0, 5);
    }
  });
});

describe('steps', () => {
  const code = fc.constantFrom(
    '15-1252.00',
    '15-1253.00',
    '15-1299.01',
    '29-1215.00',
    '29-1221.00',
    '11-1011.00',
    '11-1011.03',
  );
  const chances = fc
    .uniqueArray(code, { minLength: 1, maxLength: 7 })
    .map((codes) => codes.map((each, i) => ({ code: each, chance: (i + 1) / 28 })));

  it('never fall from fine to coarse', () => {
    fc.assert(
      fc.property(chances, (given) => {
        const steps = stepsOf(given, new Set(['15-1299.01']));
        steps
          .slice(1)
          .forEach((step, i) => expect(step.confidence).toBeGreaterThanOrEqual(steps[i]!.confidence));
        expect(steps.map(({ detail }) => detail)).toEqual([...DETAILS]);
      }),
    );
  });

  it('sum what agrees, so that the coarse answer may be another branch', () => {
    const given = [
      { code: '11-1011.00', chance: 0.4 },
      { code: '15-1252.00', chance: 0.35 },
      { code: '15-1253.00', chance: 0.25 },
    ];
    expect(stepsOf(given, new Set()).map((step) => [step.code, Math.round(step.confidence * 100)])).toEqual([
      ['11-1011.00', 40],
      ['11-1011', 40],
      ['15-125', 60],
      ['15-1', 60],
      ['15', 60],
    ]);
  });

  it('never answer "All Other" in full detail, but count it at the coarser levels', () => {
    const given = [
      { code: '15-1299.01', chance: 0.7 },
      { code: '15-1252.00', chance: 0.3 },
    ];
    const steps = stepsOf(given, new Set(['15-1299.01']));
    expect(steps[0]).toEqual({ detail: 'detailed', code: '15-1252.00', confidence: 0.3 });
    expect(steps[2]!.code).toBe('15-129');
  });

  it('know that physicians are one broad occupation', () => {
    expect(prefixOf('29-1221.00', 'broad')).toBe(prefixOf('29-1215.00', 'broad'));
    expect(prefixOf('29-1241.00', 'broad')).toBe('29-124');
  });
});

describe('titles known word for word', () => {
  const exact = new ExactTitles(
    ['Staff Nurse', 'Analyst', 'Analyst'],
    ['29-1141.00', '13-2051.00', '15-2031.00'],
  );

  it('are found whatever their case and white space at the ends', () => {
    expect([...exact.codesOf('  staff nurse ')]).toEqual(['29-1141.00']);
    expect([...exact.codesOf('analyst')]).toEqual(['13-2051.00', '15-2031.00']);
    expect(exact.codesOf('nurse').size).toBe(0);
  });

  it('take their share, the others keep the rest in their own proportion', () => {
    const chances = [
      { code: 'a', chance: 0.5 },
      { code: 'b', chance: 0.3 },
      { code: 'c', chance: 0.2 },
    ];
    const known = knowing(chances, new Set(['b', 'd']), 0.9);
    expect(known.map(({ code }) => code)).toEqual(['b', 'a', 'c', 'd']);
    expect(known.map(({ chance }) => Math.round(chance * 1e6) / 1e6)).toEqual([0.9, 0.071429, 0.028571, 0]);
  });

  it('share evenly where no chance is known of any of them', () => {
    const known = knowing([{ code: 'a', chance: 1 }], new Set(['x', 'y']), 0.8);
    expect(known.map(({ chance }) => Math.round(chance * 1e6) / 1e6)).toEqual([0.4, 0.4, 0.2]);
  });
});

describe('heads', () => {
  const description = {
    levels: ['Low', 'High'],
    areas: ['Here', 'There', 'Elsewhere'],
    wordBuckets: 16,
    temperatures: { level: 2, area: 1 },
  };

  it('mark words, the first and the last', () => {
    // bag_of_words(["Sr. Müller"]) of scripts/train, at 2,048 buckets.
    expect(wordBuckets('Sr. Müller', 2048).sort((a, b) => a - b)).toEqual([208, 488, 588, 1884]);
  });

  it('are asked in runs of one size, and read with the temperature', async () => {
    const sizes: number[] = [];
    const labels = await labelTitles(
      Array.from({ length: 33 }, (_, i) => `title ${i}`),
      Array.from({ length: 33 }, () => new Float32Array(4)),
      {
        description,
        run: (_vectors, bags, rows) => {
          sizes.push(rows, bags.length);
          const level = new Float32Array(rows * 2).map((_, i) => (i % 2 === 1 ? 2 * Math.log(3) : 0));
          const area = new Float32Array(rows * 3).map((_, i) => (i % 3 === 0 ? 1 : 0));
          return Promise.resolve({ level, area });
        },
      },
    );
    expect(sizes).toEqual([32, 32 * 16, 32, 32 * 16]);
    expect(labels).toHaveLength(33);
    expect(labels[32]!.level.name).toBe('High');
    expect(labels[32]!.level.confidence).toBeCloseTo(0.75, 6);
    expect(labels[0]!.area.name).toBe('Here');
  });
});
