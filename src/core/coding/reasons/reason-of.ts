/** @file Why a title has no code, or not one alone: by rules, before any model reads it. */
import { LONGEST_TITLE } from '../../titles/split-title.ts';
import type { SplitTitle } from '../../titles/title-types.ts';
import type { Reason } from '../types.ts';
import { isCompanyName } from './company-name.ts';
import { isNotAnOccupation } from './not-an-occupation.ts';
import { isNotEnglish } from './not-english.ts';
import { areOneJob } from './same-job.ts';
import { titleWords } from './title-words.ts';
import { isTooGeneral } from './too-general.ts';

/** A letter or digit. Blank letters (Hangul fillers) and the digit inside a keycap emoji are none. */
const SAYS_SOMETHING = /(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{N}](?!\ufe0f?\u20e3)/u;
/** What a table keeps of an empty cell of a web page. */
const WHITE_SPACE_OF_HTML = /&(?:nbsp|#160|#xa0);|<br ?\/?>/giu;

function isEmpty(raw: string): boolean {
  return !SAYS_SOMETHING.test(
    raw.includes('&') || raw.includes('<') ? raw.replace(WHITE_SPACE_OF_HTML, '') : raw,
  );
}

/**
 * Why a title has no code, or several: the first that holds of empty, not an occupation, not English, several jobs, company name and
 * too general; null where it names a job. Conservative: where a text may be an English job title it is taken for one.
 *
 * @param raw the title as it was given
 * @param split what `splitTitle(raw)` gave
 */
export function reasonOf(raw: string, split: SplitTitle): Exclude<Reason, 'not-sure'> | null {
  if (isEmpty(raw)) return 'empty';
  // A longer text is no title, and its beginning says what it is.
  const words = titleWords(split.clean.slice(0, LONGEST_TITLE));
  if (isNotAnOccupation(raw, words)) return 'not-an-occupation';
  if (isNotEnglish(words)) return 'not-english';
  const names = split.alternatives.map(({ text }) => text);
  if (names.length > 1 && !areOneJob(names)) return 'several-jobs';
  if (isCompanyName(words)) return 'company-name';
  return isTooGeneral(words) ? 'too-general' : null;
}
