/**
 * @file TF-IDF over 2 to 4 characters inside words: how alike two titles are written. Terms, weights and unit length are those of
 * scikit-learn's TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True), so that Python's figures hold here.
 */

const SHORTEST = 2;
const LONGEST = 4;

/** N-grams of each word of a text, a space before and after it; a word shorter than n counts whole, once. Lower case. */
function characterNgrams(text: string): string[] {
  const ngrams: string[] = [];
  for (const word of text.toLowerCase().split(/\s+/u)) {
    if (word === '') continue;
    const letters = Array.from(` ${word} `);
    for (let n = SHORTEST; n <= LONGEST; n++) {
      const last = Math.max(0, letters.length - n);
      for (let start = 0; start <= last; start++) ngrams.push(letters.slice(start, start + n).join(''));
      if (last === 0) break;
    }
  }
  return ngrams;
}

/** Term numbers with how often each stands in a text. */
function countTerms(ngrams: readonly string[], numberOf: (ngram: string) => number | undefined) {
  const counts = new Map<number, number>();
  for (const ngram of ngrams) {
    const term = numberOf(ngram);
    if (term !== undefined) counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  return counts;
}

/** An index over texts, built once. */
export class CharacterIndex {
  readonly count: number;
  readonly #terms = new Map<string, number>();
  /** Inverse document frequency by term: ln((1 + texts) / (1 + texts with the term)) + 1. */
  readonly #rarity: Float64Array;
  /** For term t, the texts that hold it and their weights are at starts[t] to starts[t + 1]. */
  readonly #starts: Uint32Array;
  readonly #texts: Uint32Array;
  readonly #weights: Float32Array;

  constructor(texts: readonly string[]) {
    this.count = texts.length;
    const counted = texts.map((text) =>
      countTerms(characterNgrams(text), (ngram) => {
        const known = this.#terms.get(ngram);
        if (known !== undefined) return known;
        this.#terms.set(ngram, this.#terms.size);
        return this.#terms.size - 1;
      }),
    );
    const holders = new Uint32Array(this.#terms.size);
    for (const counts of counted) for (const term of counts.keys()) holders[term]!++;
    this.#rarity = Float64Array.from(holders, (held) => Math.log((1 + texts.length) / (1 + held)) + 1);
    this.#starts = new Uint32Array(holders.length + 1);
    holders.forEach((held, term) => (this.#starts[term + 1] = this.#starts[term]! + held));
    const places = this.#starts.slice();
    this.#texts = new Uint32Array(places.at(-1) ?? 0);
    this.#weights = new Float32Array(this.#texts.length);
    for (const [text, counts] of counted.entries()) {
      for (const [term, weight] of this.#weigh(counts)) {
        const place = places[term]!++;
        this.#texts[place] = text;
        this.#weights[place] = weight;
      }
    }
  }

  /** Cosine of a text with each text of the index, [count], in 0 to 1. */
  scores(text: string): Float32Array<ArrayBuffer> {
    const scores = new Float32Array(this.count);
    const counts = countTerms(characterNgrams(text), (ngram) => this.#terms.get(ngram));
    for (const [term, weight] of this.#weigh(counts)) {
      for (let place = this.#starts[term]!; place < this.#starts[term + 1]!; place++)
        scores[this.#texts[place]!]! += weight * this.#weights[place]!;
    }
    return scores;
  }

  /** (1 + ln count) x rarity of each term, scaled to unit length. */
  #weigh(counts: ReadonlyMap<number, number>): [term: number, weight: number][] {
    const weighed: [number, number][] = [];
    let squares = 0;
    for (const [term, count] of counts) {
      const weight = (1 + Math.log(count)) * this.#rarity[term]!;
      weighed.push([term, weight]);
      squares += weight * weight;
    }
    const length = Math.sqrt(squares) || 1;
    return weighed.map(([term, weight]) => [term, weight / length]);
  }
}
