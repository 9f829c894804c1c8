/** @file A user's CSV as a corpus: searched by words at once, by meaning as its rows are encoded, never stored, never sent. */
import {
  decodeText,
  readTitlesCsv,
  type ImportProblem,
  type TitleRow,
} from '../../core/formats/csv-import.ts';
import type { ModelId } from '../../core/formats/manifest.ts';
import { LexicalIndex } from '../../core/search/lexical.ts';
import { skillsText, titleText } from '../../core/search/field-text.ts';
import type { Field, Posting } from '../../core/search/types.ts';
import { messageOf } from '../../core/message-of.ts';
import type { Encoder } from '../setup/encoder.svelte.ts';
import type { SearchClient } from '../setup/search-client.ts';
import { Corpus } from './corpus.svelte.ts';

/** Rows encoded in one call: a query that is typed meanwhile waits for one call at most. */
const CHUNK = 32;
/** A CSV of 5,000 titles is well under this; beyond it the file is something else. */
const MAXIMUM_BYTES = 50_000_000;

type Encoders = () => Readonly<Partial<Record<ModelId, Encoder>>>;

export class FileCorpus {
  corpus = $state.raw<Corpus | null>(null);
  /** Titles encoded, of both models together. */
  done = $state(0);
  total = $state(0);
  secondsLeft = $state<number | null>(null);
  running = $state(false);
  /** By the user; else what is left waits for its model. */
  paused = $state(false);
  problems = $state.raw<readonly ImportProblem[]>([]);
  error = $state<string | null>(null);
  /** What was read, in one sentence. */
  summary = $state('');
  readonly #client: SearchClient;
  readonly #encoders: Encoders;
  readonly #changed: () => void;
  readonly #replaced: () => void;
  #abort = new AbortController();
  #encoding: Promise<void> = Promise.resolve();
  /** Counts files opened and closed: the latest wins. */
  #opened = 0;

  /**
   * @param changed called when more rows can be found than before
   * @param replaced called when another corpus is searched than before
   */
  constructor(client: SearchClient, encoders: Encoders, changed: () => void, replaced: () => void) {
    this.#client = client;
    this.#encoders = encoders;
    this.#changed = changed;
    this.#replaced = replaced;
  }

  async open(file: File): Promise<void> {
    const opened = ++this.#opened;
    await this.#drop();
    try {
      if (file.size > MAXIMUM_BYTES)
        throw new Error(`${file.name} is larger than 50 MB. Cut it to 5,000 rows and open it again.`);
      const bytes = await bytesOf(file);
      // UTF-16 text has zero bytes too, but begins with its mark.
      if (bytes.subarray(0, 4096).includes(0) && !hasUtf16Mark(bytes))
        throw new Error(`${file.name} is not a text file. Save the table as CSV and open that.`);
      const table = readTitlesCsv(decodeText(bytes));
      if (table.rows.length === 0)
        throw new Error(`${file.name} has no row with a title. Its first line should name the columns.`);
      const postings = table.rows.map((row, index) => posting(row, index));
      const corpus = new Corpus('file', this.#client, this.#encoders);
      corpus.name = file.name;
      corpus.rows = postings.length;
      corpus.postings = postings;
      corpus.words = await LexicalIndex.build(postings);
      if (opened !== this.#opened) return;
      this.problems = table.problems;
      this.summary = describe(file.name, table);
      this.corpus = corpus;
      this.#replaced();
      await this.#client.load('file', (remote) => remote.call('addPostings', { corpus: 'file', postings }));
      if (opened !== this.#opened) return;
      corpus.hasTable = true;
      await this.encode();
    } catch (error) {
      if (opened === this.#opened) this.error = messageOf(error);
    }
  }

  /** A model arrived: goes on, unless the user paused it. */
  resume(): void {
    if (this.corpus && !this.paused && !this.error && (this.total === 0 || this.done < this.total))
      void this.encode();
  }

  /** Encodes the rows that are not encoded yet, both models at the same time; `pause` keeps what is done. */
  encode(): Promise<void> {
    this.paused = false;
    if (this.corpus && !this.running) this.#encoding = this.#encode(this.corpus);
    return this.#encoding;
  }

  async #encode(corpus: Corpus): Promise<void> {
    this.#abort = new AbortController();
    this.running = true;
    const jobs = (['tuned', 'base'] as const).flatMap((model) =>
      fieldsOf(corpus.postings).map((field): Job => ({ model, field, at: this.#progressOf(model, field) })),
    );
    this.total = jobs.length * corpus.postings.length;
    this.done = jobs.reduce((sum, job) => sum + job.at, 0);
    this.error = null;
    const start = { time: performance.now(), done: this.done };
    try {
      const run = async (model: ModelId) => {
        for (const job of jobs) if (job.model === model) await this.#encodeField(corpus, job, start);
      };
      // Both end before anything else begins: a run that is left behind would add its rows twice.
      const ends = await Promise.allSettled([run('tuned'), run('base')]);
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
    } catch (error) {
      if (!this.#abort.signal.aborted) this.error = messageOf(error);
    } finally {
      this.running = false;
    }
  }

  /** Puts an error away; what was encoded stays. */
  dismiss(): void {
    this.error = null;
  }

  pause(): void {
    this.paused = true;
    this.#cancel();
  }

  #cancel(): void {
    this.#abort.abort(new DOMException('Cancelled.', 'AbortError'));
  }

  /** Back to the shipped postings; nothing of the file is kept. */
  close(): Promise<void> {
    this.#opened++;
    return this.#drop();
  }

  async #drop(): Promise<void> {
    this.#cancel();
    const wasOpen = this.corpus !== null;
    this.corpus = null;
    this.problems = [];
    this.error = null;
    await this.#encoding;
    this.paused = false;
    this.done = this.total = 0;
    this.secondsLeft = null;
    this.#encoded.clear();
    if (!wasOpen) return;
    this.#client.forget('file');
    await this.#client.call('clear', { corpus: 'file' });
    this.#replaced();
  }

  readonly #encoded = new Map<string, number>();

  #progressOf(model: ModelId, field: Field): number {
    return this.#encoded.get(`${model}/${field}`) ?? 0;
  }

  async #encodeField(
    corpus: Corpus,
    { model, field, at }: Job,
    start: { time: number; done: number },
  ): Promise<void> {
    const { signal } = this.#abort;
    const encoder = this.#encoders()[model];
    // It comes with its own setup, in its own order, and this goes on then.
    if (!encoder?.answers) return;
    for (let first = at; first < corpus.postings.length; first += CHUNK) {
      signal.throwIfAborted();
      const rows = corpus.postings.slice(first, first + CHUNK);
      const texts = rows.map(field === 'title' ? titleText : skillsText);
      const vectors = await encoder.encode(texts, { signal });
      if (this.corpus !== corpus) return; // Another file was opened.
      await this.#client.load('file', (remote) =>
        remote.call('addVectors', { corpus: 'file', model, field, vectors }),
      );
      this.#encoded.set(`${model}/${field}`, first + rows.length);
      corpus.markIndexed(model, field);
      this.done += rows.length;
      const rate = (this.done - start.done) / (performance.now() - start.time);
      this.secondsLeft = rate > 0 ? (this.total - this.done) / rate / 1000 : null;
      this.#changed();
    }
  }
}

interface Job {
  readonly model: ModelId;
  readonly field: Field;
  readonly at: number;
}

function hasUtf16Mark([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

async function bytesOf(file: File): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw new Error(`${file.name} could not be read: it was moved or changed. Open it again.`, { cause });
  }
}

function fieldsOf(postings: readonly Posting[]): Field[] {
  return postings.some(({ skills }) => skills !== '') ? ['title', 'skills'] : ['title'];
}

function posting(row: TitleRow, index: number): Posting {
  return {
    id: `row-${index + 1}`,
    title: row.title,
    company: '',
    place: `row ${row.line}`,
    skills: row.skills,
    description: '',
    code: '',
  };
}

function describe(name: string, table: ReturnType<typeof readTitlesCsv>): string {
  const left = table.leftOut > 0 ? ` ${table.leftOut} rows beyond the first 5,000 were left out.` : '';
  const skills = table.skillsColumn === null ? '' : ` and “${table.skillsColumn}” as skills`;
  return `${name}: ${table.rows.length} rows, “${table.titleColumn ?? ''}” read as job title${skills}.${left}`;
}
