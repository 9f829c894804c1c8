/** @file What the coder knows, out of the shipped files. */
import { FormatError } from '../formats/format-error.ts';
import { readNpyInt8 } from '../formats/npy.ts';
import { readParquetRows } from '../formats/parquet-rows.ts';
import type { HeadsDescription } from './heads.ts';
import { readHeads } from './read-heads.ts';
import type { CoderSettings, CodingKnowledge } from './title-coder.ts';
import type { Occupation } from './types.ts';

/** Bytes of the files that the manifest's `coding` names. */
export interface KnowledgeFiles {
  readonly titles: ArrayBuffer;
  readonly vectors: Uint8Array<ArrayBuffer>;
  readonly scale: number;
  readonly occupations: ArrayBuffer;
  readonly coder: Uint8Array;
  readonly headsDescription: Uint8Array;
}

export type Knowledge = Omit<CodingKnowledge, 'heads' | 'kernels'> & { readonly heads: HeadsDescription };

const REMEDY = 'Download it again.';

async function readTable(buffer: ArrayBuffer, name: string): Promise<{ code: string; title: string }[]> {
  const rows = await readParquetRows(buffer, { required: ['code', 'title'], name, remedy: REMEDY });
  return rows.map(({ code, title }) => ({ code: String(code), title: String(title) }));
}

function readJson(bytes: Uint8Array, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new FormatError('not-this-format', `${name} is not JSON, or is damaged. ${REMEDY}`, { cause });
  }
}

/** @throws FormatError naming the file that is damaged or lacks something */
export async function readKnowledge(files: KnowledgeFiles): Promise<Knowledge> {
  const table = await readTable(files.titles, 'The table of known titles');
  const occupations: Occupation[] = await readTable(files.occupations, 'The table of occupations');
  const { rows, dimension } = readNpyInt8(files.vectors, 'The vectors of the known titles');
  const count = rows.length / dimension;
  const columns = (part: typeof table) => ({
    titles: part.map(({ title }) => title),
    codes: part.map(({ code }) => code),
  });
  return {
    known: { ...columns(table.slice(0, count)), rows, scale: files.scale },
    further: columns(table.slice(count)),
    occupations,
    settings: readJson(files.coder, 'The settings of the coder') as CoderSettings,
    heads: readHeads(files.headsDescription, {
      name: 'The description of levels and areas (heads.json)',
      remedy: REMEDY,
    }).description,
  };
}
