/** @file The parts of asking a language model: chance of a question, results in order, answers whatever they hold. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isThisMachine } from '../../src/cli/llm/address.ts';
import { CANDIDATE_TASKS } from '../../src/cli/llm/candidate-tasks.ts';
import { isChecked, shuffled } from '../../src/cli/llm/chance.ts';
import { inOrder } from '../../src/cli/llm/in-order.ts';
import type { Reply } from '../../src/cli/llm/read-answer.ts';
import { readVariants } from '../../src/cli/llm/variants-task.ts';

const text = (content: string): Reply => ({ kind: 'text', text: content, refused: false, milliseconds: 1 });

describe('chance', () => {
  it('is a question’s own: a permutation that its id and the seed decide', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(), { maxLength: 20 }), fc.nat(), fc.string(), (values, seed, id) => {
        const order = shuffled(values, seed, id);
        expect([...order].sort((a, b) => a - b)).toEqual([...values].sort((a, b) => a - b));
        expect(shuffled(values, seed, id)).toEqual(order);
      }),
    );
  });

  it('puts every value in every place about equally often', () => {
    const counts = Array.from({ length: 4 }, () => [0, 0, 0, 0]);
    for (let id = 0; id < 4000; id++)
      shuffled([0, 1, 2, 3], 1, String(id)).forEach((value, place) => counts[value]![place]!++);
    for (const count of counts.flat()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it('checks none of nothing, all of everything, and about a share', () => {
    const ids = Array.from({ length: 2000 }, (_, id) => String(id));
    const checked = (share: number) => ids.filter((id) => isChecked(7, id, share)).length;
    expect([checked(0), checked(1)]).toEqual([0, 2000]);
    expect(Math.abs(checked(0.1) - 200)).toBeLessThan(60);
  });
});

describe('results in order', () => {
  it('come in the order of the values, however long each takes, and never more at once than allowed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(5)), fc.integer({ min: 1, max: 4 }), async (delays, ahead) => {
        let [running, most] = [0, 0];
        const given: number[] = [];
        const work = async (at: number) => {
          most = Math.max(most, ++running);
          for (let turn = 0; turn < delays[at]!; turn++) await Promise.resolve();
          running--;
          return at;
        };
        const places = delays.map((_, at) => at);
        for await (const at of inOrder(places, { ahead, stop: () => undefined }, work)) given.push(at);
        expect(given).toEqual(places);
        expect(most).toBeLessThanOrEqual(ahead);
      }),
    );
  });

  it('wait for what is on its way where one fails', async () => {
    const log: string[] = [];
    const work = async (value: number) => {
      await new Promise((resolve) => setImmediate(resolve));
      if (value === 0) throw new Error('first');
      log.push(`done ${value}`);
      return value;
    };
    const results = inOrder([0, 1, 2, 3], { ahead: 3, stop: () => log.push('stop') }, work);
    await expect(results.next()).rejects.toThrow('first');
    expect(log.sort()).toEqual(['done 1', 'done 2', 'stop']);
  });
});

describe('whatever a model says', () => {
  it('a ranking is a permutation or no answer', () => {
    const numbers = fc.array(fc.oneof(fc.integer({ min: -1, max: 5 }), fc.constantFrom('1', null, 1.5)));
    const any = fc.oneof(
      fc.string(),
      fc.json(),
      numbers.map((ranking) => JSON.stringify({ ranking })),
      fc.shuffledSubarray([1, 2, 3, 4], { minLength: 4 }).map((ranking) => JSON.stringify({ ranking })),
    );
    fc.assert(
      fc.property(any, fc.boolean(), (content, turned) => {
        const { outcome, places } = CANDIDATE_TASKS.rank.read([text(content)], 4, turned);
        if (outcome === 'answered') expect([...places].sort()).toEqual([0, 1, 2, 3]);
        else expect(places).toEqual([]);
      }),
    );
  });

  it('a ranking means the same candidates whichever way they were shown', () => {
    const candidates = ['a', 'b', 'c'];
    const [content] = CANDIDATE_TASKS.rank.contents('{{candidates}}', 'q', candidates, true);
    expect(content).toBe('1. c\n2. b\n3. a');
    expect(CANDIDATE_TASKS.rank.read([text('{"ranking":[3,1,2]}')], 3, true).places).toEqual([0, 2, 1]);
    expect(CANDIDATE_TASKS.rank.read([text('{"ranking":[3,1,2]}')], 3, false).places).toEqual([2, 0, 1]);
  });

  it('scores fall, equal ones keep their order, and the worst outcome stands for the query', () => {
    const read = (...args: Parameters<typeof CANDIDATE_TASKS.score.read>) =>
      CANDIDATE_TASKS.score.read(...args);
    const replies = [10, 90, 10].map((score) => text(JSON.stringify({ score })));
    expect(read(replies, 3, false)).toEqual({ outcome: 'answered', places: [1, 0, 2], scores: [90, 10, 10] });
    const refused: Reply = { kind: 'text', text: '', refused: true, milliseconds: 1 };
    expect(read([text('?'), refused, replies[0]!], 3, false)).toEqual({
      outcome: 'refused',
      places: [2],
      scores: [10],
    });
    expect(read([refused, { kind: 'failed' }], 2, false).outcome).toBe('failed');
    for (const bad of ['{"score":-1}', '{"score":50.5}', '{"score":"50"}', '{"score":50,"why":""}', '50'])
      expect(read([text(bad)], 1, false).outcome, bad).toBe('unparseable');
  });

  it('variants are exactly as many texts as were asked for', () => {
    const outcome = (content: string) => readVariants(text(content), 'Nurse', 2, {}).outcome;
    expect(outcome('{"variants":["a","b"]}')).toBe('answered');
    for (const bad of ['{"variants":["a"]}', '{"variants":["a",1]}', '{"variants":"ab"}', '["a","b"]', '{}'])
      expect(outcome(bad), bad).toBe('unparseable');
  });
});

it('knows which addresses are this machine', () => {
  for (const host of ['localhost:11434', '127.0.0.1:1', '[::1]:80', 'api.localhost'])
    expect(isThisMachine(`http://${host}/v1`), host).toBe(true);
  for (const host of ['example.com', '10.0.0.1', 'localhost.example.com', '127.0.0.1.example.com'])
    expect(isThisMachine(`http://${host}/v1`), host).toBe(false);
});
