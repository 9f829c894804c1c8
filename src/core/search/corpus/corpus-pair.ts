/**
 * @file A corpus outside the browser: a Parquet table of its rows and a .npy of int8 vectors for each model. What belongs to what
 * stands in the table's key-value metadata under "rolemap", as JSON; from Python:
 * `pyarrow.parquet.read_schema(path).metadata[b"rolemap"]`, and vectors are `numpy.load(path) * scale`.
 */
import { parquetMetadataAsync } from 'hyparquet';
import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import { FormatError } from '../../formats/format-error.ts';
import { readBytes } from '../../tables/read-bytes.ts';
import type { TableFile } from '../../tables/table-types.ts';
import type { CorpusModel } from './corpus-manifest.ts';
import type { StoredCorpus } from './stored-corpus.ts';

const KEY = 'rolemap';
/** Rows of a row group. */
const GROUP_ROWS = 20_000;

export interface PairVectors {
  /** Name of the .npy. */
  readonly file: string;
  /** value = stored * scale; null for float32. */
  readonly scale: number | null;
  readonly model: CorpusModel;
}

export interface PairFacts {
  readonly formatVersion: 1;
  readonly rows: number;
  /** Names of columns. */
  readonly titleColumn: string;
  readonly filters: readonly string[];
  readonly vectors: readonly PairVectors[];
}

/** What stands in the table about itself and its vectors. @param stem name of the files without their ends */
export function pairFacts({ manifest }: StoredCorpus, stem: string): PairFacts {
  const { columns, filters, rows, titleColumn, vectors } = manifest;
  const whole = vectors.filter((each) => each.rows === rows);
  return {
    formatVersion: 1,
    rows,
    titleColumn: columns[titleColumn] ?? '',
    filters: filters.map((place) => columns[place] ?? ''),
    vectors: whole.map(({ model, scale }) => ({ file: `${stem}.${model.id}.npy`, scale, model })),
  };
}

/** The rows as a Parquet table of text columns, piece by piece. */
export async function* writePairTable(
  corpus: StoredCorpus,
  facts: PairFacts,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { columns, rows } = corpus.manifest;
  const columnData = (cells: readonly (readonly string[])[]) =>
    columns.map((name, place) => ({
      name,
      data: cells.map((row) => row[place] ?? ''),
      type: 'STRING' as const,
      nullable: false,
    }));
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({
    writer: bytes,
    schema: schemaFromColumnData({ columnData: columnData([]) }),
    kvMetadata: [{ key: KEY, value: JSON.stringify(facts) }],
  });
  const taken = () => {
    const chunk = bytes.getBytes().slice();
    // The writer counts its place in the file by itself; its buffer begins anew.
    bytes.index = 0;
    return chunk;
  };
  for (let first = 0; first < rows; first += GROUP_ROWS) {
    const cells = await corpus.cellRange(first, first + GROUP_ROWS);
    await writer.write({ columnData: columnData(cells), rowGroupSize: GROUP_ROWS });
    yield taken();
  }
  await writer.finish();
  yield taken();
}

/**
 * What a table says about itself.
 * @throws FormatError `not-this-format` for a file that is no Parquet table; `unsupported` where it does not say what it needs to
 */
export async function readPairFacts(file: TableFile): Promise<PairFacts> {
  const buffer = {
    byteLength: file.size,
    slice: async (start: number, end = file.size) => (await readBytes(file, start, end)).buffer,
  };
  const metadata = await parquetMetadataAsync(buffer).catch((cause: unknown) => {
    throw new FormatError('not-this-format', `${file.name} is not a Parquet table, or is damaged.`, {
      cause,
    });
  });
  const value = metadata.key_value_metadata?.find(({ key }) => key === KEY)?.value;
  const facts = value === undefined ? null : parseFacts(value);
  if (facts === null) {
    const message =
      `${file.name} does not say which model made its vectors. A table made by Python needs the metadata "${KEY}" ` +
      'with formatVersion, rows, titleColumn, filters and vectors (file, scale, model), as JSON.';
    throw new FormatError('unsupported', message);
  }
  if (facts.rows !== Number(metadata.num_rows)) {
    const message = `${file.name} holds ${metadata.num_rows} rows, but says ${facts.rows}. Export it again.`;
    throw new FormatError('unsupported', message);
  }
  return facts;
}

function parseFacts(text: string): PairFacts | null {
  let facts: Partial<PairFacts> | null;
  try {
    facts = JSON.parse(text) as Partial<PairFacts> | null;
  } catch {
    return null;
  }
  const { formatVersion, rows, titleColumn, filters, vectors } = facts ?? {};
  if (formatVersion !== 1 || typeof rows !== 'number' || typeof titleColumn !== 'string') return null;
  if (!Array.isArray(vectors) || !vectors.every(isPairVectors)) return null;
  const names: unknown[] = Array.isArray(filters) ? filters : [];
  const filterNames = names.filter((name) => typeof name === 'string');
  return { formatVersion, rows, titleColumn, filters: filterNames, vectors };
}

function isPairVectors(value: unknown): value is PairVectors {
  const { file, scale, model } = (value ?? {}) as Partial<Record<keyof PairVectors, unknown>>;
  const { id, sha256, dimension, settings } = (model ?? {}) as Partial<Record<keyof CorpusModel, unknown>>;
  return (
    typeof file === 'string' &&
    (scale === null || (typeof scale === 'number' && scale > 0)) &&
    typeof id === 'string' &&
    typeof sha256 === 'string' &&
    typeof dimension === 'number' &&
    typeof settings === 'string'
  );
}
