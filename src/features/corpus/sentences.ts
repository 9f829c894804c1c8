/** @file The sentences about corpora that are made of figures. */
import { formatBytes, formatDuration } from '../../ui/format.ts';
import { counted, progressSentence } from '../normalize/sentences.ts';
import type { CorpusStep, CorpusWork } from './corpora.svelte.ts';
import type { CorpusEstimate } from './estimate.ts';

export const STEP_WORDS: Readonly<Record<CorpusStep, string>> = {
  reading: 'Reading the table',
  measuring: 'Measuring how fast the models are here',
  embedding: 'Embedding the titles',
  coding: 'Making the codes for fast searches',
  exporting: 'Writing the files',
  importing: 'Taking the files in',
  removing: 'Removing the corpus',
};

/** "1,024 of 2,000 titles, 214 a second, 5 s left": of all models together. */
export function workSentence({ step, ...work }: CorpusWork): string {
  if (step === 'embedding') return `${progressSentence(work)}; all models together`;
  if (step === 'reading' && work.total > 0)
    return `${STEP_WORDS[step]}: ${formatBytes(work.done)} of ${formatBytes(work.total)}`;
  return STEP_WORDS[step];
}

/** What embedding takes: rows, seconds, room. @param rows of the corpus */
export function estimateSentence(estimate: CorpusEstimate, rows: number): string {
  const { bytes, roomBytes, seconds, titlesPerSecond } = estimate;
  const speed = `${counted(Math.max(1, Math.round(titlesPerSecond)), 'title')} a second`;
  const first = `${counted(rows, 'row')}: embedding takes about ${formatDuration(seconds)} (${speed}) and ${formatBytes(bytes)}.`;
  if (roomBytes === null) return `${first} The browser does not say how much room it has.`;
  if (roomBytes >= bytes) return `${first} The browser has room for ${formatBytes(roomBytes)}.`;
  return `${first} The browser has room for ${formatBytes(Math.max(0, roomBytes))} only: remove something first.`;
}
