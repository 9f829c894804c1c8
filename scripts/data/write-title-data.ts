/** @file From the sources to the published title data set. */
import { CORPUS_SEED } from '../dataset/postings.ts';
import type { DataSet } from '../dataset/data-set.ts';
import { labelReport } from '../dataset/label-report.ts';
import { AREAS, LEVELS, loadLabelRules } from '../dataset/labels.ts';
import { lint } from '../dataset/lint.ts';
import { groupsOf, makeSkillsQueries } from '../dataset/skills-queries.ts';
import { DIMENSION } from '../../src/cli/node-encoder.ts';
import { dataCard } from './card.ts';
import { publishTitleData } from './publish.ts';
import { titleDataTables } from './title-data.ts';

/** Cosine of two rows up to a constant factor: the vectors have one length and the file one scale. */
function similarityOf(rows: Int8Array): (a: number, b: number) => number {
  return (a, b) => {
    let sum = 0;
    for (let i = 0, x = a * DIMENSION, y = b * DIMENSION; i < DIMENSION; i++, x++, y++)
      sum += rows[x]! * rows[y]!;
    return sum;
  };
}

/**
 * Writes tables, manifest and card.
 * @param general the general model's skills vectors of all postings, int8 [postings * 384]: the negatives of the skills queries
 *   come from them
 */
export function writeTitleData(data: DataSet, general: Int8Array, folder: string): void {
  const queries = makeSkillsQueries(
    data.postings,
    similarityOf(general),
    CORPUS_SEED,
    groupsOf(data.occupations),
  );
  const tables = titleDataTables(data, queries);
  const date = new Date().toISOString().slice(0, 10);
  const card = dataCard({
    data,
    queries,
    tables,
    sources: lint(data.occupations),
    labels: labelReport(data.gold, loadLabelRules(), { levels: LEVELS, areas: AREAS }),
    date,
  });
  const { tables: files } = publishTitleData(folder, tables, card, date);
  for (const { name, rows, parquet, csv } of files)
    console.log(`  title-data/${name}: ${rows} rows, ${parquet.bytes} bytes as Parquet, ${csv.bytes} as CSV`);
}
