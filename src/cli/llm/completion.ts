/** @file Reads the body of a chat completion as OpenAI-compatible endpoints send it, whatever it really is. */

/** Tokens as the endpoint counts them; null where it does not say. */
export interface Usage {
  readonly input: number | null;
  readonly output: number | null;
}

export type Completion =
  | {
      readonly kind: 'completion';
      /** Empty where there is none. */
      readonly text: string;
      /** The endpoint stopped at its limit of tokens. */
      readonly cut: boolean;
      /** The model or a filter of the endpoint would not answer, and said so in a field of its own. */
      readonly refused: boolean;
      /** Why there is no text, or what is wrong with it. */
      readonly note: string | null;
      readonly usage: Usage;
    }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'not-json'; readonly message: string; readonly html: boolean };

type Fields = Record<string, unknown>;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function tokens(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** What the body of a good answer (status 200) says. */
export function readCompletion(body: string): Completion {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    const html = isHtml(body);
    return {
      kind: 'not-json',
      html,
      message: `answered with ${html ? 'a web page' : 'text that is no JSON'}`,
    };
  }
  const fields = fieldsOf(value);
  if (fields['error'] !== undefined && fields['error'] !== null)
    return { kind: 'error', message: serverMessage(body) };
  const usage = fieldsOf(fields['usage']);
  const choices: unknown[] = Array.isArray(fields['choices']) ? fields['choices'] : [];
  return {
    kind: 'completion',
    ...readChoice(choices[0]),
    usage: { input: tokens(usage['prompt_tokens']), output: tokens(usage['completion_tokens']) },
  };
}

function readChoice(
  choice: unknown,
): Pick<Extract<Completion, { kind: 'completion' }>, 'text' | 'cut' | 'refused' | 'note'> {
  if (choice === undefined) return { text: '', cut: false, refused: false, note: 'no choices' };
  const fields = fieldsOf(choice);
  const { content, refusal } = fieldsOf(fields['message']);
  const text = typeof content === 'string' ? content : '';
  const finish = fields['finish_reason'];
  const cut = finish === 'length';
  if (cut) return { text, cut, refused: false, note: 'cut at the limit of tokens' };
  if (typeof refusal === 'string' && refusal !== '') return { text, cut, refused: true, note: 'refused' };
  if (finish === 'content_filter') return { text, cut, refused: true, note: 'filtered' };
  return { text, cut, refused: false, note: text.trim() === '' ? 'no text' : null };
}

function isHtml(body: string): boolean {
  return /^\s*<(!doctype|html|head|body)\b/i.test(body);
}

const LONGEST_MESSAGE = 300;

/** What an endpoint says about a fault, in one line fit for a terminal. */
export function serverMessage(body: string): string {
  if (isHtml(body)) return 'a web page';
  let text = body;
  try {
    const fields = fieldsOf(JSON.parse(body));
    const error = fieldsOf(fields['error']);
    const said = [error['message'], fields['error'], fields['message'], fields['detail']];
    text = said.find((part) => typeof part === 'string') ?? body;
  } catch {
    // Plain text then.
  }
  const line = text.replace(/[\p{C}\s]+/gu, ' ').trim();
  return line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE)}...` : line;
}

/** Whether a fault (status 400) says that a filter would not let the request through to the model. */
export function isFiltered(body: string): boolean {
  return /"content_filter"/.test(body);
}

/** Whether a fault says that the account has no money or quota left: waiting does not help then. */
export function isOutOfQuota(body: string): boolean {
  return /\binsufficient_quota\b/.test(body);
}
