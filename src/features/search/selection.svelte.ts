/** @file Which posting the pointer or focus is on, and which are ticked for export. */
import { exportedHits, type ExportedHit } from './export-results.ts';
import type { Shown } from './search.svelte.ts';

export class Selection {
  /** Id of the posting whose lines are isolated. */
  pointed = $state<string | null>(null);
  /** By posting id: the hit in each list that showed it, with the query that found it. */
  ticked = $state.raw<ReadonlyMap<string, readonly ExportedHit[]>>(new Map());

  point(id: string | null): void {
    this.pointed = id;
  }

  isDimmed(id: string): boolean {
    return this.pointed !== null && this.pointed !== id;
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
