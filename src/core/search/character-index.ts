/**
 * @file TF-IDF over 2 to 4 characters inside words: how alike two titles are written. Terms, weights and unit length are those of
 * scikit-learn's TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True), so that Python's figures hold here.
 */

const SHORTEST = 2;
const LONGEST = 4;
/** Kept to this many decimals, as in lexical.py, so that the last bits of a sum decide no tie. */
const STEP = 1e7;

/** N-grams of a word, a space before and after it; a word shorter than n counts whole, once. */
function ngramsOf(word: string): string[] {
  const ngrams: string[] = [];
  const letters = Array.from(` ${word} `);
  for (let n = SHORTEST; n <= LONGEST; n++) {
    const last = Math.max(0, letters.length - n);
    for (let start = 0; start <= last; start++) ngrams.push(letters.slice(start, start + n).join(''));
    if (last === 0) break;
  }
  return ngrams;
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');
}

/** Terms of a text, each once, with a number for each: how often it stands there, or its weight. */
interface Counted {
  readonly terms: Uint32Array;
  readonly values: Float64Array;
}

/** Counts terms without a map: long texts have a thousand of them. */
class TermCounter {
  /** By term; 0 between two texts. */
  readonly #counts: Uint32Array;
  readonly #met: Uint32Array;

  constructor(terms: number) {
    this.#counts = new Uint32Array(terms);
    this.#met = new Uint32Array(terms);
  }

  /** @param words terms of each word, with repeats */
  count(words: readonly (readonly number[])[]): Counted {
    const [counts, met] = [this.#counts, this.#met];
    let size = 0;
    for (const terms of words) for (const term of terms) if (counts[term]!++ === 0) met[size++] = term;
    const terms = met.slice(0, size);
    const values = Float64Array.from(terms, (term) => counts[term]!);
    for (const term of terms) counts[term] = 0;
    return { terms, values };
  }
}

/** An index over texts, built once. */
export class CharacterIndex {
  readonly count: number;
  readonly #terms = new Map<string, number>();
  /** Terms of the words of the texts, with repeats: texts share most of their words. */
  readonly #termsByWord = new Map<string, readonly number[]>();
  readonly #counter: TermCounter;
  /** Inverse document frequency by term: ln((1 + texts) / (1 + texts with the term)) + 1. */
  readonly #rarity: Float64Array;
  /** For term t, the texts that hold it and their weights are at starts[t] to starts[t + 1]. */
  readonly #starts: Uint32Array;
  readonly #texts: Uint32Array;
  readonly #weights: Float64Array;

  constructor(texts: readonly string[]) {
    this.count = texts.length;
    const words = texts.map((text) => wordsOf(text).map((word) => this.#learn(word)));
    this.#counter = new TermCounter(this.#terms.size);
    const counted = words.map((terms) => this.#counter.count(terms));
    const holders = new Uint32Array(this.#terms.size);
    for (const { terms } of counted) for (const term of terms) holders[term]!++;
    this.#rarity = Float64Array.from(holders, (held) => Math.log((1 + texts.length) / (1 + held)) + 1);
    this.#starts = new Uint32Array(holders.length + 1);
    holders.forEach((held, term) => (this.#starts[term + 1] = this.#starts[term]! + held));
    const places = this.#starts.slice();
    this.#texts = new Uint32Array(places.at(-1) ?? 0);
    this.#weights = new Float64Array(this.#texts.length);
    for (const [text, counts] of counted.entries()) {
      const { terms, values } = this.#weigh(counts);
      for (const [at, term] of terms.entries()) {
        const place = places[term]!++;
        this.#texts[place] = text;
        this.#weights[place] = values[at]!;
      }
    }
  }

  /** Cosine of a text with each text of the index, [count], in 0 to 1, to 7 decimals. */
  scores(text: string): Float64Array<ArrayBuffer> {
    const scores = new Float64Array(this.count);
    // Local names: the loop below is nearly all of the time.
    const [starts, texts, weights] = [this.#starts, this.#texts, this.#weights];
    const words = wordsOf(text).map((word) => this.#termsByWord.get(word) ?? this.#knownTerms(word));
    const { terms, values } = this.#weigh(this.#counter.count(words));
    for (const [at, term] of terms.entries()) {
      const weight = values[at]!;
      const end = starts[term + 1]!;
      for (let place = starts[term]!; place < end; place++)
        scores[texts[place]!]! += weight * weights[place]!;
    }
    for (let row = 0; row < scores.length; row++) scores[row] = Math.round(scores[row]! * STEP) / STEP;
    return scores;
  }

  /** Terms of a word, new ones numbered. */
  #learn(word: string): readonly number[] {
    const known = this.#termsByWord.get(word);
    if (known) return known;
    const terms = ngramsOf(word).map((ngram) => {
      const term = this.#terms.get(ngram) ?? this.#terms.size;
      this.#terms.set(ngram, term);
      return term;
    });
    this.#termsByWord.set(word, terms);
    return terms;
  }

  /** Terms of a word that no text has, as far as the texts have them. */
  #knownTerms(word: string): readonly number[] {
    return ngramsOf(word).flatMap((ngram) => this.#terms.get(ngram) ?? []);
  }

  /** Counts turned, in place, into weights: (1 + ln count) x rarity of each term, scaled to unit length. */
  #weigh({ terms, values }: Counted): Counted {
    let squares = 0;
    for (let at = 0; at < terms.length; at++) {
      const weight = (1 + Math.log(values[at]!)) * this.#rarity[terms[at]!]!;
      values[at] = weight;
      squares += weight * weight;
    }
    const length = Math.sqrt(squares) || 1;
    for (let at = 0; at < values.length; at++) values[at]! /= length;
    return { terms, values };
  }
}
