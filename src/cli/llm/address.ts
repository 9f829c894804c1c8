/** @file Where requests go and with which key; what is wrong with either is said without showing it. */

export const KEY_VARIABLE = 'ROLEMAP_LLM_KEY';

/** Makes the error that a command refuses with. */
export type Refuse = (message: string) => Error;

/**
 * The full address of the chat completions of an endpoint: "/chat/completions" is added where it is not there.
 * @param name of the option or variable that holds the text
 * @throws what `refuse` makes
 */
export function chatAddress(text: string, name: string, refuse: Refuse): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw refuse(`${name} is no address that begins with http:// or https://.`);
  if (url.username !== '' || url.password !== '')
    throw refuse(`${name} holds a name or password: the key belongs in ${KEY_VARIABLE}.`);
  url.hash = '';
  url.pathname = `${url.pathname.replace(/\/+$/, '').replace(/\/chat\/completions$/, '')}/chat/completions`;
  return url.href;
}

/**
 * The key in the environment; null without one.
 * @throws what `refuse` makes
 */
export function keyOf(env: Readonly<Record<string, string | undefined>>, refuse: Refuse): string | null {
  const key = env[KEY_VARIABLE]?.trim() ?? '';
  // The header's own error would show the key.
  if (!/^[\x21-\x7e]*$/.test(key))
    throw refuse(`${KEY_VARIABLE} holds a space or a character that no key has: copy it anew.`);
  return key === '' ? null : key;
}

/** Whether an address is this machine. */
export function isThisMachine(address: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(address).hostname);
}
