/** @file The answers of an audit as a file: saved, and gone on with. */
import { UNCLASSIFIED, writeCorrections } from '../../core/coding/trust/corrections.ts';
import type { CodeTitles } from '../../core/coding/types.ts';
import { LatestTask } from '../../ui/latest-task.svelte.ts';
import type { Audit } from './audit.svelte.ts';
import { readCorrectionFile } from './correction-file.ts';
import { counted } from './sentences.ts';

export class AuditFile {
  /** What was loaded, in one sentence. */
  notice = $state('');
  /** Rows of that file that could not be used, one sentence each. */
  problems = $state.raw<readonly string[]>([]);
  readonly task = new LatestTask();
  readonly #audit: Audit;
  readonly #taxonomy: () => CodeTitles | null;

  /** @param taxonomy codes that it does not have are left out; null as long as it is not here */
  constructor(audit: Audit, taxonomy: () => CodeTitles | null) {
    this.#audit = audit;
    this.#taxonomy = taxonomy;
  }

  /** The answers as the text of a file; null where there are none. */
  text(): string | null {
    const answers = this.#audit.toCorrections();
    return answers.length === 0 ? null : writeCorrections(answers);
  }

  /** Goes on with answers that were saved before; they win over those that are here. */
  async load(file: File): Promise<void> {
    await this.task.run(
      () => readCorrectionFile(file, { titles: this.#taxonomy(), unclassified: true }),
      ({ corrections, leftOut, problems }) => {
        this.problems = problems;
        // To the audit any reason says the same: no code is possible.
        const answers = corrections.map((each) => (each.reason ? { ...each, code: UNCLASSIFIED } : each));
        const { taken, missing } = this.#audit.take(answers);
        const others = missing > 0 ? ` ${counted(missing, 'title')} not in this sample.` : '';
        this.notice = `${counted(taken, 'answer')} of the audit loaded from ${file.name}.${others}${leftOut}`;
      },
    );
  }

  /** Another file is coded. */
  reset(): void {
    this.task.forget();
    this.notice = '';
    this.problems = [];
  }
}
