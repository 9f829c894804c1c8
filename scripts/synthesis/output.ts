/** @file Writes the good answers as lines of written variants, never where the hand-written ones are. */
import { existsSync, mkdirSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Prompt, Seed, WrittenVariants } from '../dataset/variants.ts';
import type { Answers } from './history.ts';
import { seedId } from './prompt.ts';

export class OutputError extends Error {
  readonly code = 'bad-output';
  constructor(message: string) {
    super(message);
    this.name = 'OutputError';
  }
}

/** Files below an output folder. */
export interface OutputFiles {
  readonly log: string;
  /** Lines of WrittenVariants. */
  readonly variants: string;
}

/** Where a prompt's answers and the log of all prompts go. */
export function outputFiles(folder: string, prompt: Prompt): OutputFiles {
  return { log: join(folder, 'log.jsonl'), variants: join(folder, 'variants', `${prompt}.jsonl`) };
}

/**
 * Makes sure that nothing written by hand is in the way.
 * @param dataset the folder of the written sources
 * @throws OutputError if the files would lie in it, or there is a file that no log accounts for
 */
export function checkOutput(files: OutputFiles, dataset: string): void {
  for (const file of [files.log, files.variants]) {
    const inside = relative(realPath(dataset), realPath(file));
    if (inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside))
      throw new OutputError(
        `${file} lies among the hand-written sources (${dataset}). Give another --output.`,
      );
  }
  if (existsSync(files.variants) && !existsSync(files.log))
    throw new OutputError(
      `${files.variants} is there, but not the log that it came from (${files.log}). Move it away, or give another --output.`,
    );
}

/** The path without symbolic links, also of what is not there yet. */
function realPath(path: string): string {
  const full = resolve(path);
  if (existsSync(full)) return realpathSync(full);
  return dirname(full) === full ? full : join(realPath(dirname(full)), basename(full));
}

/** The lines of the seeds that have an answer, in the order of the seeds. */
export function writtenVariants(prompt: Prompt, seeds: readonly Seed[], answers: Answers): WrittenVariants[] {
  return seeds.flatMap((seed) => {
    const variants = answers.get(seedId(seed));
    if (variants === undefined) return [];
    return [{ code: seed.occupation.code, role: seed.role.role, seed: seed.title, prompt, variants }];
  });
}

/** Replaces the file in one step: a stop in between leaves the old one. */
export function writeVariants(file: string, lines: readonly WrittenVariants[]): void {
  mkdirSync(dirname(file), { recursive: true });
  const unfinished = `${file}.unfinished`;
  writeFileSync(unfinished, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  renameSync(unfinished, file);
}
