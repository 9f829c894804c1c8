/** @file Invented employers: in which sector a job is, and who there might offer it. */
import type { Country } from './places.ts';
import type { Random } from './random.ts';
import type { Sector } from './sector.ts';
import { NAME_WORDS, SECTORS } from './sectors.ts';
import { localise } from './spelling.ts';

/** First match wins; tested against "code title". */
const SECTOR_RULES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^55/, ['military']],
  // What the title names comes before what the code says.
  [/\b(Hospital|Ward|NHS)\b/, ['health']],
  [/\bHotel\b/, ['hotel']],
  [/\b(University|College)\b/, ['university']],
  [/\b(School|Nursery (Nurse|Teacher|Manager|Assistant))\b/, ['school']],
  [/\bCasino\b/, ['leisure']],
  [/\b(Airline|Airport|Aircraft)\b/, ['aviation']],
  [/\b(Ship|Ship's|Yacht)\b/, ['marine']],
  [/\b(Government|Federal|County|Council)\b/, ['council']],
  [/^(29-1131|29-2056|31-9096|39-2)/, ['animal']],
  [/^(31-9011|39-5)/, ['beauty']],
  [/^(39-4|11-9171)/, ['funeral']],
  [/^29-9093|^29|^31|^11-9111|^43-6013|^19-303[29]|^13-1161.*health|^43-4051.*patient/i, ['health']],
  [/^19-303[134]/, ['health', 'school']],
  [/^(25-1|11-9033)/, ['university']],
  [/^(25-4|43-4121|43-4031.*museum)/, ['culture']],
  [/^(25|11-9031|11-9032|11-9039|39-9011|13-1151|33-9094)/, ['school']],
  [/^21-2/, ['faith']],
  [/^(21|39-9041|39-9099|31-112|11-9151|13-1131)/, ['care']],
  [/^(23|43-6012)/, ['law']],
  [
    /^(33-9092|39-3|39-7|39-9031|39-9032|11-9071|11-9072|11-9179|13-1121|27-202|41-3041|43-4181|27-2099|35-904)/,
    ['leisure'],
  ],
  [/^(33-9|13-1199.0[25])/, ['security']],
  [/^(33|43-5031|11-9161)/, ['emergency']],
  [/^(35-2012)/, ['school', 'health']],
  [/^(35|11-9051)/, ['restaurant']],
  [/^(39-1|39-6|43-4081|11-9081|37-2012)/, ['hotel']],
  [/^37/, ['facilities']],
  [/^(27-20[0134]|27-1027|27-4014|27-4015|39-909)/, ['arts', 'media']],
  [/^27-1023/, ['retail']],
  [/^(27|11-20[123]|13-1011|13-1161)/, ['media']],
  [/^(41-902|11-9141|13-202[02])/, ['property']],
  [/^(41-302|41-303|13-2|13-103|11-3031|43-3[0-9]|15-2011)/, ['finance']],
  [/^(41-4|41-9031|13-102)/, ['manufacturing', 'retail']],
  [/^(41-1012|41-3|11-2)/, ['business', 'tech']],
  [/^41/, ['retail']],
  [/^(43-50[2-9]|43-5[1-9]|11-3071|11-9131|13-1081)/, ['freight']],
  [/^(43-4061|43-4031|43-4011|11-1031|13-1041|43-4199)/, ['council']],
  [/^(45|13-1074|11-9013)/, ['farm']],
  [/^(47-5|17-2151|17-2171|19-4043|53-703)/, ['mining']],
  [/^(47-2231|49-9081|49-9051|51-8|11-3051.0[2-6]|17-2161|47-4091)/, ['energy']],
  [/^(47|11-9021)/, ['construction']],
  [/^(49-3011|49-2091|53-2|53-1041|53-6032)/, ['aviation']],
  [/^49-30/, ['garage']],
  [/^49/, ['repair']],
  [/^(51-3)/, ['foods']],
  [/^51-4/, ['metals']],
  [/^51-5/, ['print']],
  [/^51-6/, ['textiles']],
  [/^51-7/, ['joinery']],
  [/^(51|11-3051|11-3061)/, ['manufacturing']],
  [/^(53-3051|53-3052|53-3053|53-3054|53-1043|53-1044|53-1049)/, ['transit']],
  [/^(53-4|49-3043)/, ['rail']],
  [/^(53-5|53-6031.*boat)/, ['marine']],
  [/^(53-6031|53-7061)/, ['garage']],
  [/^(53-6|53-7081|53-1042.01)/, ['council', 'freight']],
  [/^53/, ['freight']],
  [/^(15-20|15-2099)/, ['science', 'finance']],
  [/^(15|11-3021)/, ['tech']],
  [/^(17|11-9041)/, ['engineering']],
  [/^(19-1031|19-2041|19-309|19-305)/, ['science', 'council']],
  [/^(19|11-9121)/, ['science']],
  [/^43/, ['business', 'council', 'finance']],
];

const BY_ID = new Map(SECTORS.map((item) => [item.id, item]));

/** The sector of a job by an institution that its title names, else by its O*NET-SOC code. */
export function sectorOf(code: string, title: string, random: Random): Sector {
  const rule = SECTOR_RULES.find(([pattern]) => pattern.test(`${code} ${title}`));
  return BY_ID.get(random.pick(rule?.[1] ?? ['business']))!;
}

const COUNCIL_SUFFIXES: Readonly<Record<Country, readonly string[]>> = {
  US: ['County', 'City Government', 'County Services'],
  UK: ['Borough Council', 'District Council', 'City Council'],
  IE: ['County Council', 'City Council'],
  CA: ['Municipality', 'Regional District'],
  AU: ['Shire Council', 'City Council'],
};
const SCHOOL_SUFFIXES: Readonly<Record<Country, readonly string[]>> = {
  US: ['School District', 'Charter School', 'Schools', 'Academy'],
  UK: ['Academy', 'Learning Trust', 'Community School', 'Schools'],
  IE: ['College', 'Community School', 'Education Centre'],
  CA: ['School Division', 'Academy', 'Learning Centre'],
  AU: ['College', 'Primary School', 'Education'],
};
const LAW_SUFFIXES: Readonly<Record<Country, readonly string[]>> = {
  US: ['Law Group', 'Law', 'Legal'],
  UK: ['Solicitors', 'Legal', 'Law'],
  IE: ['Solicitors', 'Legal'],
  CA: ['Law Office', 'Legal'],
  AU: ['Lawyers', 'Legal'],
};
const BY_COUNTRY: Readonly<Record<string, Readonly<Record<Country, readonly string[]>>>> = {
  council: COUNCIL_SUFFIXES,
  school: SCHOOL_SUFFIXES,
  law: LAW_SUFFIXES,
};

const COUNTRY_ORDER: readonly Country[] = ['US', 'UK', 'IE', 'CA', 'AU'];
/** Employers a sector and country: enough that a reader does not meet the same one on every page. */
const EMPLOYERS: Readonly<Record<Country, number>> = { US: 6, UK: 5, IE: 2, CA: 2, AU: 2 };

/** The employers of a sector in one country: always the same ones, so that each stays in its country. */
export function companiesOf(sector: Sector, country: Country): readonly string[] {
  const suffixes = BY_COUNTRY[sector.id]?.[country] ?? sector.suffixes;
  const start =
    SECTORS.indexOf(sector) * 11 +
    COUNTRY_ORDER.slice(0, COUNTRY_ORDER.indexOf(country)).reduce((sum, other) => sum + EMPLOYERS[other], 0);
  return Array.from({ length: EMPLOYERS[country] }, (_, i) => {
    const word = NAME_WORDS[((start + i) * 5) % NAME_WORDS.length]!;
    return localise(`${word} ${suffixes[i % suffixes.length]!}`, country);
  });
}
