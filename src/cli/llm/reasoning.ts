/** @file Models that think aloud before they answer. */

/**
 * Lines of an answer that come before it: what a model tries out up to its closing mark is no answer. All of them where it never closes.
 */
export function linesOfReasoning(lines: readonly string[]): number {
  const close = lines.findLastIndex((line) => line.includes('</think>'));
  if (close >= 0) return close + 1;
  return lines.some((line) => line.trimStart().startsWith('<think>')) ? lines.length : 0;
}
