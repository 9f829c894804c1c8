/** A local server that behaves as OpenAI-compatible endpoints do, faults included, and a world with a clock of its own. */
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChatRequest } from '../../src/cli/llm/chat-request.ts';
import type { LogRecord } from '../../scripts/synthesis/log.ts';
import type { World } from '../../scripts/synthesize.ts';

export const KEY = 'sk-test-0123456789abcdef';
/** Where the clock of every test starts. */
export const START = Date.parse('2026-03-01T12:00:00Z');

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: ChatRequest;
  /** What was sent, and the numbers and titles in it. */
  readonly content: string;
  readonly titles: readonly string[];
}

export type Reply = (received: Received, response: ServerResponse) => void;

/** A body as an endpoint writes it; `usage` null leaves it out. */
export function completion(
  content: string | null,
  {
    finish = 'stop',
    usage = { prompt_tokens: 100, completion_tokens: 50 },
    ...message
  }: { finish?: string; usage?: object | null; refusal?: string } = {},
): string {
  return JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content, ...message }, finish_reason: finish }],
    ...(usage === null ? {} : { usage }),
  });
}

/** Good lines for the titles of a prompt that asks for two each. */
export function goodLines({ titles }: Received, word = 'Crew'): string[] {
  return titles.map((title, index) =>
    JSON.stringify({ id: index + 1, variants: [`${word} ${title} (nights)`, `${title} II ${word}`] }),
  );
}

export function sendText(text: string, status = 200, headers: Record<string, string> = {}): Reply {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
  };
}

export const good: Reply = (received, response) => {
  sendText(completion(goodLines(received).join('\n')))(received, response);
};

/** Good lines, changed by `change`. */
export function answering(
  change: (lines: string[]) => string[],
  options: Parameters<typeof completion>[1] = {},
): Reply {
  return (received, response) => {
    sendText(completion(change(goodLines(received)).join('\n'), options))(received, response);
  };
}

/** Half of a good answer, then the connection is gone. */
export const cutInTheMiddle: Reply = (received, response) => {
  const body = completion(goodLines(received).join('\n'));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.write(body.slice(0, body.length / 2), () => response.destroy());
};

export class FakeEndpoint {
  readonly #server: Server;
  readonly received: Received[] = [];
  /** Replies to come, one a request; then `otherwise`. */
  readonly replies: Reply[] = [];
  otherwise: Reply = good;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<FakeEndpoint> {
    const server = createServer();
    const endpoint = new FakeEndpoint(server);
    server.on('request', (request, response) => {
      let text = '';
      request.setEncoding('utf8');
      request.on('data', (chunk: string) => (text += chunk));
      request.on('end', () => {
        if (request.method === 'GET') {
          response.end();
          return;
        }
        const body = JSON.parse(text) as ChatRequest;
        const content = body.messages[0]!.content;
        const titles = [...content.matchAll(/^\d+\. (.*?) \(occupation: /gm)].map(([, title]) => title!);
        const received = { path: request.url!, headers: request.headers, body, content, titles };
        endpoint.received.push(received);
        (endpoint.replies.shift() ?? endpoint.otherwise)(received, response);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return endpoint;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  /** Titles of each request. */
  get asked(): string[][] {
    return this.received.map(({ titles }) => [...titles]);
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}

/** Enough codes for every split: 90 are held out. */
const CODES = 120;

/** A folder with written sources of made-up occupations, one role of five titles each, and short prompts. */
function writeDataset(folder: string): void {
  for (const name of ['occupations', 'fragments', 'prompts', 'variants']) mkdirSync(join(folder, name));
  const lines = Array.from({ length: CODES }, (_, index) => {
    const name = `${String.fromCharCode(65 + (index % 26))}${String.fromCharCode(97 + Math.floor(index / 26))}x`;
    const titles = ['Turner', 'Winder', 'Fitter', 'Minder', 'Setter'].map((trade) => `${name} ${trade}`);
    return JSON.stringify({
      code: `51-${String(1000 + index)}.00`,
      title: `${name} Workers`,
      roles: [{ role: `${name} worker`.toLowerCase(), titles }],
      descriptions: [],
      tasks: [],
      skills: [],
    });
  });
  writeFileSync(join(folder, 'occupations/51.jsonl'), lines.join('\n'));
  for (const prompt of ['first-request', 'follow-up', 'worked-example'])
    writeFileSync(join(folder, `prompts/${prompt}.md`), `${prompt}: {{count}} of each.\n\n{{titles}}\n`);
}

/** A command's surroundings: folders that go away, a clock that sleeping moves, and all that was said. */
export class FakeWorld implements World {
  readonly root = mkdtempSync(join(tmpdir(), 'synthesis-'));
  readonly dataset = join(this.root, 'dataset');
  readonly output = join(this.root, 'out');
  readonly lines: string[] = [];
  readonly complaints: string[] = [];
  /** Milliseconds slept, in order. */
  readonly waits: number[] = [];
  readonly stopButton = new AbortController();
  readonly stop = this.stopButton.signal;
  readonly timeouts: AbortController[] = [];
  env: Record<string, string | undefined>;
  #now = START;

  constructor(url: string) {
    mkdirSync(this.dataset);
    writeDataset(this.dataset);
    this.env = { ROLEMAP_LLM_URL: url, ROLEMAP_LLM_MODEL: 'test-model', ROLEMAP_LLM_KEY: KEY };
  }

  readonly now = (): number => this.#now;
  readonly random = (): number => 1;
  /** A test may bring its own. */
  sleep = (ms: number): Promise<void> => {
    this.advance(ms);
    return Promise.resolve();
  };
  readonly timeout = (): AbortSignal => {
    const controller = new AbortController();
    this.timeouts.push(controller);
    return controller.signal;
  };
  readonly say = (line: string): void => void this.lines.push(line);
  readonly complain = (line: string): void => void this.complaints.push(line);

  advance(ms: number): void {
    this.waits.push(ms);
    this.#now += ms;
  }

  get logFile(): string {
    return join(this.output, 'log.jsonl');
  }

  get logText(): string {
    return readFileSync(this.logFile, 'utf8');
  }

  get records(): LogRecord[] {
    return this.logText
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as LogRecord);
  }

  /** All that a person sees. */
  get said(): string {
    return [...this.lines, ...this.complaints].join('\n');
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }
}
