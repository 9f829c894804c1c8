/** @file What is read of a description, by what it is known, and how vectors are mixed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  codedKey,
  descriptionDigest,
  descriptionText,
  inputKey,
  mixVectors,
  titleInput,
} from '../../src/core/coding/description.ts';
import { dot, normalise } from '../../src/core/vectors/similarity.ts';

describe('the text of a description', () => {
  it('is free of markup, addresses and marks', () => {
    expect(
      descriptionText(
        '<p>You&nbsp;weld <b>pipes</b>.</p>\n• Read drawings — see https://a.test/x?y or jobs@a.test',
      ),
    ).toBe('You weld pipes . Read drawings see or');
  });

  it('is its first sixty words', () => {
    const words = Array.from({ length: 200 }, (_, at) => `word${at}`);
    expect(descriptionText(words.join('  ')).split(' ')).toEqual(words.slice(0, 60));
  });

  it('is nothing where no letter is left', () => {
    for (const empty of ['', ' \n', '---', '<br/>', '12, 34', 'https://a.test/'])
      expect(descriptionText(empty)).toBe('');
  });

  it('never grows, whatever stands there', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), (text) => {
        const read = descriptionText(text);
        expect(read.split(' ').length).toBeLessThanOrEqual(60);
        expect(read).toBe(read.trim());
      }),
    );
  });
});

describe('a title with a description', () => {
  it('is a title alone where the description says nothing', () => {
    expect(titleInput('Manager', ' \n ')).toBe('Manager');
    expect(titleInput('Manager', 'Runs <b>a shop</b>')).toEqual({
      title: 'Manager',
      description: 'Runs a shop',
    });
  });

  it('is known by both; its key holds nothing of the description', () => {
    const shop = titleInput('Manager', 'Runs a shop');
    expect(inputKey('Manager')).toBe('Manager');
    expect(
      new Set([inputKey('Manager'), inputKey(shop), inputKey(titleInput('Manager', 'Runs a bank'))]).size,
    ).toBe(3);
    expect(inputKey(titleInput('Manager', 'Runs  a shop'))).toBe(inputKey(shop));
    expect(inputKey(shop)).not.toContain('shop');
    expect(codedKey({ raw: 'Manager', description: descriptionDigest('Runs a shop') })).toBe(inputKey(shop));
    expect(codedKey({ raw: 'Manager' })).toBe('Manager');
  });

  it('has one digest for one text, and others for others', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 200 }),
        (texts) => {
          const digests = texts.map(descriptionDigest);
          expect(new Set(digests).size).toBe(texts.length);
          expect(digests.every((digest) => /^[0-9a-f]{16}$/u.test(digest))).toBe(true);
          expect(texts.map(descriptionDigest)).toEqual(digests);
        },
      ),
    );
  });
});

describe('mixed vectors', () => {
  const unit = fc
    .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 })
    .map((values) => normalise(Float32Array.from(values)))
    .filter((vector) => dot(vector, vector) > 0.5);

  it('are the title at 0 and the description at 1', () => {
    fc.assert(
      fc.property(unit, unit, (title, description) => {
        expect(mixVectors(title, description, 0)).toBe(title);
        const all = mixVectors(title, description, 1);
        for (const [i, value] of all.entries()) expect(value).toBeCloseTo(description[i]!, 5);
      }),
    );
  });

  it('have unit length and lie between both', () => {
    fc.assert(
      fc.property(
        unit,
        unit,
        fc.double({ min: 0.05, max: 0.45, noNaN: true }),
        (title, description, weight) => {
          fc.pre(dot(title, description) > -0.9);
          const mixed = mixVectors(title, description, weight);
          expect(dot(mixed, mixed)).toBeCloseTo(1, 4);
          expect(dot(mixed, title)).toBeGreaterThanOrEqual(dot(title, description) - 1e-4);
          expect(dot(mixed, description)).toBeGreaterThanOrEqual(dot(title, description) - 1e-4);
        },
      ),
    );
  });
});
