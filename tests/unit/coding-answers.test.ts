/** How the changes of two tabs to one file's answers go together. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  additions,
  CORRECTIONS,
  mergeChanges,
  type StoredCorrection,
} from '../../src/store/coding-answers.ts';
import { titleKey } from '../../src/core/coding/title-key.ts';

/** One answer at each minute; few titles, in two spellings. */
const given = fc
  .array(fc.constantFrom('Nurse', 'nurse', 'Cook', 'Lead', ' LEAD '), { maxLength: 20 })
  .map((titles) =>
    titles.map((title, minute): StoredCorrection => ({
      ...{ title, code: `11-10${String(minute).padStart(2, '0')}.00` },
      date: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(),
    })),
  );

const byKey = (answers: readonly StoredCorrection[]) =>
  new Map(answers.map((answer) => [titleKey(answer.title), answer]));

describe('changes of answers', () => {
  it('that add leave of each title the latest, in whatever order they come', () => {
    fc.assert(
      fc.property(given, fc.infiniteStream(fc.nat(1000)), (answers, stream) => {
        const order = answers
          .map((answer) => ({ answer, place: stream.next().value as number }))
          .sort((a, b) => a.place - b.place)
          .map(({ answer }) => answer);
        const merged = order.reduce<StoredCorrection[]>(
          (stored, answer) => mergeChanges(CORRECTIONS, stored, additions([answer])),
          [],
        );
        // `given` is in the order of dates: the last one of a title is its latest.
        expect(byKey(merged)).toEqual(byKey(answers));
        expect(merged).toHaveLength(byKey(answers).size);
      }),
    );
  });

  it('of one tab alone are what the tab shows, undone or not', () => {
    const step = fc.record({ undo: fc.boolean(), title: fc.constantFrom('Nurse', 'nurse', 'Cook') });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        let stored: StoredCorrection[] = [];
        const shown = new Map<string, StoredCorrection>();
        const done: { readonly key: string; readonly before: StoredCorrection | null }[] = [];
        const change = (key: string, after: StoredCorrection | null) => {
          const before = shown.get(key) ?? null;
          if (before || after) stored = mergeChanges(CORRECTIONS, stored, [{ before, after }]);
          if (after) shown.set(key, after);
          else shown.delete(key);
          return before;
        };
        steps.forEach(({ undo, title }, minute) => {
          const last = undo ? done.pop() : undefined;
          if (last) change(last.key, last.before);
          if (undo) return;
          const date = new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
          const key = titleKey(title);
          done.push({ key, before: change(key, { title, code: '11-1011.00', date }) });
        });
        expect(byKey(stored)).toEqual(shown);
      }),
    );
  });

  it('without a date are older than all, and of one instant the last one holds', () => {
    const [dated, undated] = ['2026-01-01T00:00:00.000Z', ''].map((date) => ({
      ...{ title: 'Nurse', code: '29-1141.00', date },
    })) as [StoredCorrection, StoredCorrection];
    const same = { ...dated, code: '29-1171.00' };
    expect(mergeChanges(CORRECTIONS, [dated], additions([undated]))).toEqual([dated]);
    expect(mergeChanges(CORRECTIONS, [undated], additions([dated]))).toEqual([dated]);
    expect(mergeChanges(CORRECTIONS, [dated], additions([same]))).toEqual([same]);
    // From a file, over the one that this tab shows, however old it is.
    expect(mergeChanges(CORRECTIONS, [dated], [{ before: dated, after: undated }])).toEqual([undated]);
  });
});
