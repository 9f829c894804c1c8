/** @file Real towns of five English-speaking countries, spelled as adverts spell them. */

export type Country = 'US' | 'UK' | 'IE' | 'CA' | 'AU';

export interface Place {
  readonly town: string;
  /** As in the place column: "Tucson, AZ" or "Glasgow". */
  readonly name: string;
  readonly country: Country;
}

const TOWNS: Readonly<Record<Country, string>> = {
  US:
    'Tucson, AZ|Columbus, OH|Raleigh, NC|Tacoma, WA|Boise, ID|Omaha, NE|Wichita, KS|Toledo, OH|Knoxville, TN|Mobile, AL|' +
    'Spokane, WA|Des Moines, IA|Fresno, CA|El Paso, TX|Baton Rouge, LA|Rochester, NY|Hartford, CT|Worcester, MA|Duluth, MN|' +
    'Madison, WI|Grand Rapids, MI|Fort Wayne, IN|Lexington, KY|Savannah, GA|Tampa, FL|Albuquerque, NM|Reno, NV|Provo, UT|' +
    'Billings, MT|Scranton, PA',
  UK:
    'Glasgow|Bristol|Cardiff|Derby|Leeds|Norwich|Plymouth|Swansea|Aberdeen|Dundee|Hull|Preston|Sunderland|Exeter|Coventry|' +
    'Luton|Belfast|Wolverhampton',
  IE: 'Galway|Limerick|Waterford|Sligo|Athlone|Kilkenny',
  CA: 'Halifax, NS|Hamilton, ON|Saskatoon, SK|Kelowna, BC|Moncton, NB|Red Deer, AB|Thunder Bay, ON|Winnipeg, MB',
  AU: 'Geelong, VIC|Newcastle, NSW|Townsville, QLD|Ballarat, VIC|Bunbury, WA|Launceston, TAS|Toowoomba, QLD|Adelaide, SA',
};

const COUNTRIES: readonly Country[] = ['US', 'UK', 'IE', 'CA', 'AU'];

export const PLACES: readonly Place[] = COUNTRIES.flatMap((country) =>
  TOWNS[country].split('|').map((name) => ({ name, town: name.split(',')[0]!, country })),
);

/** Words by which a title or a requirement belongs to one side of the Atlantic. */
const BRITISH =
  /\b(NHS|safeguarding|local authority|COSHH|NEBOSH|EHCP|Universal Credit|NPPF|DSEAR|NVQ|PAYE|IR35|BABCP|UKCP|JIB|CITB|18th Edition|MOT|EYFS|SENCO|CQC|council tax|car parks?|GCSEs?|A-levels?|QTS|DBS|NVQ|HN[CD]|CSCS|SSSTS|CPC|[HL]GV|BACP|HCPC|NMC|GMC|SIA|RAF|Ofsted|Gas Safe|IPAF|rota|tyres?|lorry|kerb|cheque|council|solicitor|barrister|operative|labourer|fitter|programme|centre|theatre|counsellor|estate agent|UK|police constable|matron|registrar|lecturer|headteacher|caretaker|dispenser|carriageways?|verges?|bricky|chippy)s?\b|[a-z]+(?:our|ours|isation|ise|ised|iser)\b(?<!hour|hours|your|four|tour|tours|pour|noise|advise|exercise|precise|supervise|raise)/i;
const AMERICAN =
  /\b(US|U\.S\.|Congress\w*|Senator|OSHA|CDL|FERPA|FDA|FAA|EPA|DOT|TWIC|ASE|HIPAA|IRS|USDA|journeyman|journeyperson|attorney|elementary|kindergarten|middle school|counselor|theater|center|program|tires?|county|sheriff|superintendent|realtor|principal|LPN|CNA|MSW|state|Army|Navy|Marine Corps|Air Force|labor|color|license|drywall|lineman|K-12|NRC|FFA|ACLS|IEP|FMLA|COTA|NEC|state licen[cs]e|driver's license|flagger|board.certified|AP exam|Medicare|Medicaid|Title IX|401k)s?\b|[a-z]+(?:ization|ized)\b/i;

/** How likely each country is for an advert with these words. */
export function countryWeights(text: string): readonly (readonly [Country, number])[] {
  const british = BRITISH.test(text);
  const american = AMERICAN.test(text);
  if (british && !american) return weights(0, 68, 12, 4, 16);
  if (american && !british) return weights(90, 0, 0, 10, 0);
  return weights(44, 28, 8, 10, 10);
}

function weights(
  us: number,
  uk: number,
  ie: number,
  ca: number,
  au: number,
): readonly (readonly [Country, number])[] {
  return [
    ['US', us],
    ['UK', uk],
    ['IE', ie],
    ['CA', ca],
    ['AU', au],
  ];
}
