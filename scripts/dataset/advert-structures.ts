/** @file Orders of the parts of an advert, and how often each voice writes one. */
import type { Voice } from './advert-phrases.ts';

export type Part =
  | 'opening'
  | 'about'
  | 'location'
  | 'duties'
  | 'need'
  | 'needs'
  | 'conditions'
  | 'pay'
  | 'fact'
  | 'benefits'
  | 'extra'
  | 'closing';
/** A part, or a heading that is written before the next part if that part is there. */
export type Step = Part | `${string}:` | `${string}?`;

export interface Structure {
  readonly name: string;
  readonly voices: readonly Voice[];
  readonly steps: readonly Step[];
}

/** Orders of parts that real adverts have. */
export const STRUCTURES: readonly Structure[] = [
  {
    name: 'classic',
    voices: ['we', 'chatty'],
    steps: ['opening', 'about', 'duties', 'needs', 'conditions', 'fact', 'pay', 'closing'],
  },
  {
    name: 'work first',
    voices: ['notes', 'we', 'chatty'],
    steps: ['opening', 'duties', 'conditions', 'need', 'fact', 'pay', 'about', 'closing'],
  },
  {
    name: 'warning first',
    voices: ['we', 'chatty'],
    steps: ['opening', 'conditions', 'about', 'duties', 'need', 'fact', 'extra', 'closing'],
  },
  {
    name: 'pay first',
    voices: ['notes', 'we'],
    steps: ['pay', 'opening', 'fact', 'duties', 'needs', 'conditions', 'closing'],
  },
  {
    name: 'needs first',
    voices: ['we', 'formal', 'agency'],
    steps: ['opening', 'needs', 'duties', 'conditions', 'fact', 'benefits', 'closing'],
  },
  {
    name: 'employer first',
    voices: ['we', 'formal'],
    steps: ['about', 'extra', 'opening', 'duties', 'need', 'conditions', 'fact', 'closing'],
  },
  {
    name: 'questions',
    voices: ['we', 'chatty'],
    steps: [
      'opening',
      'What will you do?',
      'duties',
      'What do we ask?',
      'need',
      'What is it like?',
      'conditions',
      'fact',
      'What do you get?',
      'pay',
      'benefits',
      'closing',
    ],
  },
  {
    name: 'capital headings',
    voices: ['notes', 'agency'],
    steps: [
      'opening',
      'THE JOB:',
      'duties',
      'YOU:',
      'needs',
      'GOOD TO KNOW:',
      'conditions',
      'fact',
      'OFFER:',
      'pay',
      'closing',
    ],
  },
  {
    name: 'form',
    voices: ['formal', 'notes'],
    steps: [
      'opening',
      'Purpose and tasks:',
      'duties',
      'Person:',
      'needs',
      'Terms:',
      'fact',
      'pay',
      'conditions',
      'closing',
    ],
  },
  {
    name: 'agency brief',
    voices: ['agency'],
    steps: ['opening', 'about', 'duties', 'needs', 'pay', 'fact', 'conditions', 'closing'],
  },
  {
    name: 'public notice',
    voices: ['formal'],
    steps: ['opening', 'location', 'duties', 'needs', 'fact', 'conditions', 'pay', 'benefits', 'closing'],
  },
  {
    name: 'short card',
    voices: ['notes'],
    steps: ['opening', 'fact', 'duties', 'needs', 'conditions', 'pay', 'extra', 'closing'],
  },
  {
    name: 'letter',
    voices: ['chatty'],
    steps: ['opening', 'about', 'extra', 'duties', 'conditions', 'needs', 'fact', 'pay', 'closing'],
  },
  {
    name: 'benefits first',
    voices: ['we', 'agency'],
    steps: ['opening', 'pay', 'benefits', 'extra', 'duties', 'need', 'conditions', 'fact', 'closing'],
  },
  {
    name: 'location first',
    voices: ['we', 'formal', 'agency'],
    steps: ['opening', 'about', 'location', 'needs', 'duties', 'fact', 'conditions', 'closing'],
  },
];

/** Most adverts say "we"; few are written across the counter. */
export const VOICE_WEIGHTS: readonly (readonly [Voice, number])[] = [
  ['we', 38],
  ['notes', 20],
  ['formal', 18],
  ['agency', 12],
  ['chatty', 12],
];
