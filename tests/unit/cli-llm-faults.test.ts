/** @file What `rolemap evaluate --llm` does when the endpoint, the model or the network fails, and where the key goes. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/cli/errors.ts';
import { InterruptedError } from '../../src/cli/errors.ts';
import { cutInTheMiddle, FakeEndpoint, KEY, sendText, type Reply } from './synthesis-endpoint.ts';
import { knowing, LlmFolder, saying } from './cli-llm-fakes.ts';

let server: FakeEndpoint;
let folder: LlmFolder;

beforeEach(async () => {
  server = await FakeEndpoint.start();
  server.otherwise = knowing;
  folder = new LlmFolder(server.url);
});

afterEach(async () => {
  folder.remove();
  await server.close();
});

const busy = '{"error":{"message":"Rate limit reached"}}';

describe('an answer that is none', () => {
  it.each<[string, Reply, string]>([
    ['a refusal in its field', saying(null, { refusal: 'I will not.' }), 'refused'],
    ['a refusal by a filter', saying('', { finish: 'content_filter' }), 'refused'],
    [
      'a filter with a status',
      sendText('{"error":{"code":"content_filter","message":"no"}}', 400),
      'refused',
    ],
    ['a refusal as text', saying("I'm sorry, but I can't help with that."), 'refused'],
    ['prose', saying('The best is number 3.'), 'unparseable'],
    ['no text', saying(null), 'unparseable'],
    ['cut JSON', saying('{"ranking": [1, 2', { finish: 'length' }), 'unparseable'],
    ['JSON with prose', saying('Here: {"ranking": [1,2,3,4,5]}'), 'unparseable'],
    ['a fence', saying('```json\n{"ranking": [1,2,3,4,5]}\n```'), 'unparseable'],
    ['another field', saying('{"order": [1,2,3,4,5]}'), 'unparseable'],
    ['one field more', saying('{"ranking": [1,2,3,4,5], "why": ""}'), 'unparseable'],
    ['too few', saying('{"ranking": [1,2,3]}'), 'unparseable'],
    ['a number twice', saying('{"ranking": [1,2,3,4,4]}'), 'unparseable'],
    ['a number that is not there', saying('{"ranking": [0,1,2,3,4]}'), 'unparseable'],
    ['numbers as text', saying('{"ranking": ["1","2","3","4","5"]}'), 'unparseable'],
    ['a list', saying('[1,2,3,4,5]'), 'unparseable'],
    ['thoughts without an end', saying('<think>\n{"ranking": [1,2,3,4,5]}'), 'unparseable'],
  ])('%s is counted as a result, and the run goes on', async (_, reply, outcome) => {
    server.replies.push(reply);
    const { error } = await folder.run();
    expect(error).toBeNull();
    expect(server.received).toHaveLength(5);
    const { outcomes, lists, perQuery, facts } = folder.model;
    expect(outcomes).toEqual([outcome, 'answered', 'answered', 'answered', 'answered']);
    expect(lists[0]!.rows).toEqual([]);
    expect(perQuery.map[0]).toBe(0);
    expect(facts.counts).toMatchObject({ answered: 4, [outcome]: 1 });
    // It is a result: it is not asked again.
    await folder.run('--overwrite');
    expect(server.received).toHaveLength(5);
  });

  it('thinking aloud before a good answer is passed over', async () => {
    server.replies.push(saying('<think>\n{"ranking": [5]}\n</think>\n{"ranking": [1,2,3,4,5]}'));
    await folder.run();
    expect(folder.model.outcomes![0]).toBe('answered');
  });
});

describe('an endpoint that is busy or breaks', () => {
  it('is waited for as long as Retry-After says', async () => {
    server.replies.push(sendText(busy, 429, { 'retry-after': '7' }));
    const { error, err } = await folder.run();
    expect(error).toBeNull();
    expect(folder.waits).toHaveLength(1);
    expect(Math.ceil(folder.waits[0]! / 100) * 100).toBe(7000);
    expect(err).toContain('status 429: Rate limit reached; next try in 7.0 s (1 of 5)');
    expect(folder.model.facts.counts).toMatchObject({
      requests: 6,
      'requests without an answer': 1,
      answered: 5,
    });
    expect(folder.journal.lines[0]).toMatchObject({
      status: 429,
      answer: null,
      tokens: { input: 0, output: 0 },
    });
  });

  it.each<[string, Reply]>([
    ['500', sendText('{"error":"overloaded"}', 500)],
    ['a cut connection', cutInTheMiddle],
    ['no answer at all', (_, response) => response.destroy()],
    ['invalid JSON around the answer', sendText('{"choices":[{"mess')],
    ['an answer that hangs', () => folder.timeouts.at(-1).abort()],
  ])('%s, then fine', async (_, reply) => {
    server.replies.push(reply);
    const { error } = await folder.run();
    expect(error).toBeNull();
    expect(server.received).toHaveLength(6);
    expect(folder.waits).toHaveLength(1);
    expect(folder.model.outcomes).toEqual(Array(5).fill('answered'));
  });

  it('a wait that is too long ends the run and says until when', async () => {
    server.otherwise = sendText(busy, 429, { 'retry-after': '3600' });
    const { error } = await folder.run();
    expect(error?.message).toMatch(
      /asks to wait until 2026-03-01T13:00:00.*same command goes on from there/u,
    );
    expect(server.received).toHaveLength(1);
    expect(existsSync(folder.output)).toBe(false);
  });

  it('a question that no try got through is counted, and asked again by the next run', async () => {
    server.replies.push(...Array.from({ length: 2 }, () => sendText('', 500)));
    await folder.run('--retries', '1');
    expect(folder.model.outcomes).toEqual(['failed', 'answered', 'answered', 'answered', 'answered']);
    expect(folder.model.milliseconds[0]).toBeNull();
    await folder.run('--retries', '1', '--overwrite');
    expect(server.received).toHaveLength(7);
    expect(folder.model.outcomes).toEqual(Array(5).fill('answered'));
  });

  it('is taken to be down after three such questions; what is answered is not lost', async () => {
    server.replies.push(knowing);
    server.otherwise = sendText('', 503);
    const { error } = await folder.run('--retries', '0');
    expect(error?.message).toContain('3 questions in a row had no answer');
    expect(server.received).toHaveLength(4);
    expect(readdirSync(folder.root).sort()).toEqual(['pairs.csv', 'result.json.journal.jsonl']);
    server.otherwise = knowing;
    expect((await folder.run()).error).toBeNull();
    expect(server.received).toHaveLength(8);
  });

  it.each([
    [401, 'ROLEMAP_LLM_KEY'],
    [404, 'Check --llm (it usually ends in /v1) and --llm-model'],
    [400, '--temperature'],
    [402, 'top it up'],
  ])('%i ends the run at once and says what to do', async (status, advice) => {
    server.otherwise = sendText('{"error":{"message":"No"}}', status);
    const { error } = await folder.run('--concurrency', '1');
    expect(error?.message).toContain(`status ${status}: No`);
    expect(error?.message).toContain(advice);
    expect(server.received).toHaveLength(1);
  });

  it('requests on their way are finished when another ends the run', async () => {
    const held: (() => void)[] = [];
    server.replies.push(
      (received, response) => held.push(() => knowing(received, response)),
      (received, response) => {
        response.on('close', () => held[0]!());
        sendText('{"error":"no"}', 401)(received, response);
      },
    );
    const { error } = await folder.run('--concurrency', '2');
    expect(error?.message).toContain('status 401');
    expect(server.received).toHaveLength(2);
    expect(folder.journal.lines.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  it('Ctrl-C stops at once; the next run goes on', async () => {
    server.replies.push(knowing, () => folder.stop.abort(new InterruptedError()));
    const { error } = await folder.run();
    expect(error).toBeInstanceOf(InterruptedError);
    expect(folder.journal.lines.map(({ problem }) => problem)).toEqual([null, 'stopped']);
    const again = new LlmFolder(server.url);
    writeFileSync(again.journalFile, folder.journalText);
    expect((await again.run()).error).toBeNull();
    expect(server.received).toHaveLength(2 + 4);
    again.remove();
  });
});

describe('the key', () => {
  it('is in no file, no message and no error, even if the endpoint repeats it', async () => {
    server.replies.push(
      sendText(`{"error":"busy, ${KEY}"}`, 503),
      saying(`{"ranking": "${KEY}"}`),
      sendText(`{"error":{"message":"Incorrect key ${KEY}"}}`, 401),
    );
    const { error, err, out } = await folder.run();
    expect(server.received[0]!.headers.authorization).toContain(KEY);
    expect(error?.message).toContain('Incorrect key [key]');
    await folder.run();
    const files = readdirSync(folder.root).map((name) => readFileSync(folder.path(name), 'utf8'));
    expect(files).toHaveLength(3);
    expect([...files, err, out, error?.message].join('\n')).not.toContain(KEY);
  });

  it('is not sent where there is none', async () => {
    folder.env = {};
    await folder.run();
    expect(server.received[0]!.headers.authorization).toBeUndefined();
  });
});

describe('the command line', () => {
  it.each([
    [['--llm-model', ''], '--llm needs --llm-model NAME too'],
    [['--llm', 'localhost:11434'], '--llm is no address that begins with http:// or https://'],
    [['--llm', 'https://me:secret@host.example'], '--llm holds a name or password'],
    [['--llm-task', 'rnak'], 'Did you mean rank?'],
    [['--check', '1.1'], '--check is a number from 0 to 1'],
    [['--candidates', '0'], '--candidates is a whole number from 1'],
    [['--candidates-from', 'bm52'], 'Did you mean bm25?'],
    [['--candidates-from', 'bm25,base'], '--candidates-from is one contender that runs here'],
    [['--price-in', '1'], '--price-in and --price-out go together'],
    [['--temperature', 'hot'], '--temperature is a number from 0 to 2'],
    [['--variants', '3'], '--variants does not go with --llm-task rank'],
    [['--output', '-'], '--llm needs --output FILE'],
    [['--reference', 'nobody'], '--reference is one of the contenders, char-tfidf, test-model, not "nobody"'],
  ])('refuses %j before anything is sent', async (args, message) => {
    const { error } = await folder.run(...args);
    expect(error).toBeInstanceOf(UsageError);
    expect(error?.message).toContain(message);
    expect(error?.message).not.toContain('secret');
    expect(server.received).toEqual([]);
  });

  it('refuses its options without --llm', async () => {
    const { error } = await folder.runBare(['--task', folder.pairs, '--dry-run']);
    expect(error?.message).toBe('--dry-run goes with --llm.');
  });

  it('refuses a key with a character that no key has, without showing it', async () => {
    folder.env = { ROLEMAP_LLM_KEY: 'secret\nword' };
    const { error } = await folder.run();
    expect(error?.message).toContain('ROLEMAP_LLM_KEY');
    expect(error?.message).not.toContain('secret');
  });

  it('takes a prompt of the user, and refuses one that lacks a placeholder', async () => {
    writeFileSync(folder.path('own.txt'), '{{count}} for {{query}}');
    const wrong = await folder.run('--prompt', folder.path('own.txt'));
    expect(wrong.error?.message).toContain('own.txt has no {{candidates}}');
    writeFileSync(folder.path('own.txt'), 'OWN {{count}}\nQuery: {{query}}\n{{candidates}}');
    expect((await folder.run('--prompt', folder.path('own.txt'))).error).toBeNull();
    expect(server.received[0]!.content).toMatch(/^OWN 5\nQuery: nurse on ward four\n1\. /u);
    expect(folder.model.facts.files[0]!.file).toBe('own.txt');
  });

  it('compares with whatever else is named, and takes the candidates while it is measured', async () => {
    await folder.run('--contenders', 'bm25,char-tfidf', '--reference', 'test-model');
    expect(folder.result.results.map(({ contender }) => contender.id)).toEqual([
      'bm25',
      'char-tfidf',
      'test-model',
    ]);
    await folder.run('--contenders', 'bm25', '--output', folder.path('other.json'));
    expect(readFileSync(folder.path('other.json'), 'utf8')).not.toContain('"id":"char-tfidf"');
  });

  it('says where texts go that leave the machine, and warns of a key over http', async () => {
    const { err, error } = await folder.run(
      '--llm',
      'http://host.invalid/v1',
      '--retries',
      '0',
      '--limit',
      '1',
    );
    expect(err).toContain('Queries and candidates are sent to http://host.invalid/v1/chat/completions.');
    expect(err).toContain('over http');
    expect(error?.message).toContain('No question was answered');
    expect(existsSync(folder.output)).toBe(false);
    expect((await folder.run('--limit', '1')).err).not.toContain('are sent to');
  });
});
