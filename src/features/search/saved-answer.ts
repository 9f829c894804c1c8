/** @file Shape of the saved answers that scripts/build-data.ts makes. */
import type { SearchResults } from '../../core/search/types.ts';

export interface SavedAnswer {
  readonly title: string;
  readonly skills: string;
  readonly results: SearchResults;
  readonly corpusRows: number;
  /** Said beside the results where the example shows something particular, such as the general model winning. */
  readonly note?: string;
}
