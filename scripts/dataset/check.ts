/** @file `npm run dataset:check`: reports on the written sources; exits 1 if anything is wrong. */
import { lint, type Report } from './lint.ts';
import { loadTitleData } from './sources.ts';

const SHOWN = 40;

function percent(part: number, whole: number): string {
  return `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
}

function print(report: Report): void {
  const sizes = [...report.roleSizes].sort(([a], [b]) => a - b).map(([size, roles]) => `${size}: ${roles}`);
  console.log(
    `${report.occupations} occupations, ${report.roles} roles, ${report.distinctTitles} distinct titles (${report.ambiguousTitles} ambiguous)`,
  );
  console.log(`Titles a role, and how many roles have so many: ${sizes.join(', ')}`);
  console.log(
    `Pairs of one role: ${report.pairs}; ${percent(report.pairsWithoutSharedWord, report.pairs)} share no word; mean Jaccard overlap ${report.meanOverlap.toFixed(3)}`,
  );
  console.log(
    `One word in every title of the role: ${report.rolesWithOneWordThroughout} roles (${percent(report.rolesWithOneWordThroughout, report.roles)})`,
  );
  console.log(
    `Near-duplicates inside a role (word order, plural, punctuation): ${report.nearDuplicates.length}`,
  );
  for (const [a, b] of report.nearDuplicates.slice(0, 5)) console.log(`  ${a} | ${b}`);
  console.log(`Errors: ${report.errors.length}`);
  for (const { at, problem } of report.errors.slice(0, SHOWN)) console.log(`  ${at}: ${problem}`);
  if (report.errors.length > SHOWN) console.log(`  and ${report.errors.length - SHOWN} more`);
}

const report = lint(loadTitleData(import.meta.dirname).occupations);
print(report);
process.exitCode = report.errors.length > 0 ? 1 : 0;
