/** @file Tokens and money: what a request may cost at most, what it did cost, and the limit that no request may pass. */

/** Tokens of a request and its answer. */
export interface Tokens {
  readonly input: number;
  readonly output: number;
}

/** Price of a million tokens, in whatever currency the cost limit has. */
export interface Prices {
  readonly input: number;
  readonly output: number;
}

const MILLION = 1_000_000;
/** Tokens that an endpoint adds around one message (role marks, start and end). */
const AROUND_A_MESSAGE = 32;
/** English has about four bytes a token in common byte-pair vocabularies; three errs to the dear side. */
const BYTES_PER_TOKEN = 3;

/** In the currency of the prices. */
export function costOf(tokens: Tokens, prices: Prices): number {
  return (tokens.input * prices.input + tokens.output * prices.output) / MILLION;
}

/** Probable tokens of a text, for answers that report no usage. */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
}

/**
 * The most that a request can use: a byte-level vocabulary has no token shorter than a byte, and the endpoint is asked for no more
 * than `outputTokens`.
 */
export function mostTokens(prompt: string, outputTokens: number): Tokens {
  return { input: Buffer.byteLength(prompt) + AROUND_A_MESSAGE, output: outputTokens };
}

/** Sum of two token counts. */
export function addTokens(a: Tokens, b: Tokens): Tokens {
  return { input: a.input + b.input, output: a.output + b.output };
}

/** Money spent and money set aside for requests in flight: together never above the limit, as long as each keeps to its bound. */
export class Budget {
  readonly prices: Prices;
  readonly #limit: number;
  #spent: number;
  #reserved = 0;

  /** @param spent what earlier runs cost already; the limit holds for all of them together */
  constructor(prices: Prices, limit: number, spent: number) {
    this.prices = prices;
    this.#limit = limit;
    this.#spent = spent;
  }

  get spent(): number {
    return this.#spent;
  }

  get limit(): number {
    return this.#limit;
  }

  /** Sets aside what a request may cost at most; false if that could pass the limit. */
  reserve(most: Tokens): boolean {
    const cost = costOf(most, this.prices);
    if (this.#spent + this.#reserved + cost > this.#limit) return false;
    this.#reserved += cost;
    return true;
  }

  /** Replaces what was set aside by what was used. @returns its cost */
  settle(most: Tokens, used: Tokens): number {
    const cost = costOf(used, this.prices);
    this.#reserved -= costOf(most, this.prices);
    this.#spent += cost;
    return cost;
  }
}
