/** @file Where the corpora of one copy of the app lie, for the worker that writes them and the page that removes them all. */

export interface CorpusPlace {
  /** Folder in the origin private file system. */
  readonly root: string;
  /** Folder in that. */
  readonly folder: string;
  /** Channel on which tabs say the id of a corpus that is about to be removed. */
  readonly channel: string;
}

/** @param deployment name of this copy of the app: two copies on one host do not see each other's corpora */
export function corpusPlace(deployment: string): CorpusPlace {
  return { root: 'corpora', folder: encodeURIComponent(deployment), channel: `${deployment} corpora` };
}
