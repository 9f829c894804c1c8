/** @file Which posting the pointer or focus is on, and which are ticked for export. */
import { exportedHits, type ExportedHit } from './export-results.ts';
import type { Shown } from './search.svelte.ts';

export class Selection {
  /** Ids of the postings under the pointer and the focus: the lines of one are isolated. */
  hovered = $state<string | null>(null);
  focused = $state<string | null>(null);
  /** By posting id: the hit in each list that showed it, with the query that found it. */
  ticked = $state.raw<ReadonlyMap<string, readonly ExportedHit[]>>(new Map());

  /** The pointer goes before the focus: it is where the eyes are. */
  isDimmed(id: string): boolean {
    const pointed = this.hovered ?? this.focused;
    return pointed !== null && pointed !== id;
  }

  isTicked(id: string): boolean {
    return this.ticked.has(id);
  }

  toggle(id: string, shown: Shown): void {
    const ticked = new Map(this.ticked);
    if (!ticked.delete(id))
      ticked.set(
        id,
        exportedHits(shown).filter(({ hit }) => hit.posting.id === id),
      );
    this.ticked = ticked;
  }

  clearTicks(): void {
    this.ticked = new Map();
  }
}
