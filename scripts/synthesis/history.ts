/** @file What the log says has been answered, parsed anew from the raw answers. */
import { readCompletion } from '../../src/cli/llm/completion.ts';
import type { Asked } from '../../src/cli/llm/title-variants.ts';
import type { Prompt, Seed } from '../dataset/variants.ts';
import { parseAnswer } from './answer.ts';
import type { LogRecord } from './log.ts';
import { otherNames, seedId } from './prompt.ts';

/** Good variants by `seedId`. */
export type Answers = ReadonlyMap<string, readonly string[]>;

const NOTHING: Asked = { title: '', otherNames: [], given: [] };

/** What the parser must know of a seed. */
export function askedOf(seed: Seed, given: Answers): Asked {
  return { title: seed.title, otherNames: otherNames(seed), given: given.get(seedId(seed)) ?? [] };
}

/**
 * The good answers to a prompt for those of the seeds that have one. A seed's first good answer counts; answers for seeds that are
 * no longer there are passed over.
 */
export function answersTo(prompt: Prompt, records: readonly LogRecord[], seeds: readonly Seed[]): Answers {
  const byId = new Map(seeds.map((seed) => [seedId(seed), seed]));
  const given = givenFor(prompt, records, seeds);
  const answers = new Map<string, readonly string[]>();
  for (const record of records) {
    if (record.prompt !== prompt || record.status !== 200 || record.answer === null) continue;
    const completion = readCompletion(record.answer);
    if (completion.kind !== 'completion') continue;
    const asked = record.seeds.map((id) => (byId.has(id) ? askedOf(byId.get(id)!, given) : NOTHING));
    const { variants } = parseAnswer(completion.text, asked, record.count, completion.cut);
    for (const [index, texts] of variants) {
      const id = record.seeds[index]!;
      if (byId.has(id) && !answers.has(id)) answers.set(id, texts);
    }
  }
  return answers;
}

/** The first rewritings, which the follow-up builds on; nothing for the other prompts. */
export function givenFor(prompt: Prompt, records: readonly LogRecord[], seeds: readonly Seed[]): Answers {
  return prompt === 'follow-up' ? answersTo('first-request', records, seeds) : new Map();
}
