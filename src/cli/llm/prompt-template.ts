/** @file Prompts in files: a text with placeholders such as {{title}}. */
import { existsSync, readFileSync } from 'node:fs';

const PLACEHOLDER = /\{\{(\w+)\}\}/g;

export class PromptError extends Error {
  readonly code = 'bad-prompt';
  constructor(message: string) {
    super(message);
    this.name = 'PromptError';
  }
}

/**
 * Reads a prompt.
 * @param names the placeholders that it must have, and the only ones that it may
 * @throws PromptError if it is not there, lacks a placeholder or has one that nothing fills
 */
export function readTemplate(file: string, names: readonly string[]): string {
  if (!existsSync(file)) throw new PromptError(`There is no prompt ${file}.`);
  const template = readFileSync(file, 'utf8');
  const found = [...template.matchAll(PLACEHOLDER)].map(([, name]) => name!);
  for (const name of names)
    if (!found.includes(name)) throw new PromptError(`${file} has no {{${name}}}. Put it in.`);
  const strange = found.find((name) => !names.includes(name));
  if (strange !== undefined)
    throw new PromptError(`${file} has {{${strange}}}, which nothing fills. Take it out.`);
  return template;
}

/** The text with its placeholders filled; what fills them is not looked through for more. */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(PLACEHOLDER, (_, name: string) => values[name]!);
}
