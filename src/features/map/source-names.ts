/** @file What the splits of the title data are called as sets of titles. */
import type { SplitSource } from '../../core/map/map-source.ts';

export const SPLIT_NAMES: Readonly<Record<SplitSource, string>> = {
  test: 'Titles of the test split',
  validation: 'Titles of the validation split',
  'holdout-codes-test': 'Titles of the held-out occupations, test',
  'holdout-codes-val': 'Titles of the held-out occupations, validation',
  train: 'Titles of the training split',
};
