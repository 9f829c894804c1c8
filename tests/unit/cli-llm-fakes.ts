/** `rolemap evaluate --llm` in a folder of its own, with a clock that sleeping moves, against a local server. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readArguments } from '../../src/cli/arguments.ts';
import { optionsOf } from '../../src/cli/command.ts';
import type { Environment, Output } from '../../src/cli/environment.ts';
import { evaluateCommand } from '../../src/cli/evaluate.ts';
import type { JournalHead, JournalLine } from '../../src/cli/llm/journal.ts';
import type { LlmWorld } from '../../src/cli/llm/world.ts';
import { parseResult } from '../../src/core/evaluation/parse-result.ts';
import type { EvaluationResult } from '../../src/core/evaluation/types.ts';
import { completion, KEY, sendText, START, type Reply } from './synthesis-endpoint.ts';

/** Five queries; the first word of a query is that of its answer. */
export const PAIRS = `query,relevant
nurse on ward four,nurse
driver of a bus,driver
welder nights,welder
baker bread,baker
clerk office,clerk
`;

/** Query and numbered candidates of the prompt that comes with Rolemap. */
export function questionIn(content: string): {
  readonly query: string;
  readonly candidates: readonly string[];
} {
  const query = /^Query: (.*)$/mu.exec(content)?.[1] ?? '';
  return { query, candidates: [...content.matchAll(/^\d+\. (.*)$/gmu)].map(([, text]) => text!) };
}

/** Answers a ranking with the numbers of the candidates in the order that `choose` gives them. */
export function ranking(choose: (query: string, candidates: readonly string[]) => readonly string[]): Reply {
  return (received, response) => {
    const { query, candidates } = questionIn(received.content);
    const numbers = choose(query, candidates).map((text) => candidates.indexOf(text) + 1);
    sendText(completion(JSON.stringify({ ranking: numbers })))(received, response);
  };
}

/** Knows the answers: the candidate whose word the query has comes first, the others by the alphabet. */
export const knowing: Reply = ranking((query, candidates) =>
  [...candidates].sort((a, b) => Number(query.includes(b)) - Number(query.includes(a)) || (a < b ? -1 : 1)),
);

/** Takes them as they come, whatever they are. */
export const inShownOrder: Reply = ranking((_, candidates) => candidates);

/** Says this to everything. */
export const saying = (text: string | null, options: Parameters<typeof completion>[1] = {}): Reply =>
  sendText(completion(text, options));

class Texts implements Output {
  readonly isTerminal = false;
  readonly columns = 80;
  text = '';
  write = (content: string | Uint8Array): Promise<void> => {
    this.text += typeof content === 'string' ? content : new TextDecoder().decode(content);
    return Promise.resolve();
  };
}

export interface LlmRan {
  /** Null where it failed. */
  readonly code: number | null;
  readonly error: Error | null;
  readonly out: string;
  readonly err: string;
}

export class LlmFolder implements LlmWorld {
  readonly root = mkdtempSync(join(tmpdir(), 'rolemap-llm-'));
  readonly pairs = this.path('pairs.csv');
  readonly output = this.path('result.json');
  readonly waits: number[] = [];
  readonly timeouts: AbortController[] = [];
  readonly stop = new AbortController();
  env: Record<string, string | undefined> = { ROLEMAP_LLM_KEY: KEY };
  #now = START;
  #url: string;

  constructor(url: string) {
    this.#url = url;
    writeFileSync(this.pairs, PAIRS);
  }

  readonly now = (): number => this.#now++;
  readonly random = (): number => 1;
  readonly sleep = (ms: number): Promise<void> => {
    this.waits.push(ms);
    this.#now += ms;
    return Promise.resolve();
  };
  readonly timeout = (): AbortSignal => {
    this.timeouts.push(new AbortController());
    return this.timeouts.at(-1).signal;
  };

  path(name: string): string {
    return join(this.root, name);
  }

  /** Candidates by letters, one request at a time, nothing asked twice, unless told otherwise. */
  run(...more: string[]): Promise<LlmRan> {
    const llm = ['--task', this.pairs, '--llm', this.#url, '--llm-model', 'test-model'];
    const usual = { '--candidates-from': 'char-tfidf', '--check': '0', '--concurrency': '1' };
    const others = Object.entries(usual).flatMap(([name, value]) =>
      more.includes(name) ? [] : [name, value],
    );
    const output = more.includes('--output') || more.includes('--dry-run') ? [] : ['--output', this.output];
    return this.runBare([...llm, ...(more.includes('variants') ? [] : others), ...output, ...more]);
  }

  async runBare(args: readonly string[]): Promise<LlmRan> {
    const [output, errors] = [new Texts(), new Texts()];
    const unused = () => Promise.reject(new Error('Not loaded in this test.'));
    const environment: Environment = {
      input: { isTerminal: true, bytes: (async function* () {})() },
      output,
      errors,
      signal: this.stop.signal,
      version: '1.2.3',
      siteFolder: '/nowhere',
      now: () => new Date(START),
      loadEncoder: unused,
      loadCoder: unused,
      shippedCorpus: unused,
    };
    const command = evaluateCommand(this);
    try {
      const code = await command.run(readArguments(args, optionsOf(command)), environment);
      return { code, error: null, out: output.text, err: errors.text };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return { code: null, error, out: output.text, err: errors.text };
    }
  }

  /** The result as Evaluate reads it. */
  get result(): EvaluationResult {
    return parseResult(readFileSync(this.output, 'utf8'), 'result.json');
  }

  /** What the result says of the model. */
  get model(): EvaluationResult['results'][number] {
    return this.result.results.find(({ contender }) => contender.kind === 'llm')!;
  }

  get journalFile(): string {
    return `${this.output}.journal.jsonl`;
  }

  get journalText(): string {
    return readFileSync(this.journalFile, 'utf8');
  }

  get journal(): { readonly head: JournalHead; readonly lines: readonly JournalLine[] } {
    const [head, ...lines] = this.journalText
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    return { head: head as JournalHead, lines: lines as JournalLine[] };
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }
}
