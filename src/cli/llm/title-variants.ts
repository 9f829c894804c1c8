/** @file Which of the titles that a model writes are kept: those that a person could type, and that say something new. */

/** Longest variant, in characters. */
export const LONGEST_VARIANT = 100;
/** What people type into a title: Latin letters, digits, and the marks of grades, brackets, pay and lists. */
const ODD = /[^A-Za-z0-9À-ÖØ-öø-ÿ &/+#'’.,()[\]|:;$£€%*@!?"_·•–—-]/u;

/** Why a variant of an otherwise good answer was dropped. */
export type VariantFault =
  | 'empty'
  | 'too-long'
  | 'odd-characters'
  | 'equals-seed'
  | 'equals-other-name'
  | 'already-given'
  | 'repeated';

/** How often each fault was met; faults that were not met are left out. */
export type Faults<Fault extends string> = Partial<Record<Fault, number>>;

/** What is known of a title that was asked about. */
export interface Asked {
  readonly title: string;
  readonly otherNames: readonly string[];
  /** Rewritings that an earlier prompt gave. */
  readonly given: readonly string[];
}

/** Counts a fault. */
export function addFault<Fault extends string>(faults: Faults<Fault>, fault: Fault): void {
  const counts: Partial<Record<string, number>> = faults;
  counts[fault] = (counts[fault] ?? 0) + 1;
}

/** Two titles that differ only in case or spacing are one. */
function sameKey(text: string): string {
  return text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
}

function faultOfText(text: string): VariantFault | null {
  if (text.trim() === '') return 'empty';
  if (text.length > LONGEST_VARIANT) return 'too-long';
  return text !== text.trim() || ODD.test(text) ? 'odd-characters' : null;
}

/**
 * The variants that are kept, in their order.
 * @param dropped to which the faults of the others are added
 */
export function goodVariants(
  texts: readonly string[],
  asked: Asked,
  dropped: Faults<VariantFault>,
): string[] {
  const others = new Set(asked.otherNames.map(sameKey));
  const given = new Set(asked.given.map(sameKey));
  const seen = new Set<string>();
  return texts.filter((text) => {
    const key = sameKey(text);
    const fault: VariantFault | null = seen.has(key)
      ? 'repeated'
      : (faultOfText(text) ??
        (key === sameKey(asked.title)
          ? 'equals-seed'
          : others.has(key)
            ? 'equals-other-name'
            : given.has(key)
              ? 'already-given'
              : null));
    seen.add(key);
    if (fault) addFault(dropped, fault);
    return fault === null;
  });
}
