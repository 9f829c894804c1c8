/** @file The mark and ink of a contender: the general model hollow, the job-title model solid, searches without a model grey. */
import type { ContenderIdentity } from '../../core/evaluation/types.ts';

export type Mark = 'base' | 'tuned' | 'lexical' | 'other';

export function markOf({ id, kind }: ContenderIdentity): Mark {
  if (id === 'base' || id === 'tuned') return id;
  return kind === 'lexical' ? 'lexical' : 'other';
}
