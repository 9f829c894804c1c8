/** @file Titles as text: brackets off, in running text, with the right article. */

/** "Branch Manager (Retail)" -> "Branch Manager". */
export function withoutBrackets(title: string): string {
  return title
    .replace(/\s*\([^)]*\)/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** "Care Coordinator, Community Team" -> "Care Coordinator"; lists such as "Heating, Ventilation and ..." stay whole. */
export function withoutTail(title: string): string {
  const parts = title.split(', ');
  return parts.length === 2 && !/\band\b/.test(parts[1]!) ? parts[0]! : title;
}

const NOT_A_PERSON =
  /\b(Sales|Faculty|Operations|Studies|Science|Management|Engineering|Development|Support|Services?|Marketing|Research|Security|Medicine|Crew|Accounts?|Reception|Staff|Admin|Relations|Affairs|Control|Design|Logistics|Technology|Work|Team|Girl|Boy|Lady|Man|Woman|Maid)$/;

/** Whether an advert would call a person by this title ("Counter Sales" and "Hat Check Girl" it would not). */
export function namesAPerson(title: string): boolean {
  const bare = withoutBrackets(title);
  return bare.length >= 4 && bare.length <= 48 && !NOT_A_PERSON.test(withoutTail(bare));
}

/** Words that stand in lower case in the dataset's own prose: these, and no names, may be lower-cased in a title. */
export function lowerCaseWords(texts: Iterable<string>): ReadonlySet<string> {
  const words = new Set<string>();
  for (const text of texts)
    for (const word of text.match(/(?<![\w'-])[a-z][a-z'-]*(?![\w'])/g) ?? []) words.add(word);
  return words;
}

/** "Forklift Operator" -> "forklift operator", but "HVAC Technician" -> "HVAC technician" and "Bonsai Grower" stays if unknown. */
export function inRunningText(title: string, lowerCase: ReadonlySet<string>): string {
  const words = title.split(' ');
  const known = words.every((word) => /^[A-Z0-9&/.+-]{2,}$/.test(word) || isPlain(word, lowerCase));
  if (!known) return title;
  return words
    .map((word) =>
      isPlain(word, lowerCase) && !/^[A-Z0-9&/.+-]{2,}$/.test(word) ? word.toLowerCase() : word,
    )
    .join(' ');
}

function isPlain(word: string, lowerCase: ReadonlySet<string>): boolean {
  return word
    .replace(/,$/, '')
    .split(/[-/]/)
    .every((part) => /^[A-Z]?[a-z']+$/.test(part) && lowerCase.has(part.toLowerCase()));
}

const SAID_AS_WORDS = new Set(['LAN', 'NICU', 'STEM', 'SCADA', 'SAS', 'LIDAR', 'MEMS', 'NATO', 'SWAT', 'SIM', 'MIG', 'FIFO', 'RADAR', 'MIS', 'SOC', 'REIT', 'SAP', 'LASIK', 'NASCAR', 'NOC', 'HAZMAT', 'RIP', 'ROV', 'MOT']); // prettier-ignore

/** "a" or "an", by sound. */
export function article(text: string): 'a' | 'an' {
  const word = text.split(/[\s-]/)[0]!.replace(/[^A-Za-z0-9]/g, '');
  if (/^(8|11|18)/.test(word)) return 'an';
  if (/^[A-Z]{2,}s?$/.test(word) && !SAID_AS_WORDS.has(word))
    return /^[AEFHILMNORSX]/.test(word) ? 'an' : 'a';
  if (/^[A-Z]$/.test(word)) return /^[AEFHILMNORSX]$/.test(word) ? 'an' : 'a';
  if (/^(hour|heir|honest|honou?r)/i.test(word)) return 'an';
  if (/^(uni(?!n|m)|use|usu|util|eu|one|once|ur(?:o|a)|ufo|ute)/i.test(word)) return 'a';
  return /^[aeiou]/i.test(word) ? 'an' : 'a';
}

/** First letter in upper case; a word such as "iOS" or "eBay" is left alone. */
export function capitalise(text: string): string {
  return /^[a-z][A-Z]/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}
