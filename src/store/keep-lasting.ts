/** @file Writes that must outlive the tab: what a layered backend would hold in memory is taken back and refused. */
import type { Backend } from './backend.ts';

/**
 * Writes all entries for good, or none. At least one value should be an ArrayBuffer, by which a backend knows how much it holds in
 * memory. A backend that never keeps anything (a private window) takes them for the life of the tab.
 * @throws DOMException `QuotaExceededError`, `OperationError`; what the backend throws
 */
export async function keepLasting(
  backend: Backend,
  entries: readonly (readonly [string, unknown])[],
): Promise<void> {
  await backend.setMany(entries);
  const problem = backend.problem();
  if (problem?.reason !== 'quota' && problem?.reason !== 'failed') return;
  await backend.deleteMany(entries.map(([key]) => key));
  throw new DOMException(
    problem.message,
    problem.reason === 'quota' ? 'QuotaExceededError' : 'OperationError',
  );
}
