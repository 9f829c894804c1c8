/** @file The example queries of the first page. */
import type { Example } from './saved-answers.ts';

/**
 * Chosen by looking at what both models answer, wins and losses; the first one is shown at once. A note is a claim about the
 * lists: read them again when the models or the postings change.
 */
export const EXAMPLES: readonly Example[] = [
  { title: 'Head of People', skills: '' },
  { title: 'RN nights $40/hr', skills: '' },
  { title: 'tree surgeon', skills: '' },
  { title: 'lollipop lady', skills: '' },
  {
    title: 'someone who fixes lifts',
    skills: '',
    note: 'The general model wins this one: it reads the sentence and puts both elevator jobs first. The job-title model has learned titles, not sentences, and puts a ski-lift attendant and a flight attendant before them.',
  },
  { title: 'data scientist', skills: 'Python, SQL' },
];
