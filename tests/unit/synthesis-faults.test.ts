/** What `npm run synthesize` does when the endpoint, the model or the network fails. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadWrittenVariants } from '../../scripts/dataset/variants.ts';
import { synthesize } from '../../scripts/synthesize.ts';
import {
  answering,
  completion,
  cutInTheMiddle,
  FakeEndpoint,
  FakeWorld,
  good,
  KEY,
  sendText,
  START,
} from './synthesis-endpoint.ts';

let server: FakeEndpoint;
let world: FakeWorld;

beforeEach(async () => {
  server = await FakeEndpoint.start();
  world = new FakeWorld(server.url);
});

afterEach(async () => {
  world.remove();
  await server.close();
});

/** One batch of four seeds, unless told otherwise. */
function command(...more: string[]): Promise<number> {
  const what = ['--prompt', 'first-request', '--split', 'holdout-codes-test', '--output', world.output];
  const size = ['--count', '2', '--batch', '4', '--limit', '4', '--concurrency', '1'];
  return synthesize([...what, ...size, '--price-in', '1', '--price-out', '10', ...more], world);
}

function writtenSeeds(): number {
  return loadWrittenVariants(join(world.output, 'variants')).length;
}

const busy = JSON.stringify({ error: { message: 'Rate limit reached', type: 'requests' } });

describe('an endpoint that is too busy', () => {
  test('429 with Retry-After in seconds: it waits that long', async () => {
    server.replies.push(sendText(busy, 429, { 'retry-after': '7' }));
    expect(await command()).toBe(0);
    expect(world.waits).toEqual([7000]);
    expect(world.records.map(({ status, attempt }) => [status, attempt])).toEqual([
      [429, 1],
      [200, 2],
    ]);
    expect(world.records[0]).toMatchObject({
      answer: busy,
      problem: 'status 429: Rate limit reached',
      cost: 0,
    });
    expect(world.records[1]!.time).toBe(new Date(START + 7000).toISOString());
    expect(writtenSeeds()).toBe(4);
  });

  test('429 with Retry-After as a date', async () => {
    const date = new Date(START + 90_000).toUTCString();
    server.replies.push(sendText(busy, 429, { 'retry-after': date }));
    expect(await command()).toBe(0);
    expect(world.waits).toEqual([90_000]);
  });

  test('429 without Retry-After: exponential backoff', async () => {
    server.replies.push(sendText(busy, 429), sendText(busy, 429), sendText(busy, 429));
    expect(await command()).toBe(0);
    expect(world.waits).toEqual([1000, 2000, 4000]);
  });

  test('a wait that is too long ends the run and says until when', async () => {
    server.replies.push(sendText(busy, 429, { 'retry-after': '3600' }));
    expect(await command()).toBe(1);
    expect(world.waits).toEqual([]);
    expect(world.complaints[0]).toContain('2026-03-01T13:00:00.000Z');
  });

  test('429 for an account without quota is not waited out', async () => {
    const quota = { error: { message: 'You exceeded your current quota', code: 'insufficient_quota' } };
    server.otherwise = sendText(JSON.stringify(quota), 429);
    expect(await command()).toBe(1);
    expect(server.received).toHaveLength(1);
    expect(world.complaints[0]).toContain('top it up');
  });

  test('all requests wait, not only the one that was refused', async () => {
    const replies: (() => void)[] = [];
    server.replies.push(
      (_, response) => replies.push(() => response.writeHead(429, { 'retry-after': '30' }).end(busy)),
      (received, response) => {
        replies.push(() => good(received, response));
        replies[0]!();
      },
    );
    const sleepers: (() => void)[] = [];
    let sentBeforeTheEnd = 0;
    // The second request is answered while the first one waits; the wait ends when both workers are in it.
    world.sleep = (ms) =>
      new Promise((resolve) => {
        sleepers.push(resolve);
        if (sleepers.length === 1) {
          replies[1]!();
          return;
        }
        sentBeforeTheEnd = server.received.length;
        world.advance(ms);
        for (const wake of sleepers) wake();
      });
    expect(await command('--limit', '16', '--concurrency', '2')).toBe(0);
    expect(sentBeforeTheEnd).toBe(2);
    expect(world.waits).toEqual([30_000]);
    expect(server.received).toHaveLength(5);
  });
});

describe('an endpoint that breaks', () => {
  test('500, then good', async () => {
    server.replies.push(sendText('{"error":"overloaded"}', 500));
    expect(await command()).toBe(0);
    expect(world.waits).toEqual([1000]);
    expect(world.records[0]).toMatchObject({ status: 500, problem: 'status 500: overloaded', cost: 0 });
    expect(writtenSeeds()).toBe(4);
  });

  test('endless 500: it gives up after the retries, and the next run goes on', async () => {
    server.otherwise = sendText('', 500);
    expect(await command('--retries', '3')).toBe(1);
    expect(server.received).toHaveLength(4);
    expect(world.waits).toEqual([1000, 2000, 4000]);
    expect(world.complaints[0]).toMatch(/4 tries failed.*status 500.*same command/);
    server.otherwise = good;
    expect(await command()).toBe(0);
    expect(server.asked[4]).toEqual(server.asked[0]);
  });

  test('a connection cut in the middle is tried again; what came is logged and may have cost money', async () => {
    server.replies.push(cutInTheMiddle);
    expect(await command()).toBe(0);
    const [first, second] = world.records;
    expect(first!.problem).toContain('connection cut');
    expect(first!.answer).toMatch(/^\{"id":"chatcmpl-1"/);
    expect(first!.tokens).toMatchObject({ output: server.received[0]!.body.max_tokens, estimated: true });
    expect(second!.lines.kept).toBe(4);
  });

  test('a connection cut before any answer', async () => {
    server.replies.push((_, response) => response.destroy());
    expect(await command()).toBe(0);
    expect(world.records[0]).toMatchObject({ status: null, answer: null, lines: { kept: 0 } });
    expect(world.records[0]!.cost).toBeGreaterThan(0);
  });

  test('a slow answer is given up and tried again', async () => {
    server.replies.push(() => world.timeouts[0]!.abort());
    expect(await command()).toBe(0);
    expect(world.records[0]).toMatchObject({ status: null, problem: 'no answer in time' });
    expect(world.records[0]!.tokens.estimated).toBe(true);
    expect(writtenSeeds()).toBe(4);
  });

  test('an answer that stalls halfway is given up too', async () => {
    server.replies.push((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"choices":', () => void fetch(server.url).then(() => world.timeouts[0]!.abort()));
    });
    expect(await command()).toBe(0);
    expect(world.records[0]!.problem).toBe('no answer in time');
    expect(writtenSeeds()).toBe(4);
  });

  test('nobody listens: no cost, and the address is named', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port } = free.address() as AddressInfo;
    free.close();
    await once(free, 'close');
    world.env['ROLEMAP_LLM_URL'] = `http://127.0.0.1:${port}/v1?token=${KEY}`;
    expect(await command('--retries', '1')).toBe(1);
    expect(world.records.map(({ cost }) => cost)).toEqual([0, 0]);
    expect(world.complaints[0]).toContain(`http://127.0.0.1:${port}/v1/chat/completions`);
    expect(world.said).not.toContain(KEY);
  });

  test.each([
    ['a web page', '<!doctype html><html><body>Sign in</body></html>', 'usually ends in /v1'],
    ['cut JSON', '{"choices":[{"mess', 'same command'],
    ['an error in a good answer', '{"error":{"message":"upstream failed"}}', 'upstream failed'],
  ])('%s instead of an answer', async (_, body, advice) => {
    server.otherwise = sendText(body);
    expect(await command('--retries', '2')).toBe(1);
    expect(server.received).toHaveLength(3);
    expect(world.complaints[0]).toContain(advice);
    expect(world.records[0]!.answer).toBe(body);
  });
});

describe('an endpoint that refuses', () => {
  test.each([
    [400, 'ROLEMAP_LLM_MODEL'],
    [401, 'ROLEMAP_LLM_KEY'],
    [402, 'top it up'],
    [403, 'ROLEMAP_LLM_KEY'],
    [404, '/v1'],
    [413, '--batch'],
    [422, '--token-field'],
  ])('%i ends the run at once and says what to do', async (status, advice) => {
    server.otherwise = sendText('{"error":{"message":"No,\\n\\u001b[31mnever"}}', status);
    expect(await command('--limit', '12')).toBe(1);
    expect(server.received).toHaveLength(1);
    expect(world.complaints[0]).toContain(`status ${status}: No, [31mnever`);
    expect(world.complaints[0]).toContain(advice);
    expect(world.records[0]).toMatchObject({ status, cost: 0 });
  });

  test('a redirect is not followed: the key stays here', async () => {
    const other = await FakeEndpoint.start();
    server.otherwise = sendText('', 307, { location: `${other.url}/chat/completions` });
    expect(await command()).toBe(1);
    expect(other.received).toEqual([]);
    expect(world.complaints[0]).toContain('if you trust it');
    await other.close();
  });

  test('the key is in no log and on no screen, even if the endpoint repeats it', async () => {
    server.replies.push(sendText(`{"error":"busy, ${KEY}"}`, 503));
    server.otherwise = sendText(`{"error":{"message":"Incorrect API key provided: ${KEY}."}}`, 401);
    expect(await command()).toBe(1);
    expect(server.received[1]!.headers.authorization).toContain(KEY);
    expect(world.logText).toContain('[key]');
    expect(world.complaints[0]).toContain('Incorrect API key provided: [key].');
    expect(world.logText + world.said).not.toContain(KEY);
  });

  test('other requests in flight are finished, not lost', async () => {
    const first: (() => void)[] = [];
    const answerOnceRefused = (): void => {
      if (existsSync(world.logFile) && world.logText.includes('"status":401')) first[0]!();
      else setImmediate(answerOnceRefused);
    };
    server.replies.push(
      (received, response) => first.push(() => good(received, response)),
      (received, response) => {
        sendText('{"error":"no"}', 401)(received, response);
        answerOnceRefused();
      },
    );
    expect(await command('--limit', '16', '--concurrency', '2')).toBe(1);
    expect(server.received).toHaveLength(2);
    expect(world.records.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect(writtenSeeds()).toBe(4);
  });
});

describe('a model that does not keep to the form', () => {
  test('fences and prose are dropped line by line', async () => {
    server.replies.push(
      answering((lines) => ['Here you are:', '', '```json', ...lines, '```', 'Shall I go on?']),
    );
    expect(await command()).toBe(0);
    expect(world.records[0]!.lines).toEqual({ kept: 4, dropped: { 'not-json': 2, fence: 2 } });
    expect(world.said).toContain('not-json 2');
  });

  test('cut at the limit of tokens: the last line is lost, its seed is asked about again', async () => {
    server.replies.push(
      answering((lines) => [...lines.slice(0, 3), lines[3]!.slice(0, 20)], { finish: 'length' }),
    );
    expect(await command()).toBe(0);
    expect(world.records[0]).toMatchObject({
      problem: 'cut at the limit of tokens',
      lines: { kept: 3, dropped: { cut: 1 } },
    });
    const last = server.asked[0]!.at(-1);
    await command('--limit', '1');
    expect(server.asked[1]).toEqual([last]);
  });

  test.each([
    ['no choices', JSON.stringify({ choices: [], usage: { prompt_tokens: 9, completion_tokens: 0 } })],
    ['no choices', '{}'],
    ['no choices', '[]'],
    ['no text', completion(null)],
    ['no text', completion('  ')],
    ['refused', completion(null, { refusal: 'I can not do that.' })],
    ['filtered', completion('', { finish: 'content_filter' })],
  ])(
    '%s: nothing is kept, nothing is repeated in this run, the next one asks again',
    async (problem, body) => {
      server.replies.push(sendText(body));
      expect(await command()).toBe(0);
      expect(server.received).toHaveLength(1);
      expect(world.records[0]).toMatchObject({ status: 200, problem, answer: body, lines: { kept: 0 } });
      expect(world.said).toContain('no usable answer yet');
      expect(await command()).toBe(0);
      expect(server.asked[1]).toEqual(server.asked[0]);
      expect(writtenSeeds()).toBe(4);
    },
  );

  test('a refusal in prose', async () => {
    server.replies.push(sendText(completion('I am sorry, but I can not help with that.')));
    expect(await command()).toBe(0);
    expect(world.records[0]!.lines).toEqual({ kept: 0, dropped: { 'not-json': 1 } });
    expect(writtenSeeds()).toBe(0);
  });

  test('three answers in a row without a usable line end the run', async () => {
    const prose = sendText(completion('Sure!'));
    server.replies.push(prose, prose, good, prose, prose, prose);
    expect(await command('--limit', '40')).toBe(1);
    expect(server.received).toHaveLength(6);
    expect(world.complaints[0]).toContain('3 answers in a row');
    expect(writtenSeeds()).toBe(4);
  });

  test.each([
    ['no usage', null],
    ['usage of another kind', { prompt_tokens: '12', completion_tokens: -1 }],
  ])('%s: tokens are estimated from the texts, and cost accordingly', async (_, usage) => {
    server.replies.push(answering((lines) => lines, { usage }));
    expect(await command()).toBe(0);
    const [record] = world.records;
    const { content } = server.received[0]!;
    const answered = (JSON.parse(record!.answer!) as { choices: { message: { content: string } }[] })
      .choices[0]!.message.content;
    expect(record!.tokens).toEqual({
      input: Math.ceil(content.length / 3),
      output: Math.ceil(answered.length / 3),
      estimated: true,
    });
    expect(record!.cost).toBeCloseTo((record!.tokens.input + record!.tokens.output * 10) / 1e6, 12);
  });
});
