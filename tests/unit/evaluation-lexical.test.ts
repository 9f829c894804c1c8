import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BM25,
  LEXICAL_IDS,
  LexicalContender,
  WORD_TFIDF,
  type LexicalId,
} from '../../src/core/evaluation/lexical-contenders.ts';
import type { Answer } from '../../src/core/evaluation/types.ts';
import { WordIndex, wordsOf } from '../../src/core/evaluation/word-index.ts';

const RUN = { signal: new AbortController().signal, now: () => 0, onProgress: () => undefined };

async function scoresOf(id: LexicalId, queries: readonly string[], corpus: readonly string[]) {
  const contender = new LexicalContender(id);
  await contender.prepare(corpus, RUN);
  const answers: Answer[] = [];
  const texts = queries.map((text) => ({ text }));
  for await (const answer of contender.rank(texts, RUN)) answers.push(answer);
  return answers.map((answer) => (answer.kind === 'scores' ? [...answer.scores] : []));
}

describe('words', () => {
  it('are runs of letters and digits in lower case', () => {
    expect(wordsOf("Head-Chef's R&D (Zürich) snake_case 2nd")).toEqual([
      'head',
      'chef',
      's',
      'r',
      'd',
      'zürich',
      'snake',
      'case',
      '2nd',
    ]);
    expect(wordsOf(' – ')).toEqual([]);
  });
});

describe('BM25', () => {
  it('of a worked example', () => {
    // Two texts of one word: mean length 1, so the length factor is 1 - 0.75 + 0.75 * 1 = 1 and the norm 1.2.
    // "nurse" stands in 1 of 2: idf = ln(1 + (2 - 1 + 0.5) / (1 + 0.5)) = ln 2. Score: ln 2 * 1 * 2.2 / (1 + 1.2) = ln 2.
    const [first, second] = new WordIndex(['nurse', 'driver'], BM25).scores('Nurse');
    expect(first).toBeCloseTo(Math.LN2, 6);
    expect(second).toBe(0);
  });

  it('of repeated words and texts of different lengths', () => {
    // Lengths 3 and 1, mean 2. "nurse" stands in both: idf = ln(1 + 0.5 / 2.5) = ln 1.2.
    // Text 1: 2 times; norm 1.2 * (0.25 + 0.75 * 3/2) = 1.65; ln 1.2 * 2 * 2.2 / (2 + 1.65) = 0.18232156 * 1.20547945 = 0.21978489.
    // Text 2: once; norm 1.2 * (0.25 + 0.75 * 1/2) = 0.75; ln 1.2 * 2.2 / 1.75 = 0.18232156 * 1.25714286 = 0.22920424.
    const scores = new WordIndex(['nurse nurse ward', 'nurse'], BM25).scores('nurse nurse');
    expect([...scores]).toEqual([expect.closeTo(0.2197849, 6), expect.closeTo(0.2292042, 6)]);
  });
});

describe('word TF-IDF', () => {
  it('of a worked example', () => {
    // Texts "a b" and "a": idf(a) = ln(3/3) + 1 = 1, idf(b) = ln(3/2) + 1 = 1.40546511.
    // Text 1 has length sqrt(1 + 1.97533217) = 1.72491512. The query "b" is (0, 1): cosine 1.40546511 / 1.72491512 = 0.81480248.
    const scores = new WordIndex(['a b', 'a'], WORD_TFIDF).scores('b');
    expect([...scores]).toEqual([expect.closeTo(0.8148025, 6), 0]);
    // Equal texts have the cosine 1, whatever their order.
    expect(new WordIndex(['ward nurse', 'x'], WORD_TFIDF).scores('nurse ward')[0]).toBe(1);
  });
});

const words = fc.array(fc.constantFrom('nurse', 'ward', 'bus', 'driver', 'head'), { maxLength: 5 });
const texts = fc.array(
  words.map((list) => list.join(' ')),
  { minLength: 1, maxLength: 8 },
);

/** BM25 by its formula, word by word and text by text. */
function plainBm25(query: string, corpus: readonly string[]): number[] {
  const all = corpus.map(wordsOf);
  const mean = all.reduce((sum, { length }) => sum + length, 0) / all.length;
  return all.map((text) =>
    [...new Set(wordsOf(query))].reduce((sum, word) => {
      const holders = all.filter((other) => other.includes(word)).length;
      const count = text.filter((other) => other === word).length;
      if (count === 0) return sum;
      const idf = Math.log(1 + (all.length - holders + 0.5) / (holders + 0.5));
      return sum + (idf * count * 2.2) / (count + 1.2 * (0.25 + (0.75 * text.length) / mean));
    }, 0),
  );
}

/** Cosine of dense vectors of (1 + ln count) * idf. */
function plainTfidf(query: string, corpus: readonly string[]): number[] {
  const all = corpus.map(wordsOf);
  const vocabulary = [...new Set(all.flat())];
  const vectorOf = (text: readonly string[]) =>
    vocabulary.map((word) => {
      const holders = all.filter((other) => other.includes(word)).length;
      const count = text.filter((other) => other === word).length;
      return count === 0 ? 0 : (1 + Math.log(count)) * (Math.log((1 + all.length) / (1 + holders)) + 1);
    });
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, at) => sum + value * b[at]!, 0);
  const asked = vectorOf(wordsOf(query));
  return all.map((text) => {
    const vector = vectorOf(text);
    return dot(asked, vector) / (Math.sqrt(dot(asked, asked) * dot(vector, vector)) || 1);
  });
}

describe('any corpus', () => {
  it.each([
    ['BM25', BM25, plainBm25],
    ['word TF-IDF', WORD_TFIDF, plainTfidf],
  ] as const)('has the scores of a plain %s', (_, weighting, plain) => {
    fc.assert(
      fc.property(texts, words, (corpus, query) => {
        const asked = [...query, 'unknown'].join(' ');
        const scores = [...new WordIndex(corpus, weighting).scores(asked)];
        expect(scores).toEqual(plain(asked, corpus).map((score) => expect.closeTo(score, 6) as number));
      }),
    );
  });
});

describe('contenders', () => {
  it('find shared words and letters', async () => {
    const corpus = ['staff nurse', 'registered nurse', 'bus driver', 'nurse nurse nurse'];
    for (const id of LEXICAL_IDS) {
      const [bus, nurse] = await scoresOf(id, ['the bus drivers bus', 'registered nurse'], corpus);
      expect(bus!.indexOf(Math.max(...bus!)), id).toBe(2);
      expect(nurse!.indexOf(Math.max(...nurse!)), id).toBe(1);
    }
    const [letters] = await scoresOf('char-tfidf', ['drivers'], corpus);
    expect(letters!.indexOf(Math.max(...letters!))).toBe(2);
  });

  it('give zeros for a query of nothing known, and for a corpus without words', async () => {
    for (const id of LEXICAL_IDS) {
      expect(await scoresOf(id, ['qqq', ''], ['nurse', 'driver']), id).toEqual([
        [0, 0],
        [0, 0],
      ]);
      expect(await scoresOf(id, ['nurse'], ['-', '']), id).toEqual([[0, 0]]);
    }
  });

  it('stop when they are told to', async () => {
    const controller = new AbortController();
    const contender = new LexicalContender('bm25');
    await contender.prepare(['nurse'], RUN);
    const answers = contender.rank([{ text: 'a' }, { text: 'b' }], { ...RUN, signal: controller.signal });
    await answers.next();
    controller.abort(new Error('enough'));
    await expect(answers.next()).rejects.toThrow('enough');
  });

  it('need the corpus first', async () => {
    await expect(new LexicalContender('bm25').rank([{ text: 'a' }], RUN).next()).rejects.toThrow('corpus');
  });
});
