/** The parts of the synthesis one by one: strict parser, waiting, money, prompts, command line. */
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TEST_ONLY_PROMPT, PROMPTS, type Seed } from '../../scripts/dataset/variants.ts';
import { parseAnswer } from '../../scripts/synthesis/answer.ts';
import { Budget } from '../../scripts/synthesis/budget.ts';
import { endpointOf, parseOptions, UsageError } from '../../scripts/synthesis/options.ts';
import { fillPrompt, loadPrompt, seedId, splitsOf } from '../../scripts/synthesis/prompt.ts';
import { costOf } from '../../src/cli/llm/cost.ts';
import { LONGEST_VARIANT, type Asked } from '../../src/cli/llm/title-variants.ts';
import { backoff, retryAfter, sleep } from '../../src/cli/llm/waiting.ts';

const NURSE: Asked = { title: 'Ward Nurse', otherNames: ['Staff Nurse', 'RN'], given: ['Ward nurse (days)'] };
const BAKER: Asked = { title: 'Baker', otherNames: [], given: [] };

function parse(text: string, { count = 2, cut = false } = {}) {
  return parseAnswer(text, [NURSE, BAKER], count, cut);
}

describe('lines', () => {
  const line = '{"id": 1, "variants": ["nurse, ward 4", "RN - Surgical Ward"]}';

  test('a good line, with either line end', () => {
    const { variants, droppedLines, droppedVariants } = parse(`${line}\r\n\n{"id":2,"variants":["a","b"]}`);
    expect([...variants]).toEqual([
      [0, ['nurse, ward 4', 'RN - Surgical Ward']],
      [1, ['a', 'b']],
    ]);
    expect([droppedLines, droppedVariants]).toEqual([{}, {}]);
  });

  test.each([
    ['fence', '```json'],
    ['fence', '  ```'],
    ['not-json', 'Here they are:'],
    ['not-json', `${line},`],
    ['not-json', `- ${line}`],
    ['not-json', '{"id": 1, "variants": ["a", '],
    ['wrong-shape', '[]'],
    ['wrong-shape', '7'],
    ['wrong-shape', 'null'],
    ['wrong-shape', '{"id": 1}'],
    ['wrong-shape', '{"id": 1, "variants": "a"}'],
    ['wrong-shape', '{"id": 1, "variants": ["a", 2]}'],
    ['wrong-shape', '{"id": "1", "variants": ["a", "b"]}'],
    ['wrong-shape', '{"id": 1, "variants": ["a", "b"], "note": ""}'],
    ['wrong-id', '{"id": 0, "variants": ["a", "b"]}'],
    ['wrong-id', '{"id": 3, "variants": ["a", "b"]}'],
    ['wrong-id', '{"id": 1.5, "variants": ["a", "b"]}'],
    ['wrong-count', '{"id": 1, "variants": ["a"]}'],
    ['wrong-count', '{"id": 1, "variants": ["a", "b", "c"]}'],
    ['no-variant-left', '{"id": 1, "variants": ["RN", "ward nurse"]}'],
  ])('%s: %s', (fault, bad) => {
    const { variants, droppedLines } = parse(bad);
    expect(variants.size).toBe(0);
    expect(droppedLines).toEqual({ [fault]: 1 });
  });

  test('the second line for a title is dropped, whatever it holds', () => {
    const { variants, droppedLines } = parse(`${line}\n{"id":1,"variants":["x","y"]}`);
    expect(variants.get(0)).toEqual(['nurse, ward 4', 'RN - Surgical Ward']);
    expect(droppedLines).toEqual({ 'repeated-id': 1 });
  });

  test('only the last line of a cut answer counts as cut; a whole last line is kept', () => {
    expect(parse('{"id": 1,\n{"id": 2,', { cut: true }).droppedLines).toEqual({ 'not-json': 1, cut: 1 });
    expect(parse(line, { cut: true }).variants.size).toBe(1);
  });

  test.each([
    ['closed', `<think>\n{"id":1,"variants":["draft","try"]}\n</think>\n${line}`, 3],
    ['without a beginning', `hm\n</think>\n${line}`, 2],
  ])('thinking aloud, %s, is no answer', (_, text, dropped) => {
    const { variants, droppedLines } = parse(text);
    expect(variants.get(0)).toEqual(['nurse, ward 4', 'RN - Surgical Ward']);
    expect(droppedLines).toEqual({ reasoning: dropped });
  });

  test('thinking that never ends leaves nothing', () => {
    expect(parse(`<think>\n${line}`, { cut: true })).toMatchObject({ droppedLines: { reasoning: 2 } });
  });
});

describe('variants', () => {
  test.each([
    ['empty', ''],
    ['empty', '   '],
    ['equals-seed', 'WARD  nurse'],
    ['equals-other-name', 'staff nurse'],
    ['already-given', 'ward nurse (DAYS)'],
    ['repeated', 'Good One'],
    ['too-long', 'n'.repeat(LONGEST_VARIANT + 1)],
    ['odd-characters', 'Nurse\tWard'],
    ['odd-characters', 'Nurse\nWard'],
    ['odd-characters', ' Nurse'],
    ['odd-characters', 'Nurse \u{1F468}'],
    ['odd-characters', 'Nur\u200Bse'],
    ['odd-characters', '<b>Nurse</b>'],
    ['odd-characters', 'Мedsestra'],
    ['odd-characters', 'Nurse `x`'],
  ])('%s: %j goes, the rest of the line stays', (fault, text) => {
    const { variants, droppedLines, droppedVariants } = parse(
      JSON.stringify({ id: 1, variants: ['good one', text] }),
    );
    expect(variants.get(0)).toEqual(['good one']);
    expect(droppedLines).toEqual({});
    expect(droppedVariants).toEqual({ [fault]: 1 });
  });

  test.each([
    'RN II - Med/Surg (PRN) [nights]',
    'Krankenpfleger | Ward 4',
    "Nurse's Aide @ 50% – £14.50/hr",
    'Chargé de soins #2 & co.',
  ])('kept as people type it: %s', (text) => {
    const { variants } = parse(JSON.stringify({ id: 1, variants: [text] }), { count: 1 });
    expect(variants.get(0)).toEqual([text]);
  });

  test('whatever comes, every line is kept or counted, and what is kept is legal', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('Ward Nurse', 'RN', 'nurse', 'Nurse (nights)', '', 'x'.repeat(101)),
    );
    const id = fc.oneof(fc.integer({ min: -1, max: 4 }), fc.constantFrom('1', null));
    const object = fc.record({ id, variants: fc.array(text, { maxLength: 3 }) });
    const anyLine = fc.oneof(
      object.map((value) => JSON.stringify(value)),
      fc.json(),
      fc.string(),
      fc.constant('```'),
    );
    fc.assert(
      fc.property(fc.array(anyLine), fc.boolean(), (lines, cut) => {
        const answer = lines.join('\n');
        const { variants, droppedLines } = parse(answer, { cut });
        const dropped = Object.values(droppedLines).reduce((sum, times) => sum + times, 0);
        expect(variants.size + dropped).toBe(answer.split(/\r?\n/).filter((one) => one.trim() !== '').length);
        for (const [index, texts] of variants) {
          expect([0, 1]).toContain(index);
          expect(texts.length).toBeGreaterThan(0);
          expect(new Set(texts.map((one) => one.toLowerCase())).size).toBe(texts.length);
          for (const one of texts) {
            expect(one.length).toBeLessThanOrEqual(LONGEST_VARIANT);
            expect(one).toBe(one.trim());
            expect(one).not.toMatch(/[\p{C}<>{}\\`]/u);
          }
        }
      }),
    );
  });
});

describe('waiting', () => {
  const now = Date.parse('2026-03-01T12:00:00Z');

  test.each([
    ['7', 7000],
    [' 2.5 ', 2500],
    ['0', 1000],
    ['Sun, 01 Mar 2026 12:01:00 GMT', 60_000],
    ['Sunday, 01-Mar-26 12:01:00 GMT', 60_000],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 1000],
    [null, null],
    ['', null],
    ['-5', null],
    ['soon', null],
  ])('Retry-After %j', (header, wait) => {
    expect(retryAfter(header, now)).toBe(wait);
  });

  test('backoff doubles, up to a minute, the upper half of it at random', () => {
    expect([1, 2, 3, 7, 20].map((failed) => backoff(failed, 1))).toEqual([1000, 2000, 4000, 60_000, 60_000]);
    expect([1, 2, 3].map((failed) => backoff(failed, 0))).toEqual([500, 1000, 2000]);
  });

  test('sleep ends when it is stopped', async () => {
    const stop = new AbortController();
    const slept = sleep(2 ** 30, stop.signal);
    stop.abort();
    await slept;
    await sleep(2 ** 30, stop.signal);
    await sleep(0, new AbortController().signal);
    expect(stop.signal.aborted).toBe(true);
  });
});

test('however requests overlap, the budget is not passed while each keeps to its bound', () => {
  const tokens = fc.record({ input: fc.nat(10_000), output: fc.nat(10_000) });
  const step = fc.record({
    most: tokens,
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    ends: fc.nat(5),
  });
  fc.assert(
    fc.property(fc.array(step), fc.double({ min: 0, max: 0.5, noNaN: true }), (steps, limit) => {
      const prices = { input: 1, output: 5 };
      const budget = new Budget(prices, limit, 0);
      const inFlight: (typeof steps)[number][] = [];
      let spent = 0;
      const end = ({ most, share }: (typeof steps)[number]): void => {
        const used = { input: Math.floor(most.input * share), output: Math.floor(most.output * share) };
        spent += costOf(used, prices);
        expect(budget.settle(most, used)).toBe(costOf(used, prices));
      };
      for (const one of steps) {
        if (budget.reserve(one.most)) inFlight.push(one);
        inFlight.splice(0, one.ends).forEach(end);
      }
      inFlight.forEach(end);
      expect(budget.spent).toBeCloseTo(spent, 9);
      expect(budget.spent).toBeLessThanOrEqual(limit + 1e-9);
    }),
  );
});

describe('prompts', () => {
  const dataset = join(import.meta.dirname, '../../scripts/dataset');
  const seed: Seed = {
    occupation: {
      code: '29-1141.00',
      title: 'Registered Nurses',
      roles: [],
      descriptions: [],
      tasks: [],
      skills: [],
    },
    role: { role: 'ward nurse', titles: ['Ward Nurse', 'Staff Nurse', 'R&D $& {{count}}'] },
    title: 'Ward Nurse',
    split: 'train',
  };

  test.each(PROMPTS)('%s is filled, and nothing stays open', (prompt) => {
    const given = new Map([[seedId(seed), ['nurse (wd 4)']]]);
    const text = fillPrompt(
      loadPrompt(dataset, prompt),
      7,
      [seed, seed],
      prompt === 'follow-up' ? given : new Map(),
    );
    expect(text).toMatch(/\b7\b/);
    expect(text.replaceAll('R&D $& {{count}}', '')).not.toContain('{{');
    const behind = prompt === 'follow-up' ? '; first rewritings: "nurse (wd 4)"' : '';
    const line = `Ward Nurse (occupation: Registered Nurses; other names: "Staff Nurse", "R&D $& {{count}}"${behind})`;
    expect(text).toContain(`\n1. ${line}\n2. ${line}`);
  });

  test('one prompt is kept for the test splits', () => {
    expect(splitsOf(TEST_ONLY_PROMPT)).toEqual(['test', 'holdout-codes-test']);
    expect(splitsOf('first-request')).toHaveLength(5);
  });
});

describe('command line and environment', () => {
  const FLAGS = ['--prompt', 'first-request', '--price-in', '1', '--price-out', '2'];

  test('defaults', () => {
    expect(parseOptions(FLAGS, {})).toEqual({
      help: false,
      dryRun: false,
      prompt: 'first-request',
      splits: splitsOf('first-request'),
      output: 'synthesis',
      count: 5,
      batch: 20,
      limit: null,
      concurrency: 2,
      retries: 5,
      timeoutMs: 120_000,
      maxWaitMs: 600_000,
      outputTokens: null,
      tokenField: 'max_tokens',
      temperature: null,
      prices: { input: 1, output: 2 },
      maxCost: 1,
    });
  });

  test.each([
    [['--count', '0'], '--count'],
    [['--count', '2.5'], '--count'],
    [['--batch', 'many'], '--batch'],
    [['--max-cost', ''], '--max-cost'],
    [['--max-cost=-1'], '--max-cost'],
    [['--price-in', 'NaN'], '--price-in'],
    [['--timeout', '301'], '--timeout'],
    [['--token-field', 'tokens'], '--token-field'],
    [['--prompt', 'other'], '--prompt'],
    [['--split', 'all'], '--split'],
    [['--colour'], '--colour'],
    [['rest'], 'rest'],
  ])('%j is refused by name', (flags, name) => {
    expect(() => parseOptions([...FLAGS, ...flags], {})).toThrow(UsageError);
    expect(() => parseOptions([...FLAGS, ...flags], {})).toThrow(name);
  });

  const GOOD = { ROLEMAP_LLM_URL: 'http://localhost:1234/v1', ROLEMAP_LLM_MODEL: 'm' };

  test.each([
    ['http://localhost:1234/v1', 'http://localhost:1234/v1/chat/completions'],
    ['https://host.example/v1/', 'https://host.example/v1/chat/completions'],
    ['https://host.example/v1/chat/completions', 'https://host.example/v1/chat/completions'],
    ['https://host.example/x?api-version=2', 'https://host.example/x/chat/completions?api-version=2'],
  ])('%s', (url, address) => {
    expect(endpointOf({ ...GOOD, ROLEMAP_LLM_URL: url })).toEqual({ address, model: 'm', key: null });
  });

  test.each([
    [{ ROLEMAP_LLM_URL: '' }, 'ROLEMAP_LLM_URL'],
    [{ ROLEMAP_LLM_URL: 'host:1234' }, 'ROLEMAP_LLM_URL'],
    [{ ROLEMAP_LLM_URL: 'https://me:secret-word@host.example' }, 'ROLEMAP_LLM_KEY'],
    [{ ROLEMAP_LLM_MODEL: ' ' }, 'ROLEMAP_LLM_MODEL'],
    [{ ROLEMAP_LLM_KEY: 'secret-word\nmore' }, 'ROLEMAP_LLM_KEY'],
    [{ ROLEMAP_LLM_KEY: 'secret-wörd' }, 'ROLEMAP_LLM_KEY'],
  ])('%j is refused by name, without showing what it holds', (env, name) => {
    const refuse = () => endpointOf({ ...GOOD, ...env });
    expect(refuse).toThrow(name);
    expect(refuse).not.toThrow('secret');
  });
});
