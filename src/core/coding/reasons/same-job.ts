/** @file Whether the names between slashes are all one job: "Waiter/Waitress" is not two. */
import { titleWords, wordSet } from './title-words.ts';

/** Words in two spellings, or for a man and a woman, that no ending tells. */
const SAME: ReadonlyMap<string, string> = new Map(
  (
    'adviser=advisor counselor=counsellor organizer=organiser laborer=labourer jeweler=jeweller caregiver=carer waitress=waiter ' +
    'waitstaff=waiter actress=actor seamstress=seamster landlady=landlord masseuse=masseur barmaid=barman hostess=host ' +
    'stewardess=steward headmistress=headmaster housewife=househusband lvn=lpn'
  )
    .split(' ')
    .map((pair) => pair.split('=') as [string, string]),
);
const PERSON = /(?:woman|women|men|man|person|people)$/u;
/** Words that are a whole name only beside the same word for men: "Salesman/woman". */
const HALVES = wordSet('woman man person women men');

function canonical(word: string): string {
  const singular = word.length > 4 && /[^s]s$/u.test(word) ? word.slice(0, -1) : word;
  return (SAME.get(singular) ?? singular).replace(PERSON, 'man');
}

function key(name: string): string {
  return titleWords(name).folded.map(canonical).join(' ');
}

/** An owner who works the machine or the lorry. */
const OWNER_OPERATOR = /^owners? operators?(?: drivers?)?$/u;

/**
 * Whether the jobs of a title are one job under several names: for men and women, in two spellings, or as "Owner/Operator".
 * @param names two or more
 */
export function areOneJob(names: readonly string[]): boolean {
  const keys = names.map(key);
  if (OWNER_OPERATOR.test(keys.join(' '))) return true;
  const [first, ...others] = keys;
  const lastWord = (text: string) => text.slice(text.lastIndexOf(' ') + 1);
  return others.every(
    (other) => other === first || (HALVES.has(other) && PERSON.test(first!)) || other === lastWord(first!),
  );
}
