import { describe, expect, it } from 'vitest';
import { restoreEndToken } from '../../src/core/encoding/end-token.ts';

const big = (...values: number[]) => BigInt64Array.from(values, BigInt);

describe('the end token', () => {
  it('comes back where a text was cut, and stays where it was not, before padding', () => {
    const ids = big(101, 7, 8, 9, 101, 7, 102, 0, 101, 7, 8, 102);
    restoreEndToken(ids, big(1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1), 3, 102n);
    expect([...ids]).toEqual([...big(101, 7, 8, 102, 101, 7, 102, 0, 101, 7, 8, 102)]);
  });

  it('of no texts is nothing, and a row of padding alone stays', () => {
    const none = big();
    restoreEndToken(none, big(), 0, 102n);
    expect(none).toHaveLength(0);
    const ids = big(101, 102, 0, 0);
    restoreEndToken(ids, big(1, 1, 0, 0), 2, 102n);
    expect([...ids]).toEqual([...big(101, 102, 0, 0)]);
  });
});
