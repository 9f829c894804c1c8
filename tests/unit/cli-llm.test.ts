/** @file `rolemap evaluate --llm` with an endpoint that works: results, consistency, going on, dry runs, scores, variants. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { completion, FakeEndpoint, KEY, sendText, type Reply } from './synthesis-endpoint.ts';
import { inShownOrder, knowing, LlmFolder, questionIn, saying } from './cli-llm-fakes.ts';

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

describe('a ranking', () => {
  it('is one more contender of the result file, beside the one that found the candidates', async () => {
    const { error, err } = await folder.run('--price-in', '1', '--price-out', '10');
    expect(error).toBeNull();
    const { results } = folder.result;
    expect(results.map(({ contender }) => contender)).toEqual([
      { id: 'char-tfidf', label: 'Char TF-IDF', kind: 'lexical' },
      { id: 'test-model', label: 'test-model, rank', kind: 'llm' },
    ]);
    const { perQuery, outcomes, lists, milliseconds, facts } = folder.model;
    expect(perQuery.mrr).toEqual([1, 1, 1, 1, 1]);
    expect(outcomes).toEqual(Array(5).fill('answered'));
    expect(lists.every(({ rows, scores }) => rows.length === 5 && scores === null)).toBe(true);
    expect(milliseconds.every((time) => time !== null && time > 0)).toBe(true);
    expect(facts.files).toEqual([{ file: 'rank.txt', sha256: folder.journal.head.prompt }]);
    expect(facts.settings).toMatchObject({
      model: 'test-model',
      candidates: 10,
      'candidates from': 'char-tfidf',
    });
    expect(facts.counts).toMatchObject({
      answered: 5,
      requests: 5,
      'tokens sent': 500,
      'tokens received': 250,
      cost: (500 * 1 + 250 * 10) / 1e6,
      'queries with a relevant candidate': 5,
    });
    expect(err).toContain('test-model: 5 answered, 0 refused');
    expect(err).toContain('cost 0.0030');
  });

  it('asks for an order of all candidates, shown in an order by chance that the seed repeats', async () => {
    await folder.run();
    const shown = server.received.map(({ content }) => questionIn(content));
    expect(server.received[0]!.path).toBe('/v1/chat/completions');
    expect(server.received[0]!.body).toMatchObject({ model: 'test-model', temperature: 0, max_tokens: 104 });
    expect(server.received[0]!.headers.authorization).toBe(`Bearer ${KEY}`);
    const sorted = shown.map(({ candidates }) => [...candidates].sort());
    expect(new Set(sorted.map((texts) => texts.join())).size).toBe(1);
    expect(new Set(shown.map(({ candidates }) => candidates.join())).size).toBeGreaterThan(1);
    const other = ['--output', folder.path('again.json')];
    await folder.run(...other);
    expect(server.received.slice(5).map(({ content }) => content)).toEqual(
      server.received.slice(0, 5).map(({ content }) => content),
    );
    await folder.run('--output', folder.path('other.json'), '--seed', '2');
    expect(server.received[10]!.content).not.toBe(server.received[0]!.content);
  });

  it('counts what lies beyond the candidates as not found', async () => {
    await folder.run('--candidates', '2');
    expect(folder.model.lists.map(({ rows }) => rows.length)).toEqual([2, 2, 2, 2, 2]);
    expect(folder.model.perQuery.recall10).toEqual([1, 1, 1, 1, 1]);
    expect(server.received.every(({ content }) => questionIn(content).candidates.length === 2)).toBe(true);
  });

  it('keeps the order of the queries when several are on their way', async () => {
    // The first question is answered after the next two.
    const held: (() => void)[] = [];
    const late: Reply = (received, response) => {
      if (server.received.length === 1) held.push(() => knowing(received, response));
      else {
        knowing(received, response);
        if (server.received.length === 3) held[0]!();
      }
    };
    server.otherwise = late;
    const { error } = await folder.run('--concurrency', '2');
    expect(error).toBeNull();
    expect(folder.model.perQuery.mrr).toEqual([1, 1, 1, 1, 1]);
    const [first, ...others] = folder.result.queries;
    const written = folder.journal.lines.map(({ query }) => query);
    expect(written.indexOf(first!)).toBeGreaterThan(written.indexOf(others[0]!));
  });

  it('has no more requests on their way than it may', async () => {
    let [now, most] = [0, 0];
    server.otherwise = (received, response) => {
      most = Math.max(most, ++now);
      setImmediate(() => {
        now--;
        knowing(received, response);
      });
    };
    await folder.run('--concurrency', '3', '--check', '1');
    expect(server.received).toHaveLength(10);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(3);
  });
});

describe('the same question in another order', () => {
  it('is agreed on by a model that looks at the texts', async () => {
    await folder.run('--check', '1');
    expect(server.received).toHaveLength(10);
    expect(folder.model.outcomes).toEqual(Array(5).fill('answered'));
    expect(folder.model.facts.counts).toMatchObject({ 'asked twice': 5, inconsistent: 0 });
  });

  it('shows a model that goes by the place, and its first answer stays', async () => {
    server.otherwise = inShownOrder;
    await folder.run('--check', '1');
    const shown = server.received.map(({ content }) => questionIn(content));
    const [first, second] = shown.filter(({ query }) => query === shown[0]!.query);
    expect(second!.candidates).toEqual(first!.candidates.toReversed());
    expect(folder.model.outcomes).toEqual(Array(5).fill('inconsistent'));
    expect(folder.model.lists.every(({ rows }) => rows.length === 5)).toBe(true);
    expect(folder.model.facts.counts).toMatchObject({ 'asked twice': 5, inconsistent: 5, answered: 0 });
  });

  it('is put for a share of the queries, the same ones each time', async () => {
    await folder.run('--check', '0.5');
    const twice = folder.model.facts.counts['asked twice']!;
    expect(twice).toBeGreaterThan(0);
    expect(twice).toBeLessThan(5);
    expect(server.received).toHaveLength(5 + twice);
    await folder.run('--check', '0.5', '--output', folder.path('again.json'));
    expect(server.received.slice(5 + twice).map(({ content }) => content)).toEqual(
      server.received.slice(0, 5 + twice).map(({ content }) => content),
    );
  });

  it('is inconsistent where the second answer is a refusal', async () => {
    server.replies.push(knowing, saying("I'm sorry, but I can't help with that."));
    await folder.run('--check', '1', '--limit', '1');
    expect(folder.model.outcomes).toEqual(['inconsistent']);
  });
});

describe('going on', () => {
  it('asks nothing twice: the journal beside the output has the answers', async () => {
    await folder.run('--price-in', '1', '--price-out', '1');
    const first = folder.model;
    const { error } = await folder.run('--price-in', '1', '--price-out', '1', '--overwrite');
    expect(error).toBeNull();
    expect(server.received).toHaveLength(5);
    expect(folder.model).toEqual(first);
  });

  it('asks on for more queries, and counts those of this result', async () => {
    await folder.run('--limit', '2');
    await folder.run('--overwrite');
    expect(server.received).toHaveLength(5);
    expect(folder.model.facts.counts).toMatchObject({ requests: 5 });
    await folder.run('--overwrite', '--limit', '2');
    expect(folder.model.facts.counts).toMatchObject({ requests: 2, 'tokens sent': 200 });
  });

  it('stands a half-written last line', async () => {
    await folder.run();
    writeFileSync(folder.journalFile, folder.journalText.slice(0, -20));
    const { error } = await folder.run('--overwrite');
    expect(error).toBeNull();
    expect(server.received).toHaveLength(6);
    expect(folder.journal.lines).toHaveLength(5);
  });

  it.each([
    [['--llm-model', 'other'], 'another model (model: test-model)'],
    [['--llm-task', 'score'], 'another task (task: rank)'],
    [['--prompt', 'own.txt'], 'another prompt'],
    [['--task', 'other.csv'], 'other data'],
  ])('refuses %j', async (args, message) => {
    await folder.run();
    writeFileSync(folder.path('own.txt'), '{{query}} {{count}} {{candidates}}');
    writeFileSync(folder.path('other.csv'), 'query,relevant\na nurse,nurse\n');
    const [name, value] = args as [string, string];
    const given = /\./u.test(value) ? folder.path(value) : value;
    const { error } = await folder.run('--overwrite', name, given);
    expect(error?.message).toContain(message);
    expect(error?.message).toContain('result.json.journal.jsonl');
    expect(server.received).toHaveLength(5);
  });

  it.each([
    ['{"x":1}\n', 'line 1: no record of a request'],
    ['not json\n', 'line 1: no record of a request'],
    ['{"format":"rolemap-llm-journal","schemaVersion":2}\n', 'another schema version'],
  ])('refuses the journal %j', async (text, message) => {
    writeFileSync(folder.journalFile, text);
    const { error } = await folder.run();
    expect(error?.message).toContain(message);
    expect(server.received).toEqual([]);
  });
});

describe('a dry run', () => {
  it('says how many requests it would be and what they would cost, and sends and writes nothing', async () => {
    const args = ['--dry-run', '--check', '1', '--price-in', '1', '--price-out', '10'];
    const { code, out } = await folder.run(...args, '--output', folder.output);
    expect(code).toBe(0);
    expect(server.received).toEqual([]);
    expect(readdirSync(folder.root)).toEqual(['pairs.csv']);
    expect(out).toContain('Requests: 10, if none must be repeated; 0 are answered in the journal already\n');
    const [, cost] = /^At most: [\d,]+ tokens sent, 1,040 received; cost (\d\.\d{4})$/mu.exec(out)!;
    expect(Number(cost)).toBeGreaterThan((1040 * 10) / 1e6);
    expect(out).toMatch(/^Probably: [\d,]+ tokens sent, 230 received; cost 0\.00\d\d$/mu);
  });

  it('leaves out what is answered, and asks for prices where there are none', async () => {
    await folder.run('--limit', '2');
    const { out } = await folder.run('--dry-run', '--output', folder.output);
    expect(out).toContain('Requests: 3, if none must be repeated; 2 are answered');
    expect(out).toContain('Give --price-in and --price-out');
    expect(server.received).toHaveLength(2);
  });

  it('bounds what the run then takes', async () => {
    const { out } = await folder.run('--dry-run', '--check', '1');
    await folder.run('--check', '1');
    expect(out).toContain(`Requests: ${server.received.length},`);
    const bytes = server.received.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
    const sent = Number(/^At most: ([\d,]+) tokens/mu.exec(out)![1]!.replaceAll(',', ''));
    expect(sent).toBeGreaterThanOrEqual(bytes);
  });
});

describe('scores of pairs', () => {
  const scoring: Reply = (received, response) => {
    const first = /^First text: (.*)$/mu.exec(received.content)![1]!;
    const second = /^Second text: (.*)$/mu.exec(received.content)![1]!;
    const same = first.includes(second) || second.includes(first);
    sendText(completion(JSON.stringify({ score: same ? 90 : 10 })))(received, response);
  };

  it('take a request a candidate, and the swapped pair for those asked twice', async () => {
    server.otherwise = scoring;
    const { error } = await folder.run('--llm-task', 'score', '--check', '1', '--candidates', '3');
    expect(error).toBeNull();
    expect(server.received).toHaveLength(5 * 3 * 2);
    expect(folder.model.outcomes).toEqual(Array(5).fill('answered'));
    expect(folder.model.perQuery.mrr).toEqual([1, 1, 1, 1, 1]);
    expect(folder.model.lists[0]!.scores).toEqual([90, 10, 10]);
    expect(folder.model.perQuery.hardTriplets.every((value) => value === null || value === 1)).toBe(true);
    expect(folder.model.facts.files[0]!.file).toBe('score.txt');
  });

  it('leave out the candidates without one, and say what happened', async () => {
    server.otherwise = scoring;
    server.replies.push(saying('{"score": 101}'));
    await folder.run('--llm-task', 'score', '--candidates', '3', '--limit', '1');
    expect(folder.model.outcomes).toEqual(['unparseable']);
    expect(folder.model.lists[0]!.rows).toHaveLength(2);
  });
});

describe('variants', () => {
  const variants = (texts: readonly string[]) => saying(JSON.stringify({ variants: texts }));
  const run = (...more: string[]) =>
    folder.run('--llm-task', 'variants', '--variants', '2', '--output', folder.path('v.jsonl'), ...more);

  it('are written as lines that say that a machine wrote them, and are not scored', async () => {
    server.otherwise = variants(['RN, Ward 4', 'Ward Nurse (nights)']);
    server.replies.push(variants(['one']), saying('No.'), variants(['bus driver', 'DRIVER OF A BUS']));
    const { error, err } = await run();
    expect(error).toBeNull();
    const lines = readFileSync(folder.path('v.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatchObject({
      source: 'machine-written',
      model: 'test-model',
      prompt: expect.stringMatching(/^[0-9a-f]{64}$/u) as string,
    });
    expect(lines.at(-1)['variants']).toEqual(['RN, Ward 4', 'Ward Nurse (nights)']);
    expect(err).toContain('3 answered, 0 refused, 2 unparseable');
    expect(server.received[0]!.content).toContain('Job title: nurse on ward four');
  });

  it('drop a text that only repeats the title', async () => {
    server.otherwise = variants(['bus driver', 'NURSE on ward  four']);
    const { err } = await run('--limit', '5');
    expect(err).toContain('1 equals-seed');
  });

  it('need a file of lines and no contenders', async () => {
    const wrong = await folder.run('--llm-task', 'variants');
    expect(wrong.error?.message).toContain('the output ends in .jsonl');
    expect((await run('--contenders', 'bm25')).error?.message).toContain(
      '--contenders does not go with --llm-task variants',
    );
    expect(existsSync(folder.path('v.jsonl'))).toBe(false);
  });

  it('have a dry run', async () => {
    const { out } = await run('--dry-run');
    expect(out).toContain('Requests: 5,');
    expect(server.received).toEqual([]);
  });
});
