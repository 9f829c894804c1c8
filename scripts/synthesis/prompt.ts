/** @file The text that is sent: a prompt file of scripts/dataset/prompts with its two placeholders filled. */
import { join } from 'node:path';
import { fillTemplate, readTemplate } from '../../src/cli/llm/prompt-template.ts';
import { TEST_ONLY_PROMPT, type Prompt, type Seed } from '../dataset/variants.ts';
import { roleId, SPLITS, TEST_SPLITS, type Split } from '../dataset/splits.ts';

const KNOWN = ['count', 'titles'];

/** The splits whose seeds a prompt may be sent for: one prompt is kept for the test splits. */
export function splitsOf(prompt: Prompt): readonly Split[] {
  return prompt === TEST_ONLY_PROMPT ? TEST_SPLITS : SPLITS;
}

/** What names a seed in the log: no title holds a vertical bar. */
export function seedId({ occupation, role, title }: Seed): string {
  return `${roleId(occupation.code, role.role)} | ${title}`;
}

/** The other titles of the seed's role, which an answer must not repeat. */
export function otherNames({ role, title }: Seed): readonly string[] {
  return role.titles.filter((other) => other !== title);
}

/**
 * Reads `<folder>/prompts/<prompt>.md`.
 * @throws PromptError if it lacks a placeholder or has one that nothing fills
 */
export function loadPrompt(folder: string, prompt: Prompt): string {
  return readTemplate(join(folder, 'prompts', `${prompt}.md`), KNOWN);
}

/**
 * The prompt for a batch of seeds.
 * @param count variants wanted of each
 * @param given the first rewritings by `seedId`; they stand behind their title where there are any
 */
export function fillPrompt(
  template: string,
  count: number,
  seeds: readonly Seed[],
  given: ReadonlyMap<string, readonly string[]>,
): string {
  const titles = seeds.map((seed, index) => titleLine(seed, index + 1, given.get(seedId(seed)) ?? []));
  return fillTemplate(template, { count: String(count), titles: titles.join('\n') });
}

function titleLine(seed: Seed, number: number, given: readonly string[]): string {
  const parts = [`occupation: ${seed.occupation.title}`];
  const others = otherNames(seed);
  if (others.length > 0) parts.push(`other names: ${list(others)}`);
  if (given.length > 0) parts.push(`first rewritings: ${list(given)}`);
  return `${number}. ${seed.title} (${parts.join('; ')})`;
}

function list(texts: readonly string[]): string {
  return texts.map((text) => JSON.stringify(text)).join(', ');
}
