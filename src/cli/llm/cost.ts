/** @file Tokens and money: what a request may use at most, what it did use, and what that costs. */
import { contentOf, outputBound, type ChatRequest } from './chat-request.ts';
import type { Outcome } from './endpoint.ts';

/** Tokens of a request and its answer. */
export interface Tokens {
  readonly input: number;
  readonly output: number;
}

/** Tokens that were used; estimated where the endpoint did not say. */
export interface UsedTokens extends Tokens {
  readonly estimated: boolean;
}

/** Price of a million tokens, in whatever currency. */
export interface Prices {
  readonly input: number;
  readonly output: number;
}

export const NO_TOKENS: Tokens = { input: 0, output: 0 };
/** More is a slip of the keyboard. */
export const HIGHEST_PRICE = 1e5;
const MILLION = 1_000_000;
/** Tokens that an endpoint adds around one message (role marks, start and end). */
const AROUND_A_MESSAGE = 32;
/** English has about four bytes a token in common byte-pair vocabularies; three errs to the dear side. */
const BYTES_PER_TOKEN = 3;

/** In the currency of the prices. */
export function costOf(tokens: Tokens, prices: Prices): number {
  return (tokens.input * prices.input + tokens.output * prices.output) / MILLION;
}

/** Four decimals: a request may cost less than a cent. */
export function money(amount: number): string {
  return amount.toFixed(4);
}

/** Probable tokens of a text, for answers that report no usage. */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
}

/**
 * The most that a request can use: a byte-level vocabulary has no token shorter than a byte, and the endpoint is asked for no more
 * than the request's bound.
 */
export function mostTokens(request: ChatRequest): Tokens {
  return { input: Buffer.byteLength(contentOf(request)) + AROUND_A_MESSAGE, output: outputBound(request) };
}

/** Sum of two token counts. */
export function addTokens(a: Tokens, b: Tokens): Tokens {
  return { input: a.input + b.input, output: a.output + b.output };
}

/** What a request used, as the endpoint says; else what it may have used. */
export function tokensUsed(outcome: Outcome, request: ChatRequest): UsedTokens {
  if (outcome.billed === 'no') return { ...NO_TOKENS, estimated: false };
  if (outcome.kind !== 'completion') return { ...mostTokens(request), estimated: true };
  const { input, output } = outcome.usage;
  return {
    input: input ?? estimateTokens(contentOf(request)),
    output: output ?? estimateTokens(outcome.text),
    estimated: input === null || output === null,
  };
}
