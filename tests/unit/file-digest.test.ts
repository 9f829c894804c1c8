import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { StoreError } from '../../src/store/errors.ts';
import { digestOfFile } from '../../src/store/file-digest.ts';
import { noise } from './store-fixture.ts';

const MEGABYTE = 1024 * 1024;

describe('the digest of a file', () => {
  it.each([0, 1, 63, MEGABYTE, MEGABYTE + 1, 3 * MEGABYTE - 1])(
    'of %i bytes is its SHA-256',
    async (size) => {
      const bytes = noise(size, 5);
      const expected = createHash('sha256').update(bytes).digest('hex');
      expect(await digestOfFile(new Blob([bytes]))).toBe(expected);
    },
  );

  it('says how far it is, from nothing to all', async () => {
    const seen: (readonly [number, number])[] = [];
    const file = new Blob([noise(1.5 * MEGABYTE, 6)]);
    await digestOfFile(file, { onProgress: (bytes, total) => seen.push([bytes, total]) });
    expect(seen).toEqual([0, MEGABYTE, 1.5 * MEGABYTE].map((bytes) => [bytes, file.size]));
  });

  it('stops when it is told to, with the reason given', async () => {
    const abort = new AbortController();
    const seen: number[] = [];
    const work = digestOfFile(new Blob([noise(3 * MEGABYTE, 7)]), {
      signal: abort.signal,
      onProgress(bytes) {
        seen.push(bytes);
        if (bytes > 0) abort.abort(new Error('cancelled'));
      },
    });
    await expect(work).rejects.toThrow('cancelled');
    expect(seen).toEqual([0, MEGABYTE]);
    await expect(digestOfFile(new Blob(['a']), { signal: abort.signal })).rejects.toThrow('cancelled');
  });

  it('a file that went away is named', async () => {
    class Gone extends File {
      override slice(): Blob {
        const part = new Blob(['x']);
        part.arrayBuffer = () => Promise.reject(new DOMException('gone', 'NotFoundError'));
        return part;
      }
    }
    const failure: unknown = await digestOfFile(new Gone(['abc'], 'titles.csv')).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(StoreError);
    expect(failure).toMatchObject({ reason: 'unreadable', path: 'titles.csv' });
    expect((failure as StoreError).message).toContain('choose it again');
  });

  it('a file that became shorter has no digest', async () => {
    class Shorter extends File {
      override slice(): Blob {
        return new Blob(['ab']);
      }
    }
    await expect(digestOfFile(new Shorter(['abc'], 'titles.csv'))).rejects.toMatchObject({
      reason: 'unreadable',
    });
  });
});
