/** @file The example queries of the first page. */
import type { Example } from './saved-answers.ts';

/**
 * Chosen by looking at what both models answer, wins and losses; the first one is shown at once. A note is a claim about the
 * lists: read them again when the models or the postings change.
 */
export const EXAMPLES: readonly Example[] = [
  { title: 'Head of People', skills: '' },
  { title: 'RN nights $40/hr', skills: '' },
  { title: 'chippy', skills: '' },
  { title: 'lollipop lady', skills: '' },
  {
    title: 'who teaches small children',
    skills: '',
    note: 'The general model wins this one: it reads the sentence and begins with four preschool jobs. The job-title model has learned titles, not sentences, and puts a post in a group home first.',
  },
  { title: 'data scientist', skills: 'Python, SQL' },
];
