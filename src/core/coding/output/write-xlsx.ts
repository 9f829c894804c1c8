/**
 * @file An XLSX workbook of one sheet, as a stream. Every cell is a text (inline string, number format "@"), so that no code becomes a date
 * and no text a formula.
 *
 * Written here and not by write-excel-file 4.1.1, because that package zips in workers from blob: addresses, which our content security
 * policy forbids, so that it would never finish; writes a damaged cell for the title "constructor"; and builds the sheet as one string,
 * which has room for some hundred thousand rows.
 */
import { FormatError } from '../../formats/format-error.ts';
import { zipStream } from './zip-stream.ts';

/** Rows of a sheet, its header among them. */
export const MOST_ROWS = 1_048_576;
const MOST_COLUMNS = 16_384;
/** UTF-16 units of a cell. */
const MOST_CHARACTERS = 32_767;

const REMEDY = 'Take CSV or Parquet instead.';
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const SHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Everything but the sheet. Style 1 is text (built-in format 49), style 2 text in bold. */
const PARTS: readonly (readonly [path: string, xml: string])[] = [
  [
    '[Content_Types].xml',
    `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${SHEET_TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${SHEET_TYPE}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${SHEET_TYPE}.styles+xml"/></Types>`,
  ],
  [
    '_rels/.rels',
    `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  ],
  [
    'xl/workbook.xml',
    `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="Titles" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  ],
  [
    'xl/_rels/workbook.xml.rels',
    `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
  ],
  [
    'xl/styles.xml',
    `<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`,
  ],
];

/** What XML cannot hold or would change, and what a workbook would take for such an escape. */
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const UNSAFE = /[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[\da-f]{4}_)/giu;
const MARKUP: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Text of an element; control characters as the workbook format writes them ("_x000D_"). */
function escaped(text: string): string {
  return text
    .replace(
      UNSAFE,
      (character) => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    )
    .replace(/[&<>]/gu, (mark) => MARKUP[mark]!);
}

/** 0 is "A", 26 "AA". */
function columnName(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : columnName(Math.floor(index / 26) - 1) + last;
}

function rowXml(cells: readonly string[], row: number, names: readonly string[], style: 1 | 2): string {
  const xml = cells.map((text, column) =>
    text === ''
      ? ''
      : `<c r="${names[column]!}${row}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`,
  );
  return `<row r="${row}">${xml.join('')}</row>`;
}

async function* sheet(
  columns: readonly string[],
  rows: AsyncIterable<readonly (readonly string[])[]>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const names = columns.map((_, index) => columnName(index));
  // The header stays in sight.
  const view =
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>';
  yield encoder.encode(`${XML}<worksheet xmlns="${MAIN}">${view}<sheetData>${rowXml(columns, 1, names, 2)}`);
  let row = 1;
  for await (const batch of rows) {
    let xml = '';
    for (const cells of batch) {
      row++;
      if (row > MOST_ROWS)
        throw new FormatError(
          'unsupported',
          `An Excel sheet holds at most ${MOST_ROWS} rows, its header among them; the table has more. ${REMEDY}`,
        );
      const long = cells.findIndex((text) => text.length > MOST_CHARACTERS);
      if (long >= 0)
        throw new FormatError(
          'unsupported',
          `Row ${row}, column ${columns[long]!}: the text has ${cells[long]!.length} characters, an Excel cell holds at most ${MOST_CHARACTERS}. ${REMEDY}`,
        );
      xml += rowXml(cells, row, names, 1);
    }
    yield encoder.encode(xml);
  }
  yield encoder.encode('</sheetData></worksheet>');
}

/**
 * Writes a workbook.
 * @param columns header
 * @param rows batches of rows, each with a cell a column
 * @throws FormatError `unsupported` for more than 1,048,576 rows with the header, 16,384 columns, 32,767 characters in a cell, or 4 GB
 */
export async function* writeXlsx(
  columns: readonly string[],
  rows: AsyncIterable<readonly (readonly string[])[]>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (columns.length > MOST_COLUMNS)
    throw new FormatError(
      'unsupported',
      `An Excel sheet holds at most ${MOST_COLUMNS} columns; the table has ${columns.length}. ${REMEDY}`,
    );
  const encoder = new TextEncoder();
  const parts = PARTS.map(([path, xml]) => ({ path, content: [encoder.encode(XML + xml)] }));
  const entries = [...parts, { path: 'xl/worksheets/sheet1.xml', content: sheet(columns, rows) }];
  yield* zipStream(entries, { name: 'The workbook', remedy: REMEDY });
}
