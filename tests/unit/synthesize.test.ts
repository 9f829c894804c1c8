/** `npm run synthesize` against a local server that answers as real endpoints do, on good days and bad ones. */
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadTitleData } from '../../scripts/dataset/sources.ts';
import { splitRoles } from '../../scripts/dataset/splits.ts';
import { chooseSeeds, loadWrittenVariants, type WrittenVariants } from '../../scripts/dataset/variants.ts';
import { synthesize } from '../../scripts/synthesize.ts';
import { completion, FakeEndpoint, FakeWorld, good, goodLines, KEY } from './synthesis-endpoint.ts';

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

/** Two variants each, batches of four, one request at a time, prices of 1 and 10 a token a million. */
function command(...more: string[]): Promise<number> {
  const flags = ['--output', world.output, '--count', '2', '--batch', '4', '--concurrency', '1'];
  const prices = ['--price-in', '1', '--price-out', '10'];
  const prompt = more.includes('--prompt') ? [] : ['--prompt', 'first-request'];
  // A few seeds of one split make full batches.
  const split =
    more.includes('--split') || !more.includes('--limit') ? [] : ['--split', 'holdout-codes-test'];
  return synthesize([...prompt, ...flags, ...prices, ...split, ...more], world);
}

function written(): WrittenVariants[] {
  return loadWrittenVariants(join(world.output, 'variants'));
}

/** Titles of the fixture by split, as the splits have them. */
function titlesBySplit(): Map<string, Set<string>> {
  const { occupations } = loadTitleData(world.dataset);
  const seeds = chooseSeeds(occupations, splitRoles(occupations));
  const splits = new Map<string, Set<string>>();
  for (const { split, title } of seeds) splits.set(split, (splits.get(split) ?? new Set()).add(title));
  return splits;
}

describe('a good endpoint', () => {
  test('asks in batches and writes lines of written variants', async () => {
    expect(await command('--limit', '10')).toBe(0);
    expect(server.asked.map(({ length }) => length)).toEqual([4, 4, 2]);
    const lines = written();
    expect(new Set(lines.map(({ seed }) => seed))).toEqual(new Set(server.asked.flat()));
    const { occupations } = loadTitleData(world.dataset);
    for (const { code, role, seed, prompt, variants } of lines) {
      const roles = occupations.find((occupation) => occupation.code === code)!.roles;
      expect(roles.find((one) => one.role === role)!.titles).toContain(seed);
      expect(prompt).toBe('first-request');
      expect(variants).toEqual([`Crew ${seed} (nights)`, `${seed} II Crew`]);
    }
  });

  test('sends prompt, model and bound to the right address, with the key in the header', async () => {
    await command('--limit', '1', '--temperature', '0.7');
    const { path, headers, body, content, titles } = server.received[0]!;
    expect(path).toBe('/v1/chat/completions');
    expect(headers.authorization).toBe(`Bearer ${KEY}`);
    expect(body).toEqual({
      model: 'test-model',
      messages: [{ role: 'user', content }],
      max_tokens: 72,
      temperature: 0.7,
    });
    const name = titles[0]!.split(' ')[0]!;
    expect(content).toContain('first-request: 2 of each.');
    expect(content).toMatch(
      new RegExp(
        `^1\\. ${titles[0]!} \\(occupation: ${name} Workers; other names: ("${name} \\w+"(, )?){4}\\)$`,
        'm',
      ),
    );
  });

  test('names the bound as newer models want it, and sends no key where there is none', async () => {
    world.env['ROLEMAP_LLM_KEY'] = undefined;
    await command('--limit', '1', '--token-field', 'max_completion_tokens', '--output-tokens', '500');
    const { headers, body } = server.received[0]!;
    expect(headers.authorization).toBeUndefined();
    expect(body.max_completion_tokens).toBe(500);
    expect(body).not.toHaveProperty('max_tokens');
    expect(body).not.toHaveProperty('temperature');
  });

  test('logs request, raw answer, tokens, cost and what was parsed', async () => {
    await command('--limit', '4');
    const { body, titles } = server.received[0]!;
    const [record] = world.records;
    expect(record).toMatchObject({
      time: '2026-03-01T12:00:00.000Z',
      prompt: 'first-request',
      count: 2,
      attempt: 1,
      request: body,
      status: 200,
      problem: null,
      tokens: { input: 100, output: 50, estimated: false },
      lines: { kept: 4, dropped: {} },
      variants: { kept: 8, dropped: {} },
    });
    expect(record!.answer).toBe(completion(goodLines(server.received[0]!).join('\n')));
    expect(record!.cost).toBeCloseTo((100 * 1 + 50 * 10) / 1e6, 12);
    expect(record!.seeds.map((id) => id.split(' | ')[1])).toEqual(titles);
  });

  test('never puts titles of two splits into one request', async () => {
    await command('--batch', '50');
    const splits = titlesBySplit();
    expect(new Set(splits.keys()).size).toBe(5);
    for (const titles of server.asked) {
      const owners = [...splits.values()].filter((of) => titles.some((title) => of.has(title)));
      expect(owners).toHaveLength(1);
    }
    expect(server.asked.flat()).toHaveLength([...splits.values()].reduce((sum, { size }) => sum + size, 0));
  });

  test('has as many requests in flight as asked for, and no more', async () => {
    let inFlight = 0;
    let most = 0;
    const held: (() => void)[] = [];
    server.otherwise = (received, response) => {
      most = Math.max(most, ++inFlight);
      held.push(() => {
        inFlight--;
        good(received, response);
      });
      if (held.length < 3) return;
      // A fourth request would have arrived before the answer to one that is sent now.
      void fetch(server.url).then(() => {
        for (const release of held.splice(0)) release();
      });
    };
    await command('--limit', '36', '--concurrency', '3');
    expect(server.received).toHaveLength(9);
    expect(most).toBe(3);
  });
});

describe('going on after a stop', () => {
  test('asks only about what has no answer in the log', async () => {
    await command('--limit', '8');
    const before = server.asked.flat();
    await command('--limit', '8');
    const after = server.asked.flat().slice(before.length);
    expect(after).toHaveLength(8);
    expect(after.filter((title) => before.includes(title))).toEqual([]);
    expect(written()).toHaveLength(16);
  });

  test('a half-written last line is taken off, and its seeds are asked about again', async () => {
    await command('--limit', '8');
    const [first, second] = world.logText.split('\n');
    writeFileSync(world.logFile, `${first!}\n${second!.slice(0, 300)}`);
    await command('--limit', '4');
    expect(server.asked[2]).toEqual(server.asked[1]);
    expect(world.records).toHaveLength(2);
    expect(world.said).toContain('half-written line of 300 bytes');
  });

  test('where a seed was answered twice, the first good answer counts', async () => {
    await command('--limit', '4');
    const line = world.logText;
    writeFileSync(world.logFile, line + line.replaceAll('Crew', 'Gang'));
    await command('--limit', '1');
    const variants = written().flatMap((one) => one.variants);
    expect(variants).toHaveLength(10);
    expect(variants.filter((text) => text.includes('Gang'))).toEqual([]);
  });

  test('a broken line in the middle is named', async () => {
    await command('--limit', '4');
    const text = world.logText;
    writeFileSync(world.logFile, `${text}{"prompt":\n${text}`);
    expect(await command()).toBe(1);
    expect(world.complaints[0]).toContain('log.jsonl, line 2');
    expect(world.complaints[0]).toContain('Remove the line');
  });

  test('Ctrl+C: the request in flight is finished and logged, no other is sent', async () => {
    server.otherwise = (received, response) => {
      world.stopButton.abort();
      good(received, response);
    };
    expect(await command('--limit', '12')).toBe(130);
    expect(server.received).toHaveLength(1);
    expect(written()).toHaveLength(4);
    expect(world.said).toContain('Run the same command again to go on');
  });

  test('a stop while it waits sends nothing more', async () => {
    server.otherwise = (_, response) => {
      world.stopButton.abort();
      response.writeHead(503).end();
    };
    expect(await command()).toBe(130);
    expect(server.received).toHaveLength(1);
  });

  test('answers of one split stay when another is asked about', async () => {
    await command('--split', 'test', '--limit', '4');
    await command('--split', 'validation', '--limit', '4');
    const splits = titlesBySplit();
    expect(server.asked[0]!.every((title) => splits.get('test')!.has(title))).toBe(true);
    expect(server.asked[1]!.every((title) => splits.get('validation')!.has(title))).toBe(true);
    expect(written()).toHaveLength(8);
  });
});

describe('the prompts', () => {
  test('the follow-up shows the first rewritings, and only asks where there are some', async () => {
    await command('--limit', '4');
    server.otherwise = (received, response) => {
      const lines = goodLines(received, 'Gang');
      // The first rewriting once more.
      lines[0] = JSON.stringify({ id: 1, variants: [`crew ${received.titles[0]!} (Nights)`, 'Lathe hand'] });
      response.end(completion(lines.join('\n')));
    };
    expect(await command('--prompt', 'follow-up')).toBe(0);
    expect(server.asked[1]).toEqual(server.asked[0]);
    const [title] = server.asked[0]!;
    expect(server.received[1]!.content).toContain(
      `first rewritings: "Crew ${title!} (nights)", "${title!} II Crew")`,
    );
    expect(world.said).toContain('have no first rewritings');
    expect(world.records[1]!.variants).toEqual({ kept: 7, dropped: { 'already-given': 1 } });
    const lines = written().filter(({ prompt }) => prompt === 'follow-up');
    expect(lines.find(({ seed }) => seed === title)!.variants).toEqual(['Lathe hand']);
    expect(lines).toHaveLength(4);
  });

  test('the worked example is for the test splits only', async () => {
    expect(await command('--prompt', 'worked-example', '--split', 'train')).toBe(2);
    expect(await command('--prompt', 'worked-example', '--split', 'validation')).toBe(2);
    expect(server.received).toEqual([]);
    await command('--prompt', 'worked-example', '--batch', '50');
    const splits = titlesBySplit();
    const test = [...splits.get('test')!, ...splits.get('holdout-codes-test')!];
    expect(server.asked.flat().sort()).toEqual(test.sort());
  });

  test('an answer to the worked example is not written for a seed outside the test splits', async () => {
    await command('--limit', '4', '--split', 'train');
    writeFileSync(
      world.logFile,
      world.logText.replace('"prompt":"first-request"', '"prompt":"worked-example"'),
    );
    await command('--prompt', 'worked-example', '--limit', '1');
    const seeds = written().filter(({ prompt }) => prompt === 'worked-example');
    expect(seeds.map(({ seed }) => seed)).toEqual(server.asked[1]);
  });
});

describe('the cost limit', () => {
  /** The most that a request of four seeds costs: its bytes and the bound on its answer. */
  function mostOf(index: number): number {
    const { content, body } = server.received[index]!;
    return (Buffer.byteLength(content) + 32 + body.max_tokens! * 10) / 1e6;
  }

  test('stops before the request that could pass it, and counts earlier runs', async () => {
    await command('--limit', '4');
    const most = mostOf(0);
    const cost = world.records[0]!.cost;
    // Room for two more and no third: each reserves `most` and leaves `cost`.
    const limit = String(cost * 2 + most * 1.02);
    expect(await command('--max-cost', limit)).toBe(1);
    expect(server.received).toHaveLength(3);
    expect(world.complaints[0]).toContain('could pass the cost limit');
    expect(world.complaints[0]).toContain('--max-cost');
    expect(await command('--max-cost', limit)).toBe(1);
    expect(server.received).toHaveLength(3);
    expect(written()).toHaveLength(12);
  });

  test('parallel requests never pass it together', async () => {
    await command('--limit', '4');
    const most = mostOf(0);
    server.otherwise = (received, response) => {
      const usage = { prompt_tokens: received.content.length, completion_tokens: received.body.max_tokens };
      response.end(completion(goodLines(received).join('\n'), { usage }));
    };
    const limit = world.records[0]!.cost + most * 3.5;
    expect(await command('--max-cost', String(limit), '--concurrency', '8')).toBe(1);
    const spent = world.records.reduce((sum, { cost }) => sum + cost, 0);
    expect(spent).toBeLessThanOrEqual(limit);
    expect(server.received).toHaveLength(4);
  });

  test('a request that has no room yet waits for what those in flight leave', async () => {
    await command('--limit', '4');
    // Room for one reservation at a time; each costs so little in the end that there is room for the next.
    const limit = world.records[0]!.cost * 4 + mostOf(0) * 1.01;
    expect(await command('--limit', '12', '--concurrency', '3', '--max-cost', String(limit))).toBe(0);
    expect(server.received).toHaveLength(4);
    expect(written()).toHaveLength(16);
  });

  test('nothing is sent without prices; zero ones are prices', async () => {
    const flags = ['--prompt', 'first-request', '--output', world.output, '--count', '2', '--limit', '1'];
    expect(await synthesize(flags, world)).toBe(2);
    expect(world.complaints[0]).toContain('--price-in');
    world.env['ROLEMAP_LLM_PRICE_IN'] = '0';
    world.env['ROLEMAP_LLM_PRICE_OUT'] = '0';
    expect(await synthesize([...flags, '--max-cost', '0'], world)).toBe(0);
    expect(server.received).toHaveLength(1);
  });

  test('a dry run says requests, tokens and cost, and neither sends nor writes', async () => {
    world.env = {};
    expect(await command('--dry-run', '--limit', '10')).toBe(0);
    expect(server.received).toEqual([]);
    expect(existsSync(world.output)).toBe(false);
    expect(world.said).toContain('Requests: 3 for 10 seeds');
    const [, sent, received, cost] = /At most: ([\d,]+) tokens sent, ([\d,]+) received; cost ([\d.]+)/.exec(
      world.said,
    )!;
    const plain = (text: string): number => Number(text.replaceAll(',', ''));
    expect(plain(received!)).toBe(10 * 72);
    expect(Number(cost)).toBeCloseTo((plain(sent!) + plain(received!) * 10) / 1e6, 4);
  });
});

describe('where it writes', () => {
  test.each(['dataset', 'dataset/variants', 'link', 'link/deeper'])(
    'not into the sources: %s',
    async (where) => {
      symlinkSync(world.dataset, join(world.root, 'link'));
      const hand = join(world.dataset, 'variants/first-request.jsonl');
      writeFileSync(hand, '');
      expect(await command('--output', join(world.root, where))).toBe(1);
      expect(world.complaints[0]).toContain('hand-written');
      expect(server.received).toEqual([]);
      expect(readdirSync(join(world.dataset, 'variants'))).toEqual(['first-request.jsonl']);
    },
  );

  test('not over a file that its log does not account for', async () => {
    mkdirSync(join(world.output, 'variants'), { recursive: true });
    writeFileSync(join(world.output, 'variants/first-request.jsonl'), 'by hand');
    expect(await command()).toBe(1);
    expect(world.complaints[0]).toContain('Move it away');
    expect(server.received).toEqual([]);
  });

  test('seeds that are no longer there are passed over', async () => {
    await command('--limit', '4');
    const [line] = world.logText.split('\n');
    const [title] = server.asked[0]!;
    writeFileSync(world.logFile, `${line!.replace(`| ${title!}"`, '| Gone Since"')}\n`);
    await command('--limit', '1');
    expect(server.asked[1]).toEqual([title]);
    expect(world.said).toContain('3 have their answer already');
    expect(written()).toHaveLength(4);
  });
});

test('--help explains, with examples', async () => {
  expect(await synthesize(['--help'], world)).toBe(0);
  expect(world.said).toContain('ROLEMAP_LLM_KEY');
  expect(world.said).toContain('Examples');
});
