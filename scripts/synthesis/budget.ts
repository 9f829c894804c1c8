/** @file The limit on money that no request may pass. */
import { costOf, type Prices, type Tokens } from '../../src/cli/llm/cost.ts';

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
