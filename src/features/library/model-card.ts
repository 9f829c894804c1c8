/** @file The cards of the two models. They are part of the app, so that they can be read without a network. */
import type { ModelId } from '../../core/formats/manifest.ts';

const CARDS: Readonly<Record<ModelId, () => Promise<{ default: string }>>> = {
  base: () => import('../../../public/models/base/README.md?raw'),
  tuned: () => import('../../../public/models/tuned/README.md?raw'),
};

/** Markdown without the block of settings that the Hugging Face Hub wants at its head. */
export function withoutFrontMatter(card: string): string {
  return card.replace(/^---\n.*?\n---\n\s*/s, '');
}

/** The card as Markdown. */
export async function loadModelCard(id: ModelId): Promise<string> {
  return withoutFrontMatter((await CARDS[id]()).default);
}
