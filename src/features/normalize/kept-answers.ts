/** @file Keeps what the user decided of a file (corrections, the audit, a calibration), and takes over what another tab of the same file did. */
import { additions } from '../../store/coding-answers.ts';
import type {
  Change,
  CodingRecords,
  StoredAnswer,
  StoredCalibration,
  StoredCorrection,
} from '../../store/coding-records.ts';
import type { Audit } from './audit.svelte.ts';
import type { Review } from './review.svelte.ts';

export interface KeptAnswersSource {
  readonly review: Review;
  readonly audit: Audit;
  /** Something was not kept. */
  readonly failed: (error: unknown) => void;
}

/** Where the answers of a file are kept. */
interface Place {
  readonly records: CodingRecords;
  readonly fileSha256: string;
}

export class KeptAnswers {
  readonly #source: KeptAnswersSource;
  /** Null before a run was begun: then nothing is kept yet. */
  #place: Place | null = null;
  /** Whether all that is shown is kept there too: only then may what is kept stand in its place. */
  #inStep = false;

  constructor(source: KeptAnswersSource) {
    this.#source = source;
  }

  /**
   * Keeps the answers in a run that was begun, those that were given before it too, and shows what is kept there.
   * @throws StoreError where nothing can be kept; the signal's reason where another file was opened meanwhile
   */
  async open(records: CodingRecords, fileSha256: string, signal: AbortSignal): Promise<void> {
    const before = this.#place;
    const isKept = this.#inStep && before?.records === records && before.fileSha256 === fileSha256;
    this.#place = { records, fileSha256 };
    this.#inStep = false;
    if (!isKept) {
      const { review, audit } = this.#source;
      await records.saveCorrections(fileSha256, additions(review.corrections.values()));
      await records.saveAudit(fileSha256, additions(audit.answers()));
    }
    signal.throwIfAborted();
    this.#inStep = true;
    await this.#read();
    signal.throwIfAborted();
  }

  saveCorrections(changes: readonly Change<StoredCorrection>[]): void {
    this.#save(({ records, fileSha256 }) => records.saveCorrections(fileSha256, changes));
  }

  saveAudit(changes: readonly Change<StoredAnswer>[]): void {
    this.#save(({ records, fileSha256 }) => records.saveAudit(fileSha256, changes));
  }

  /** @param calibration null: none is in force any more */
  saveCalibration(calibration: StoredCalibration | null): void {
    this.#save(({ records, fileSha256 }) => records.saveCalibration(fileSha256, calibration));
  }

  /** The calibration that is kept; null for none, and where it cannot be read. */
  async calibration(): Promise<StoredCalibration | null> {
    const place = this.#place;
    if (!place) return null;
    const stored = await place.records.calibration(place.fileSha256).catch(() => null);
    return this.#place === place ? stored : null;
  }

  /** Shows what other tabs of the file kept meanwhile; where it cannot be read all stays as it is. */
  async refresh(): Promise<void> {
    try {
      await this.#read();
    } catch {
      // Said when something is to be kept.
    }
  }

  /** Another file. */
  reset(): void {
    this.#place = null;
    this.#inStep = false;
  }

  async #read(): Promise<void> {
    const place = this.#place;
    if (!place) return;
    const { records, fileSha256 } = place;
    const { review, audit } = this.#source;
    for (;;) {
      const { corrections } = review;
      const { given } = audit;
      const kept = [await records.corrections(fileSha256), await records.audit(fileSha256)] as const;
      if (this.#place !== place || !this.#inStep) return;
      // An answer that was given while it was read is not in it: it is read once more.
      if (review.corrections !== corrections || audit.given !== given) continue;
      review.sync(kept[0]);
      audit.sync(kept[1]);
      return;
    }
  }

  #save(work: (place: Place) => Promise<void>): void {
    const place = this.#place;
    if (!place) return;
    void work(place).catch((error: unknown) => {
      if (this.#place !== place) return;
      this.#inStep = false;
      this.#source.failed(error);
    });
  }
}
