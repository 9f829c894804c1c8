import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadModelCard, withoutFrontMatter } from '../../src/features/library/model-card.ts';

test('a card loses the block at its head and nothing else', () => {
  expect(withoutFrontMatter('---\nlicense: mit\n---\n\n# Model\n\nText.\n')).toBe('# Model\n\nText.\n');
  expect(withoutFrontMatter('# Model\n\n---\n\nText.\n')).toBe('# Model\n\n---\n\nText.\n');
});

test.each(['base', 'tuned'] as const)('the card of %s is that of the published folder', async (id) => {
  const file = join(import.meta.dirname, `../../public/models/${id}/README.md`);
  const card = await loadModelCard(id);
  expect(card).toMatch(/^# /);
  expect(readFileSync(file, 'utf8').endsWith(card)).toBe(true);
});
