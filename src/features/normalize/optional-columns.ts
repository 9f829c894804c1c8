/** @file The columns beside the titles that a file may have: known codes and weights. Which they may be, and how a weight is read. */
import { parseCode } from '../../core/coding/output/soc-code.ts';
import { plainName } from '../../core/tables/guess-columns.ts';
import type { OpenTable } from '../../core/tables/table-types.ts';

const CODE_NAME =
  /^(?:(?:known|true|right|gold) )?(?:(?:soc|onet|o net)(?: soc)?(?: (?:19|20)?\d\d)?(?: codes?)?|codes?)$/u;
const WEIGHT_NAME = /^(?:weights?|counts?|n|freq(?:uency)?)$/u;
const PLAIN_NUMBER = /^\+?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,2})?$/iu;
const GROUPED_NUMBER = /^[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/u;

/** The column of known codes, by its name, where most of its first cells are SOC codes; null for none. */
export function guessKnownColumn(table: OpenTable, titleColumn: number): number | null {
  const column = table.columns.findIndex((name, at) => {
    if (at === titleColumn || !CODE_NAME.test(plainName(name))) return false;
    const cells = table.preview.map(({ cells }) => (cells[at] ?? '').trim()).filter(Boolean);
    return cells.length > 0 && 2 * cells.filter((cell) => parseCode(cell) !== null).length > cells.length;
  });
  return column < 0 ? null : column;
}

/** The column that may hold weights, by its name, where all of its first cells are numbers; null for none. Never taken by itself. */
export function guessWeightColumn(table: OpenTable, titleColumn: number): number | null {
  const column = table.columns.findIndex(
    (name, at) =>
      at !== titleColumn &&
      WEIGHT_NAME.test(plainName(name)) &&
      table.preview.every(({ cells }) => (cells[at] ?? '').trim() === '' || readWeight(cells[at]!) !== null),
  );
  return column < 0 ? null : column;
}

/** A number of 0 or more: "12", "0.75", "1,234"; null for anything else, "0,75" and an empty cell too. */
export function readWeight(text: string): number | null {
  const trimmed = text.trim();
  if (!PLAIN_NUMBER.test(trimmed) && !GROUPED_NUMBER.test(trimmed)) return null;
  const value = Number(trimmed.replaceAll(',', ''));
  return Number.isFinite(value) ? value : null;
}
