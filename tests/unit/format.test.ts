import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatDuration } from '../../src/ui/format.ts';

describe('numbers as people read them', () => {
  it.each([
    [0, '0 kB'],
    [314, 'under 1 kB'],
    [620_400, '620 kB'],
    [999_499, '999 kB'],
    [1e6, '1.0 MB'],
    [9_940_000, '9.9 MB'],
    [9_960_000, '10 MB'],
    [14_318_427, '14 MB'],
    [1_234_000_000, '1,234 MB'],
  ])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it.each([
    [0, '1 s'],
    [6.4, '6 s'],
    [89.4, '89 s'],
    [90, '2 min'],
    [59 * 60 + 20, '59 min'],
    [59 * 60 + 40, '1 h 0 min'],
    [80 * 60, '1 h 20 min'],
  ])('%d seconds are %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));

  it('counts have separators', () => expect(formatCount(50_000)).toBe('50,000'));
});
