/** @file The published tables in one worker: Parquet comes in as bytes, pages of rows go out. */
import { readTitleTable, type TitleDataFile } from '../../core/formats/title-data.ts';
import { TableView, type ViewPage, type ViewRequest } from './table-view.ts';

export interface TableFacts {
  /** Values of the column "split"; none where the table is not split. */
  readonly splits: readonly string[];
  /** By column: characters of its longest cell. */
  readonly widths: readonly number[];
}

export class TitleDataService {
  readonly #tables = new Map<string, TableView>();

  /** @throws FormatError naming the file */
  async load({
    table,
    parquet,
  }: {
    readonly table: TitleDataFile;
    readonly parquet: ArrayBuffer;
  }): Promise<TableFacts> {
    const columns = table.columns.map(({ name }) => name);
    const view = new TableView(columns, await readTitleTable(parquet, table));
    this.#tables.set(table.name, view);
    return { splits: view.splits(), widths: view.widths() };
  }

  /** A page of a table that is loaded. */
  page({ table, ...request }: ViewRequest & { readonly table: string }): ViewPage {
    const view = this.#tables.get(table);
    if (!view) throw new RangeError(`The table "${table}" is not loaded.`);
    return view.page(request);
  }
}
