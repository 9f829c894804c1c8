/** @file Which texts hold a word, how often, and with what weight: what BM25 and TF-IDF over words stand on. */

const WORD = /[\p{L}\p{N}]+/gu;

/** Runs of letters and digits, lower case: Python's [^\W_]+ on a lower-cased text. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(WORD) ?? [];
}

function countWords(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** What a weighting is told of one word in one text. */
export interface Posting {
  /** How often the word stands in the text, 1 or more. */
  readonly count: number;
  /** Texts that hold the word. */
  readonly holders: number;
  /** Words of the text, repeated ones included. */
  readonly length: number;
}

export interface CorpusFacts {
  readonly texts: number;
  /** Mean of the texts' words. */
  readonly meanLength: number;
}

/** How words weigh. */
export interface Weighting {
  /** Weight of a word in a text of the corpus. */
  document(posting: Posting, corpus: CorpusFacts): number;
  /** Weight of a word in a query; `length` is that of the query. */
  query(posting: Posting, corpus: CorpusFacts): number;
  /** Whether weights are scaled to unit length, so that scores are cosines. */
  readonly unitLength: boolean;
}

/** Kept to this many decimals, so that the last bits of a sum decide no tie. */
const STEP = 1e7;

/** An inverted index over texts, built once. */
export class WordIndex {
  readonly #weighting: Weighting;
  readonly #facts: CorpusFacts;
  readonly #words = new Map<string, number>();
  /** For word w, the texts that hold it and its weights in them are at starts[w] to starts[w + 1]. */
  readonly #starts: Uint32Array;
  readonly #texts: Uint32Array;
  readonly #weights: Float64Array;

  constructor(texts: readonly string[], weighting: Weighting) {
    this.#weighting = weighting;
    const words = texts.map(wordsOf);
    const counted = words.map(countWords);
    const total = words.reduce((sum, { length }) => sum + length, 0);
    this.#facts = { texts: texts.length, meanLength: total / texts.length };
    const holders: number[] = [];
    for (const counts of counted) {
      for (const word of counts.keys()) {
        const number = this.#words.get(word) ?? this.#words.size;
        this.#words.set(word, number);
        holders[number] = (holders[number] ?? 0) + 1;
      }
    }
    this.#starts = new Uint32Array(holders.length + 1);
    holders.forEach((held, word) => (this.#starts[word + 1] = this.#starts[word]! + held));
    const places = this.#starts.slice();
    this.#texts = new Uint32Array(places.at(-1)!);
    this.#weights = new Float64Array(this.#texts.length);
    for (const [text, counts] of counted.entries()) {
      const { length } = words[text]!;
      for (const [word, weight] of this.#weigh(
        counts,
        (posting) => weighting.document(posting, this.#facts),
        length,
      )) {
        const place = places[word]!++;
        this.#texts[place] = text;
        this.#weights[place] = weight;
      }
    }
  }

  /** Score of each text for a query, [texts]: the products of the weights of common words, summed, to 7 decimals. */
  scores(query: string): Float64Array {
    const scores = new Float64Array(this.#facts.texts);
    const words = wordsOf(query);
    const weigh = (posting: Posting) => this.#weighting.query(posting, this.#facts);
    for (const [word, weight] of this.#weigh(countWords(words), weigh, words.length)) {
      for (let place = this.#starts[word]!; place < this.#starts[word + 1]!; place++)
        scores[this.#texts[place]!]! += weight * this.#weights[place]!;
    }
    for (let text = 0; text < scores.length; text++) scores[text] = Math.round(scores[text]! * STEP) / STEP;
    return scores;
  }

  /** Weights of known words; a word that no text holds has none. */
  #weigh(
    counts: ReadonlyMap<string, number>,
    weightOf: (posting: Posting) => number,
    length: number,
  ): [word: number, weight: number][] {
    const weighed: [number, number][] = [];
    let squares = 0;
    for (const [text, count] of counts) {
      const word = this.#words.get(text);
      if (word === undefined) continue;
      const weight = weightOf({ count, holders: this.#starts[word + 1]! - this.#starts[word]!, length });
      weighed.push([word, weight]);
      squares += weight * weight;
    }
    if (!this.#weighting.unitLength) return weighed;
    const norm = Math.sqrt(squares) || 1;
    return weighed.map(([word, weight]) => [word, weight / norm]);
  }
}
