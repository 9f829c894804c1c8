/** @file The body of a chat completion as OpenAI-compatible endpoints take it. */

/** The bound on tokens stands under the name that the endpoint wants. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly { readonly role: 'user'; readonly content: string }[];
  readonly max_tokens?: number;
  readonly max_completion_tokens?: number;
  /** 0..2; the endpoint's own default where it is left out. */
  readonly temperature?: number;
}

/** Under which name endpoints want the bound on tokens; the first is the usual one. */
export const TOKEN_FIELDS = ['max_tokens', 'max_completion_tokens'] as const;
export type TokenField = (typeof TOKEN_FIELDS)[number];

/** What is the same for all requests of a run. */
export interface RequestSettings {
  readonly model: string;
  readonly tokenField: TokenField;
  /** Null for the endpoint's own. */
  readonly temperature: number | null;
}

/**
 * A request with one message.
 * @param outputTokens most tokens of the answer
 */
export function chatRequest(
  { model, tokenField, temperature }: RequestSettings,
  content: string,
  outputTokens: number,
): ChatRequest {
  return {
    model,
    messages: [{ role: 'user', content }],
    [tokenField]: outputTokens,
    ...(temperature === null ? {} : { temperature }),
  };
}

/** The text that a request sends. */
export function contentOf({ messages }: ChatRequest): string {
  return messages.map(({ content }) => content).join('\n');
}

/** Most tokens of the answer that a request asks for. */
export function outputBound(request: ChatRequest): number {
  return request.max_tokens ?? request.max_completion_tokens ?? 0;
}
