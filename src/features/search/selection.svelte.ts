/** @file Which posting the pointer or focus is on, and which are ticked for export. */
import type { Hit } from '../../core/search/types.ts';

export class Selection {
  /** Id of the posting whose lines are isolated. */
  pointed = $state<string | null>(null);
  ticked = $state.raw<ReadonlyMap<string, Hit>>(new Map());

  point(id: string | null): void {
    this.pointed = id;
  }

  isDimmed(id: string): boolean {
    return this.pointed !== null && this.pointed !== id;
  }

  isTicked(id: string): boolean {
    return this.ticked.has(id);
  }

  toggle(hit: Hit): void {
    const ticked = new Map(this.ticked);
    if (!ticked.delete(hit.posting.id)) ticked.set(hit.posting.id, hit);
    this.ticked = ticked;
  }

  clearTicks(): void {
    this.ticked = new Map();
  }
}
