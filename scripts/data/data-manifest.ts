/** @file public/data/manifest.json, which two scripts write: build-data and, its part of it, build-coding. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodingEntry, Manifest, RolesEntry } from '../../src/core/formats/manifest.ts';

export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface DataManifest extends Pick<Manifest, 'schemaVersion' | 'corpus' | 'map'> {
  readonly files: readonly WrittenFile[];
  /** Null while the roles are not made. */
  readonly roles: RolesEntry | null;
  /** Absent while build-coding has not run. */
  readonly coding: CodingEntry | undefined;
  readonly figures: unknown;
}

/** Where the files of Normalize are, below public/. */
const CODING = /^(?:data|models)\/coding\//u;

function pathOf(folder: string): string {
  return join(folder, 'data/manifest.json');
}

/** @param folder public/ */
export function readDataManifest(folder: string): DataManifest {
  return JSON.parse(readFileSync(pathOf(folder), 'utf8')) as DataManifest;
}

export function writeDataManifest(folder: string, manifest: DataManifest): void {
  writeFileSync(pathOf(folder), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** What build-coding wrote: a new build of the other data keeps it. */
export function codingPart(folder: string): Pick<DataManifest, 'files' | 'coding'> {
  const { files, coding } = readDataManifest(folder);
  return { files: files.filter(({ path }) => CODING.test(path)), coding };
}

/** Puts new files of Normalize in the place of the old ones. */
export function replaceCoding(folder: string, files: readonly WrittenFile[], coding: CodingEntry): void {
  const manifest = readDataManifest(folder);
  const others = manifest.files.filter(({ path }) => !CODING.test(path));
  writeDataManifest(folder, { ...manifest, files: [...others, ...files], coding });
}
