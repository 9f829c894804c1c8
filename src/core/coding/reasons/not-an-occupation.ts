/** @file Answers that name no job: "retired", "n/a", "looking for work", "see above", "xxx". */
import { noisePieces } from '../../titles/noise.ts';
import { ANSWERS, FILLERS, MISTYPED } from './not-an-occupation-words.ts';
import { isStudent } from './student.ts';
import { slipOf, titleWords, type TitleWords } from './title-words.ts';

/** Words; who writes more says something. */
const MOST_WORDS = 14;
/** What stands between two answers: "Retired / disabled". Hyphens inside words do not. */
const BETWEEN = /\s*[/,;:|+&()[\].]\s*|\s[-–—]\s|\s(?:and|or|but)\s/giu;
const NUMBER = /^\d{1,4}$/u;
const DIGITS_BEHIND = /(?<=^\p{L}+)\d+$/u;
/** One letter or more, always the same: "xxx", "aaaa". */
const ONE_LETTER = /^(\p{L})\1{2,}$/u;
const WEB_OR_MAIL = /^(?:https?:\/\/\S+|www\.\S+|[^\s@]+@[^\s@]+)$/iu;
const SHEET_ERROR = /^#(?:n\/a|ref!|value!|name\?|div\/0!|null!|num!|spill!|calc!)$/iu;

/** What is left of "at the moment", "at this time", "these days" without the fillers. */
const AT_THE_MOMENT = / (?:at|at this|right|these days)$/u;

/** The words that say something, or "" where there are none. */
function gist(words: readonly string[]): string {
  return words
    .map((word) => word.replace(DIGITS_BEHIND, ''))
    .filter((word, at, all) => !FILLERS.has(word) && !NUMBER.test(word) && word !== all[at - 1])
    .join(' ')
    .replace(AT_THE_MOMENT, '');
}

const GISTS: ReadonlySet<string> = new Set(
  [...ANSWERS].map((answer) => gist(answer.split(' '))).filter((answer) => answer !== ''),
);
/** For "Stay-athome mum", "un employed". */
const RUN_TOGETHER: ReadonlySet<string> = new Set(
  [...ANSWERS, ...GISTS].map((answer) => answer.replaceAll(' ', '')),
);

/** All words of answers. A title of several words that has none of them is no answer. */
const WORDS: ReadonlySet<string> = new Set([...ANSWERS].flatMap((answer) => answer.split(' ')));

function isAnswer({ exact, folded }: TitleWords): boolean {
  const said = gist(folded);
  const together = said.replaceAll(' ', '');
  if (GISTS.has(said) || RUN_TOGETHER.has(folded.join('')) || RUN_TOGETHER.has(together)) return true;
  // "Pensionär" is no slip of "pensioner" but another language.
  return exact.every((word, at) => word === folded[at]) && slipOf(together, MISTYPED) !== null;
}

/** Whether each part between marks is an answer by itself. */
function isAnswers(text: string): boolean {
  let answers = 0;
  for (const part of text.split(BETWEEN)) {
    const words = titleWords(part);
    if (gist(words.folded) === '') continue;
    if (!isAnswer(words) && !isStudent(words)) return false;
    answers++;
  }
  return answers > 0;
}

/** Pay, hours, shifts, contract or a known place, and nothing besides: "Full-time, nights". */
function isNoise(text: string): boolean {
  const pieces = noisePieces(text);
  // "Cashier, MA" has the form of a town with its state.
  return (
    pieces !== null &&
    pieces.length > 0 &&
    pieces.every(({ kind }) => kind !== 'place' || !text.includes(','))
  );
}

/**
 * Whether a title that has letters or digits names no job. Each word has to be known for that: "Retirement planner" is none of it.
 * @param words of the clean title
 */
export function isNotAnOccupation(raw: string, words: TitleWords): boolean {
  const { text, folded } = words;
  if (!/\p{L}/u.test(text)) return true;
  const plain = raw.trim();
  if (SHEET_ERROR.test(plain) || WEB_OR_MAIL.test(plain)) return true;
  if (folded.length === 1 && ONE_LETTER.test(folded[0]!)) return true;
  if (folded.length === 0) return false;
  if (isStudent(words)) return true;
  if (folded.length > MOST_WORDS) return false;
  if (isNoise(text)) return true;
  if (folded.length > 1 && !folded.some((word) => WORDS.has(word))) return false;
  return isAnswer(words) || isAnswers(text);
}
