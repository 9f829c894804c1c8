/** @file How far the answers hold for this file: agreement with a column of known codes, and on what the confidences are calibrated. */
import { cutTo, parseCode } from '../../core/coding/output/soc-code.ts';
import { agreementWith, type Agreement, type Confusion } from '../../core/coding/trust/agreement.ts';
import { LEAST_ROWS } from '../../core/coding/trust/calibrate.ts';
import { fitToFile, LEAST_TITLES, type JudgedTitle } from '../../core/coding/trust/outcomes.ts';
import type { CodedTitle } from '../../core/coding/types.ts';
import { formatCount } from '../../ui/format.ts';
import type { DistinctTitles } from './distinct-titles.ts';
import type { TitleLayers } from './title-layers.svelte.ts';
import { counted } from './sentences.ts';

export type CalibrationKind = 'known-codes' | 'audit';

/** A calibration on rows of this file. */
export interface FileCalibrationInForce {
  readonly kind: CalibrationKind;
  readonly rows: number;
  readonly titles: number;
}

export interface TrustSource {
  readonly distinct: () => DistinctTitles | null;
  /** What the coder found, as it found it. */
  readonly at: (id: number) => CodedTitle | null;
  readonly layers: TitleLayers;
  /** The confidences changed. */
  readonly changed: () => void;
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
      : agreementWith(this.#known.map(({ coded, known, weight }) => ({ coded, known, rows: weight }))),
  );

  constructor(source: TrustSource) {
    this.#source = source;
  }

  /** Ids of the titles of which some rows were confused so, by their SOC codes. */
  confusedTitles({ known, given }: Confusion): ReadonlySet<number> {
    return new Set(
      this.#known
        .filter((answer) => {
          const right = cutTo(parseCode(answer.known)?.code ?? '', 'soc');
          const codes = socCodes(answer.coded);
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
    if (wasInForce) this.#source.changed();
  }

  /** Another file. */
  reset(): void {
    this.inForce = this.problem = null;
    this.#source.layers.calibration = null;
  }

  #use(kind: CalibrationKind, judged: readonly JudgedTitle[]): void {
    const { byDetail, rows, titles } = fitToFile(judged);
    if (!byDetail) {
      const text = `The confidences stay as they are: ${counted(rows, 'row')} of ${counted(titles, 'title')} can be used, at least ${formatCount(LEAST_ROWS)} rows of ${formatCount(LEAST_TITLES)} titles are needed.`;
      this.problem = { kind, text };
      return;
    }
    this.problem = null;
    this.inForce = { kind, rows, titles };
    this.#source.layers.calibration = byDetail;
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

function socCodes({ jobs }: CodedTitle): string[] {
  return jobs
    .flatMap(({ steps }) => steps.filter(({ detail, code }) => detail === 'soc' && code !== ''))
    .map(({ code }) => code);
}

/** "calibrated on synthetic titles", "calibrated on 214 rows of this file". */
export function calibrationWords(inForce: FileCalibrationInForce | null): string {
  return inForce === null
    ? 'calibrated on synthetic titles'
    : `calibrated on ${counted(inForce.rows, 'row')} of this file`;
}
