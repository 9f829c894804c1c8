/** @file What stands on a map: titles, and the groups of titles that mean the same job. */

/** How a title came into its group. */
export type PointKind = 'seed' | 'synonym' | 'variant';

/** Titles of one role. The group is named after its seed title. */
export interface MapGroup {
  readonly seed: string;
  readonly role: string;
  /** O*NET-SOC 2019. */
  readonly code: string;
}

export interface MapPoint {
  readonly title: string;
  /** Place in `MapSet.groups`. */
  readonly group: number;
  readonly kind: PointKind;
  /** How a variant was made; empty for the others. */
  readonly strategy: string;
  /** Job level by keyword rules. */
  readonly level: string;
}

export interface MapSet {
  readonly groups: readonly MapGroup[];
  readonly points: readonly MapPoint[];
}

/** The points of each group, in the order of the set. */
export function pointsByGroup({ groups, points }: MapSet): number[][] {
  const members = groups.map((): number[] => []);
  points.forEach(({ group }, point) => members[group]!.push(point));
  return members;
}

/** Short names of the major groups of SOC 2018, by the first two digits of a code: what a map has room for. */
const MAJOR_GROUPS: Readonly<Record<string, string>> = {
  '11': 'Management',
  '13': 'Business & Finance',
  '15': 'Computing',
  '17': 'Engineering',
  '19': 'Science',
  '21': 'Social Service',
  '23': 'Law',
  '25': 'Education',
  '27': 'Arts & Media',
  '29': 'Health Care',
  '31': 'Health Support',
  '33': 'Protection',
  '35': 'Food',
  '37': 'Cleaning & Grounds',
  '39': 'Personal Service',
  '41': 'Sales',
  '43': 'Office',
  '45': 'Farming & Forestry',
  '47': 'Construction',
  '49': 'Repair',
  '51': 'Production',
  '53': 'Transport',
  '55': 'Military',
};

/** Name of the major group of an O*NET-SOC code; "Other" for a code of none. */
export function majorGroupOf(code: string): string {
  return MAJOR_GROUPS[code.slice(0, 2)] ?? 'Other';
}
