/** @file What is known of a sector of invented employers. */

export interface Sector {
  readonly id: string;
  /** Endings of company names; the place of the name's own word is before them. */
  readonly suffixes: readonly string[];
  /** What the employer is, as a noun phrase with its article. */
  readonly blurbs: readonly string[];
  /** Where people work: "our Glasgow depot". */
  readonly site: string;
  /** What stands after a dash in a title: "Cook - Main Kitchen". */
  readonly teams: readonly string[];
  /** Sentences that only fit this sector; no pay, no hours. */
  readonly extras: readonly string[];
}

/** Lists are given as text, their items between "|". */
export function sector(
  id: string,
  site: string,
  suffixes: string,
  blurbs: string,
  teams: string,
  extras: string,
): Sector {
  const list = (text: string): string[] => text.split('|').map((item) => item.trim());
  return {
    id,
    site,
    suffixes: list(suffixes),
    blurbs: list(blurbs),
    teams: list(teams),
    extras: list(extras),
  };
}
