/** @file A Parquet table of text columns, as a stream of row groups. */
import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import { FormatError } from '../../formats/format-error.ts';

/** Rows that are held until their group is written. */
const GROUP_ROWS = 20_000;

/** The schema is that of the whole table: text, and never null. */
function describe(columns: readonly string[], data: readonly string[][]) {
  return columns.map((name, index) => ({
    name,
    data: data[index]!,
    type: 'STRING' as const,
    nullable: false,
  }));
}

/**
 * Writes a table, Snappy inside: every column UTF-8 text (STRING), '' for an empty cell.
 * @param groupRows rows of a row group
 * @throws FormatError `bad-value` where two columns have one name
 */
export async function* writeParquet(
  columns: readonly string[],
  rows: AsyncIterable<readonly (readonly string[])[]>,
  groupRows = GROUP_ROWS,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined)
    throw new FormatError(
      'bad-value',
      `Two columns are named "${twice}"; a Parquet table needs a name for each. Rename one.`,
    );
  const bytes = new ByteWriter();
  const fresh = () => columns.map((): string[] => []);
  let data = fresh();
  const schema = schemaFromColumnData({ columnData: describe(columns, data) });
  const writer = new ParquetWriter({ writer: bytes, schema });
  const taken = () => {
    const chunk = bytes.getBytes().slice();
    // The writer counts its place in the file by itself (offset); its buffer begins anew.
    bytes.index = 0;
    return chunk;
  };
  for await (const batch of rows) {
    for (const cells of batch) {
      cells.forEach((text, column) => data[column]!.push(text));
      if (data[0]!.length < groupRows) continue;
      await writer.write({ columnData: describe(columns, data), rowGroupSize: groupRows });
      data = fresh();
      yield taken();
    }
  }
  if ((data[0]?.length ?? 0) > 0)
    await writer.write({ columnData: describe(columns, data), rowGroupSize: groupRows });
  await writer.finish();
  yield taken();
}
