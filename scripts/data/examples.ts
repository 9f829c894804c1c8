/** @file The example queries of the first page. */
import type { Example } from './saved-answers.ts';

/** Chosen by looking at what both models answer; the first one is shown at once. */
export const EXAMPLES: readonly Example[] = [
  { title: 'Head of People', skills: '' },
  { title: 'RN nights $40/hr', skills: '' },
  { title: 'someone who fixes lifts', skills: '' },
  { title: 'code developer', skills: '' },
  { title: 'growth hacker', skills: '' },
  { title: 'dinosaurs', skills: '' },
];
