/** @file What Normalize keeps in this browser: results, corrections and audits of files, and the user's own levels and areas. */
import { groupBy } from '../../core/group-by.ts';
import { messageOf } from '../../core/message-of.ts';
import { storedRecords, type CodingRecords, type KeptRun } from '../../store/coding-records.ts';
import { storedHeads, type HeadsRecords } from '../../store/own-heads.ts';

/** All runs of one coded file, with what the user said of its titles. */
export interface KeptFile {
  readonly fileSha256: string;
  readonly fileName: string;
  /** About how much room the results take. */
  readonly bytes: number;
  /** When the first of its runs began. */
  readonly started: Date;
  /** Distinct titles with a result, of all runs. */
  readonly titles: number;
  readonly corrections: number;
  /** Answers of an audit. */
  readonly answers: number;
}

export interface KeptCodingPorts {
  readonly records: () => CodingRecords;
  readonly heads: () => HeadsRecords;
}

const BROWSER: KeptCodingPorts = { records: () => storedRecords(), heads: () => storedHeads() };

export class KeptCoding {
  files = $state.raw<readonly KeptFile[]>([]);
  /** Bytes of the user's own levels and areas; null where there are none. */
  headsBytes = $state<number | null>(null);
  /** Why it cannot be listed; null when it can. */
  problem = $state<string | null>(null);
  /** What was done last, or why it could not be. */
  outcome = $state('');
  readonly #ports: KeptCodingPorts;
  #opened: { readonly records: CodingRecords; readonly heads: HeadsRecords } | null = null;

  constructor(ports: KeptCodingPorts = BROWSER) {
    this.#ports = ports;
  }

  /** Lists again. Never rejects. */
  async refresh(): Promise<void> {
    try {
      const { records, heads } = this.#stores();
      this.files = await keptFiles(records);
      const own = await heads.read();
      this.headsBytes = own && own.network.byteLength + own.description.byteLength;
      this.problem = null;
    } catch (error) {
      this.problem = messageOf(error);
    }
  }

  /** Deletes the results, the corrections and the audit of a file. */
  async forget({ fileSha256, fileName }: KeptFile): Promise<void> {
    await this.#do(async () => {
      await this.#stores().records.forget(fileSha256);
      return `Results and corrections of ${fileName} were removed.`;
    });
  }

  async removeHeads(): Promise<void> {
    await this.#do(async () => {
      await this.#stores().heads.remove();
      return 'Your own levels and areas were removed. Normalize uses those of the app after a reload.';
    });
  }

  async #do(work: () => Promise<string>): Promise<void> {
    try {
      this.outcome = await work();
    } catch (error) {
      this.outcome = messageOf(error);
    }
    await this.refresh();
  }

  #stores() {
    return (this.#opened ??= { records: this.#ports.records(), heads: this.#ports.heads() });
  }
}

async function keptFiles(records: CodingRecords): Promise<readonly KeptFile[]> {
  const byFile = groupBy(await records.list(), ({ fileSha256 }) => fileSha256);
  return Promise.all(
    [...byFile].map(async ([fileSha256, runs]): Promise<KeptFile> => {
      const sum = (value: (run: KeptRun) => number) => runs.reduce((total, run) => total + value(run), 0);
      return {
        fileSha256,
        fileName: runs[0]!.fileName,
        bytes: sum(({ bytes }) => bytes),
        started: new Date(Math.min(...runs.map(({ started }) => Date.parse(started)))),
        titles: sum(({ done }) => done),
        corrections: (await records.corrections(fileSha256)).length,
        answers: (await records.audit(fileSha256)).length,
      };
    }),
  );
}
