/** @file How far the answers hold for this file: agreement with a column of known codes, and on what the confidences are calibrated. */
import { codesAt } from '../../core/coding/answer.ts';
import { cutTo, parseCode } from '../../core/coding/output/soc-code.ts';
import { agreementWith, type Agreement, type Confusion } from '../../core/coding/trust/agreement.ts';
import { LEAST_ROWS, type Outcome } from '../../core/coding/trust/calibrate.ts';
import { FOLDS, LEAST_TITLES } from '../../core/coding/trust/cross-fit.ts';
import { fitToFile, type JudgedTitle } from '../../core/coding/trust/outcomes.ts';
import { foundWrong } from '../../core/coding/trust/trade.ts';
import type { Share } from '../../core/coding/trust/wilson.ts';
import type { CodedTitle, CodeTitles, Detail } from '../../core/coding/types.ts';
import { formatCount } from '../../ui/format.ts';
import type { DistinctTitles } from './distinct-titles.ts';
import type { TitleLayers } from './title-layers.svelte.ts';
import { counted, shareWords } from './sentences.ts';

export type CalibrationKind = 'known-codes' | 'audit';

/** A calibration on rows of this file. */
export interface FileCalibrationInForce {
  readonly kind: CalibrationKind;
  readonly rows: number;
  readonly titles: number;
  /** The finest level of detail that is calibrated on the file: as fine as its known codes are. */
  readonly detail: Detail;
}

export interface TrustSource {
  readonly distinct: () => DistinctTitles | null;
  /** What the coder found, as it found it. */
  readonly at: (id: number) => CodedTitle | null;
  readonly layers: TitleLayers;
  /** Known codes that it does not have are left out; null as long as it is not here. */
  readonly taxonomy: () => CodeTitles | null;
  /** The confidences changed. */
  readonly changed: () => void;
  /** Keeps which calibration is in force; null for none. */
  readonly keep: (kind: CalibrationKind | null) => void;
}

/** A distinct pair of title and known code. */
interface KnownAnswer {
  readonly id: number;
  readonly coded: CodedTitle;
  readonly known: string;
  readonly rows: number;
  readonly weight: number;
}

export class Trust {
  /** Null: the calibration that the coder comes with, on synthetic titles. */
  inForce = $state.raw<FileCalibrationInForce | null>(null);
  /** Why the confidences were not calibrated on what was asked for. */
  problem = $state.raw<{ readonly kind: CalibrationKind; readonly text: string } | null>(null);
  /** What is known of the titles of the calibration in force, each with its confidence from the others. */
  #heldOut = $state.raw<readonly Outcome[]>([]);
  readonly #source: TrustSource;
  /** What was coded of the titles with known codes; the user's index counts, corrections do not. */
  readonly #known: readonly KnownAnswer[] = $derived.by(() => {
    const { layers } = this.#source;
    return this.#raw().map((each) => ({ ...each, coded: layers.found(each.id, each.coded) }));
  });
  /** Null without known codes, or as long as none of their titles is coded. */
  readonly agreement: Agreement | null = $derived.by(() =>
    this.#known.length === 0
      ? null
      : agreementWith(
          this.#known.map(({ coded, known, weight }) => ({ coded, known, rows: weight })),
          { titles: this.#source.taxonomy() },
        ),
  );

  constructor(source: TrustSource) {
    this.#source = source;
  }

  /** The level of detail at which figures of expectation are said: a finer one would rest on synthetic titles. */
  get detail(): Detail {
    return this.inForce?.detail ?? 'detailed';
  }

  /** Of the rows that the calibration in force knows, what reaches a threshold and is wrong; null without such a calibration. */
  foundAt(threshold: number) {
    return this.inForce && foundWrong(this.#heldOut, threshold);
  }

  /** Ids of the titles of which some rows were confused so, by their SOC codes. */
  confusedTitles({ known, given }: Confusion): ReadonlySet<number> {
    return new Set(
      this.#known
        .filter((answer) => {
          const right = cutTo(parseCode(answer.known)?.code ?? '', 'soc');
          const codes = codesAt(answer.coded, 'soc');
          return right === known && codes[0] === given && !codes.includes(right);
        })
        .map(({ id }) => id),
    );
  }

  /** Calibrates all confidences on the known codes; says why where there are too few. */
  useKnown(): void {
    this.#use('known-codes', this.#raw());
  }

  /** Calibrates all confidences on what the user coded in the audit. */
  useAudit(judged: readonly JudgedTitle[]): void {
    this.#use('audit', judged);
  }

  /** Back to the confidences of the coder. */
  takeBack(): void {
    const wasInForce = this.inForce !== null;
    this.reset();
    if (!wasInForce) return;
    this.#source.keep(null);
    this.#source.changed();
  }

  /** Another file. */
  reset(): void {
    this.inForce = this.problem = null;
    this.#heldOut = [];
    this.#source.layers.calibration = null;
  }

  #use(kind: CalibrationKind, judged: readonly JudgedTitle[]): void {
    const { fit, detail, heldOut, rows, titles } = fitToFile(judged, this.#source.taxonomy());
    if (!detail) {
      const text = `The confidences stay as they are: ${counted(rows, 'row')} of ${counted(titles, 'title')} can be used, at least ${formatCount(LEAST_ROWS)} rows of ${formatCount(LEAST_TITLES)} titles are needed.`;
      this.problem = { kind, text };
      return;
    }
    this.problem = null;
    this.inForce = { kind, rows, titles, detail };
    this.#heldOut = heldOut;
    this.#source.layers.calibration = fit;
    this.#source.keep(kind);
    this.#source.changed();
  }

  #raw(): KnownAnswer[] {
    const { distinct, at } = this.#source;
    const all = distinct();
    if (!all || all.knownRows === 0) return [];
    return all.titles.flatMap((_, id) => {
      const coded = at(id);
      if (!coded) return [];
      const answers = Array.from(all.knownOf(id), ([known, count]) => ({ id, coded, known, ...count }));
      return answers.filter(({ weight }) => weight > 0);
    });
  }
}

const KINDS: Readonly<Record<CalibrationKind, string>> = {
  'known-codes': 'with known codes',
  audit: 'that you audited',
};

/** "calibrated on synthetic titles", "calibrated on 214 rows of this file with known codes, of 96 titles". */
export function calibrationWords(inForce: FileCalibrationInForce | null): string {
  if (inForce === null) return 'calibrated on synthetic titles';
  const { kind, rows, titles } = inForce;
  return `calibrated on ${counted(rows, 'row')} of this file ${KINDS[kind]}, of ${counted(titles, 'title')}`;
}

/** "Of those rows 61 reach 0.85, and 7 %, 3 to 16, of them are wrong." @param found the share of them that is wrong */
export function foundWords(threshold: number, found: Share & { readonly rows: number }): string {
  const reach = `reach ${threshold.toFixed(2)}`;
  if (found.rows === 0) return `None of those rows ${reach}.`;
  return `Of those rows ${formatCount(Math.round(found.rows))} ${reach}, and ${shareWords(found)}, of them are wrong.`;
}

/** Said beside every figure that is expected of a calibration on the file. */
export const CROSS_FITTED = `A title among them has its confidence from the other titles (${FOLDS} folds), so that nothing is expected of a title from its own code.`;
