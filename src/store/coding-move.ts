/** @file "Keep nothing on this computer" for a file of which something is stored from before. */
import { additions } from './coding-answers.ts';
import type { CodingRecords, RunKey } from './coding-records.ts';

/**
 * Moves what is kept of a file to other records: its results under the settings of `key`, its corrections, its audit and how it was
 * calibrated. Then everything of the file is deleted where it was, results of other columns and settings too, and it is read back that nothing is left.
 * @param to where the run was begun; results are moved to a run that has none yet
 * @returns false where nothing was kept
 * @throws StoreError as `CodingRecords` does; then something may still be there
 */
export async function moveRecords(from: CodingRecords, to: CodingRecords, key: RunKey): Promise<boolean> {
  const { fileSha256 } = key;
  if (!(await from.has(fileSha256))) return false;
  const hasResults = (await to.list()).some(
    ({ done, column, settings, ...run }) =>
      run.fileSha256 === fileSha256 && column === key.column && settings === key.settings && done > 0,
  );
  if (!hasResults) for await (const results of from.results(key)) await to.append(key, results);
  await to.saveCorrections(fileSha256, additions(await from.corrections(fileSha256)));
  await to.saveAudit(fileSha256, additions(await from.audit(fileSha256)));
  const calibration = await from.calibration(fileSha256);
  if (calibration) await to.saveCalibration(fileSha256, calibration);
  await from.forget(fileSha256);
  return true;
}
