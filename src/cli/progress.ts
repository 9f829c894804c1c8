/** @file How far a command is, on standard error: a bar on a terminal, a line every tenth in a pipe, nothing when quiet. */
import type { Output } from './environment.ts';

const BAR = 20;
/** Milliseconds between two pictures of the bar. */
const INTERVAL = 100;
/** Back to the beginning of the line, and what is on it away. */
const CLEAR = '\r\u001b[K';

interface Task {
  readonly what: string;
  readonly unit: string;
  readonly total: number;
  readonly startedAt: number;
  shownAt: number;
  tenths: number;
}

export interface ProgressOptions {
  readonly quiet: boolean;
  readonly now: () => Date;
}

export function thousands(value: number): string {
  return value.toLocaleString('en-GB');
}

/** "1 row", "2,000 rows". */
export function counted(value: number, unit: string): string {
  return `${thousands(value)} ${unit}${value === 1 ? '' : 's'}`;
}

/** "40 s", "12 min", "3 h 20 min". */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export class Progress {
  readonly #output: Output;
  readonly #options: ProgressOptions;
  #task: Task | null = null;

  constructor(output: Output, options: ProgressOptions) {
    this.#output = output;
    this.#options = options;
  }

  /**
   * Begins a task; the one before has ended.
   * @param what for example "Coding"
   * @param unit of which there are `total`, in the plural
   */
  async start(what: string, unit: string, total: number): Promise<void> {
    const startedAt = this.#options.now().getTime();
    this.#task = { what, unit, total, startedAt, shownAt: -Infinity, tenths: -1 };
    await this.update(0);
  }

  /** @param done of the task's total */
  async update(done: number): Promise<void> {
    const task = this.#task;
    if (task === null || this.#options.quiet) return;
    const share = task.total === 0 ? 1 : Math.min(1, done / task.total);
    if (this.#output.isTerminal) await this.#bar(task, done, share);
    else await this.#line(task, done, share);
  }

  /** Ends the task; the bar goes away, so that only what matters stays on the terminal. */
  async end(): Promise<void> {
    if (this.#task !== null && this.#output.isTerminal && !this.#options.quiet)
      await this.#output.write(CLEAR);
    this.#task = null;
  }

  /** Says something below what is there; not when quiet. */
  async note(text: string): Promise<void> {
    if (this.#options.quiet) return;
    await this.#output.write(`${this.#output.isTerminal && this.#task !== null ? CLEAR : ''}${text}\n`);
  }

  async #bar(task: Task, done: number, share: number): Promise<void> {
    const now = this.#options.now().getTime();
    if (share < 1 && now - task.shownAt < INTERVAL) return;
    task.shownAt = now;
    const filled = Math.round(share * BAR);
    const bar = '#'.repeat(filled) + '.'.repeat(BAR - filled);
    const seconds = (now - task.startedAt) / 1000;
    const left =
      done > 0 && share < 1 && seconds > 1 ? `, ${duration((seconds / share) * (1 - share))} left` : '';
    const text = `${task.what} [${bar}] ${amount(task, done, share)}${left}`;
    await this.#output.write(CLEAR + text.slice(0, Math.max(1, this.#output.columns - 1)));
  }

  async #line(task: Task, done: number, share: number): Promise<void> {
    const tenths = Math.floor(share * 10);
    if (tenths <= task.tenths) return;
    task.tenths = tenths;
    await this.#output.write(`${task.what}: ${amount(task, done, share)}\n`);
  }
}

function amount({ unit, total }: Task, done: number, share: number): string {
  return `${Math.floor(share * 100)} %, ${thousands(done)} of ${thousands(total)} ${unit}`;
}
