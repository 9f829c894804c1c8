/** The text of whatever was thrown: an Error's message, its name where it has none, anything else as a string. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
