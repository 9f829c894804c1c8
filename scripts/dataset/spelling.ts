/** @file Spelling by country: an advert in Tucson says "labor", one in Glasgow "labour". */
import type { Country } from './places.ts';

/** British, American. Whole words with their plain endings; ambiguous pairs (practice, program, meter, check) are left alone. */
const EITHER_WAY: readonly (readonly [string, string])[] = [
  ...[
    'col',
    'lab',
    'behavi',
    'neighb',
    'fav',
    'flav',
    'harb',
    'hon',
    'hum',
    'rum',
    'vap',
    'tum',
    'od',
    'parl',
    'arm',
    'rig',
    'vig',
  ].map((stem) => [`${stem}our`, `${stem}or`] as const),
  ['centre', 'center'],
  ['theatre', 'theater'],
  ['fibre', 'fiber'],
  ['litre', 'liter'],
  ['calibre', 'caliber'],
  ['licence', 'license'],
  ['defence', 'defense'],
  ['jewellery', 'jewelry'],
  ['aluminium', 'aluminum'],
  ['grey', 'gray'],
  ['mould', 'mold'],
  ['plough', 'plow'],
  ['tyre', 'tire'],
  ['kerb', 'curb'],
  ['manoeuvre', 'maneuver'],
  ['counsellor', 'counselor'],
  ['counselling', 'counseling'],
  ['modeller', 'modeler'],
  ['modelling', 'modeling'],
  ['labelling', 'labeling'],
  ['labelled', 'labeled'],
  ['travelling', 'traveling'],
  ['traveller', 'traveler'],
  ['signalling', 'signaling'],
  ['levelling', 'leveling'],
  ['channelling', 'channeling'],
  ['enrolment', 'enrollment'],
  ['fulfilment', 'fulfillment'],
  ['instalment', 'installment'],
  ['analyse', 'analyze'],
  ['paediatric', 'pediatric'],
  ['paediatrician', 'pediatrician'],
  ['anaesthetist', 'anesthetist'],
  ['anaesthetic', 'anesthetic'],
  ['anaesthesia', 'anesthesia'],
  ['orthopaedic', 'orthopedic'],
  ['gynaecology', 'gynecology'],
  ['gynaecologist', 'gynecologist'],
  ['haematology', 'hematology'],
  ['archaeology', 'archeology'],
  ['sulphur', 'sulfur'],
  ['moustache', 'mustache'],
  ['cosy', 'cozy'],
  ['pyjamas', 'pajamas'],
  ['organis', 'organiz'],
  ...(
    'recogn special custom optim minim maxim priorit author steril util stabil normal categor summar digit modern standard visual final ' +
    'emphas pasteur galvan immun hospital mobil neutral crystall fertil magnet pressur token winter sanit synchron deodor hybrid nebul ' +
    'desensit character vulcan carbon oxid ion random union general personal commercial familiar'
  )
    .split(' ')
    .map((stem) => [`${stem}is`, `${stem}iz`] as const),
];

/** Only towards American: the American word is ambiguous or the British one unknown there. */
const TO_AMERICAN: readonly (readonly [RegExp, string])[] = [
  [/\bdriving licen[cs]e/g, "driver's license"],
  [/\bdriving licen[cs]es/g, "driver's licenses"],
  [/\bprogramme\b/g, 'program'],
  [/\bprogrammes\b/g, 'programs'],
  [/\bcatalogue/g, 'catalog'],
  [/\bcheque/g, 'check'],
  [/\bmetre/g, 'meter'],
  [/\bjudgement/g, 'judgment'],
  [/\bpractis/g, 'practic'],
  [/\brotas\b/g, 'schedules'],
  [/\brota\b/g, 'schedule'],
  [/\bcovering letter/g, 'cover letter'],
  [/\benquir/g, 'inquir'],
  [/\bEnquir/g, 'Inquir'],
  [/\bmaths\b/g, 'math'],
  [/\bpostholder\b/g, 'person in this position'],
  [/\bcar park\b/g, 'parking lot'],
  [/\bcar parks\b/g, 'parking lots'],
  [/\bCVs\b/g, 'resumes'],
  [/\bCV\b/g, 'resume'],
  [/\blorry\b/g, 'truck'],
  [/\blorries\b/g, 'trucks'],
];

const TO_BRITISH: readonly (readonly [RegExp, string])[] = [[/\bdriver's licen[cs]e/g, 'driving licence']];

/** The -ise endings only where -ise really follows (never "specialist" or "special"). */
const ENDING =
  "(?=$|[^A-Za-z]|s\\b|ed\\b|ing\\b|er\\b|ers\\b|e\\b|es\\b|ation\\b|ations\\b|ations?'|ist\\b|ists\\b|y\\b|al\\b)";

function pattern(word: string): RegExp {
  const end = /i[sz]$/.test(word) ? '(?=e|ing|ation)' : ENDING;
  return new RegExp(`\\b(${word[0]!.toUpperCase()}|${word[0]!})${word.slice(1)}${end}`, 'g');
}

const BRITISH_TO_AMERICAN = EITHER_WAY.map(([from, to]) => ({ from: pattern(from), to: to.slice(1) }));
const AMERICAN_TO_BRITISH = EITHER_WAY.map(([to, from]) => ({ from: pattern(from), to: to.slice(1) }));
/** Canada writes colour and centre, but organize, program and tire. */
const AMERICAN_IN_CANADA = /i[zs]$|^(analy|tyre|tire|kerb|curb|aluminium|aluminum)/;
const TO_CANADIAN = EITHER_WAY.map(([british, american]) =>
  AMERICAN_IN_CANADA.test(british)
    ? { from: pattern(british), to: american.slice(1) }
    : { from: pattern(american), to: british.slice(1) },
);

function replaceAll(text: string, pairs: readonly { from: RegExp; to: string }[]): string {
  return pairs.reduce((result, { from, to }) => result.replace(from, (_, first: string) => first + to), text);
}

/** `text` in the spelling of `country`. Upper-case words are left as they are. */
export function localise(text: string, country: Country): string {
  if (country === 'US') {
    const spelled = replaceAll(text, BRITISH_TO_AMERICAN);
    return TO_AMERICAN.reduce((result, [from, to]) => result.replace(from, to), spelled);
  }
  if (country === 'CA') return replaceAll(text, TO_CANADIAN).replace(/\bprogramme(s?)\b/g, 'program$1');
  return TO_BRITISH.reduce(
    (result, [from, to]) => result.replace(from, to),
    replaceAll(text, AMERICAN_TO_BRITISH),
  );
}
