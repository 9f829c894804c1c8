/**
 * @file Under which keys the records of coding runs lie. All of a file begin with its hash: `<sha256>/["<settings>","<column>"]` is a run's
 * head, with `/<number>` behind it a batch of its results, and `<sha256>/corrections`, `<sha256>/audit` and `<sha256>/calibration` hold for
 * every run of the file.
 */
import type { RunKey } from './coding-records.ts';

/** A JSON array is never the beginning of another one: no run's keys lie among another's. */
export function headKey({ fileSha256, settings, column }: RunKey): string {
  return `${fileSha256}/${JSON.stringify([settings, column])}`;
}

export function isHeadKey(key: string): boolean {
  return key.endsWith(']');
}

export function batchKey(run: RunKey, number: number): string {
  return `${headKey(run)}/${String(number).padStart(8, '0')}`;
}

/** @param kind whose `name` says what they are: corrections, an audit */
export function answersKey(fileSha256: string, { name }: { readonly name: string }): string {
  return `${fileSha256}/${name}`;
}

export function calibrationKey(fileSha256: string): string {
  return `${fileSha256}/calibration`;
}
