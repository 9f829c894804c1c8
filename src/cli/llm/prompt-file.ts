/** @file The prompt of a task: the one that comes with Rolemap, or the user's. */
import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import type { FileHash } from '../../core/coding/output/run-record.ts';
import { CANDIDATE_TASKS } from './candidate-tasks.ts';
import type { LlmTaskId } from './llm-options.ts';
import { readTemplate } from './prompt-template.ts';
import { VARIANT_PLACEHOLDERS } from './variants-task.ts';

export interface PromptFile {
  readonly template: string;
  readonly file: FileHash;
}

/**
 * Reads the prompt of a task.
 * @param own null for the one that comes with Rolemap
 * @throws PromptError
 */
export function readPrompt(task: LlmTaskId, own: string | null): PromptFile {
  const file = own ?? join(import.meta.dirname, 'prompts', `${task}.txt`);
  const names = task === 'variants' ? VARIANT_PLACEHOLDERS : CANDIDATE_TASKS[task].placeholders;
  const template = readTemplate(file, names);
  return {
    template,
    file: { file: basename(file), sha256: createHash('sha256').update(template).digest('hex') },
  };
}
