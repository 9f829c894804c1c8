/** @file What a run would send, and what that would cost, without sending anything. */
import { thousands } from '../progress.ts';
import { chatRequest, type RequestSettings } from './chat-request.ts';
import type { Question } from './client.ts';
import {
  addTokens,
  costOf,
  estimateTokens,
  money,
  mostTokens,
  NO_TOKENS,
  type Prices,
  type Tokens,
} from './cost.ts';
import { questionKey, type Journal } from './journal.ts';

/** A question with what a good answer probably takes. */
export interface PlannedQuestion extends Question {
  readonly usualTokens: number;
}

/**
 * A few lines on the requests that are still to be sent.
 * @param journal null where there is none yet
 */
export function estimate(
  questions: Iterable<PlannedQuestion>,
  {
    settings,
    prices,
    journal,
  }: {
    readonly settings: RequestSettings;
    readonly prices: Prices | null;
    readonly journal: Pick<Journal, 'answerTo'> | null;
  },
): string {
  let most = NO_TOKENS;
  let usual = NO_TOKENS;
  let [requests, answered] = [0, 0];
  const seen = new Set<string>();
  for (const { content, outputTokens, usualTokens } of questions) {
    const request = chatRequest(settings, content, outputTokens);
    const key = questionKey(request);
    if (seen.has(key)) continue;
    seen.add(key);
    if (journal?.answerTo(key)) {
      answered++;
      continue;
    }
    requests++;
    most = addTokens(most, mostTokens(request));
    usual = addTokens(usual, { input: estimateTokens(content), output: usualTokens });
  }
  const line = (word: string, tokens: Tokens) =>
    `${word}: ${thousands(tokens.input)} tokens sent, ${thousands(tokens.output)} received` +
    (prices === null ? '' : `; cost ${money(costOf(tokens, prices))}`);
  return [
    'Nothing is sent.',
    `Requests: ${thousands(requests)}, if none must be repeated; ${thousands(answered)} are answered in the journal already`,
    line('Probably', usual),
    line('At most', most),
    ...(prices === null ? ['Give --price-in and --price-out to see what it would cost.'] : []),
    '',
  ].join('\n');
}
