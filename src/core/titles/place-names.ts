/** @file The few places that a title may end with and lose; a place that is not here stays, which does less harm. */

function setOf(...lists: readonly string[]): ReadonlySet<string> {
  return new Set(lists.join(', ').toLowerCase().split(', '));
}

/** Countries, states and wider regions. */
const REGIONS = setOf(
  'UK, United Kingdom, England, Scotland, Wales, Northern Ireland, Ireland, USA, US, U.S., United States, Canada, Australia',
  'New Zealand, Germany, France, Spain, Italy, Portugal, Netherlands, Belgium, Switzerland, Austria, Poland, Sweden',
  'Norway, Denmark, Finland, India, Singapore, Japan, China, Brazil, Mexico, South Africa, UAE, EMEA, APAC, Europe',
  'Texas, California, Florida, Ohio, Michigan, Illinois, Pennsylvania, Arizona, Colorado, Oregon, Nevada, Utah, Minnesota',
  'Wisconsin, Massachusetts, New Jersey, Virginia, North Carolina, South Carolina, Tennessee, Missouri, Ontario, Quebec',
);

/** Towns whose names are no words for work and few people's names. */
const TOWNS = setOf(
  'London, Manchester, Birmingham, Leeds, Glasgow, Edinburgh, Bristol, Liverpool, Cardiff, Belfast, Dublin, Cork',
  'Sheffield, Nottingham, Leicester, Newcastle, Aberdeen, Dundee, Swansea, Southampton, Portsmouth, Plymouth, Norwich',
  'Coventry, Exeter, Luton, Wolverhampton, Sunderland, Milton Keynes, Middlesbrough',
  'Galway, Limerick, Waterford, Sligo, Athlone, Kilkenny',
  'New York, NYC, New York City, Los Angeles, San Francisco, Seattle, Chicago, Boston, Austin, Dallas, Houston, Denver',
  'Atlanta, Miami, Phoenix, Philadelphia, San Diego, San Jose, Portland, Detroit, Minneapolis',
  'San Antonio, Fort Worth, Columbus, Indianapolis, Nashville, Memphis, Baltimore, Milwaukee, Albuquerque, Tucson, Fresno',
  'Sacramento, Kansas City, Omaha, Raleigh, Cleveland, Cincinnati, Pittsburgh, Tampa, Orlando, Las Vegas, Salt Lake City',
  'Oklahoma City, El Paso, Boise, Spokane, Des Moines, Knoxville, Louisville, St. Louis, Saint Louis, Washington DC',
  'Baton Rouge, Grand Rapids, Fort Wayne, Duluth, Savannah, Wichita, Toledo, Tacoma, Hartford, Reno, Scranton',
  'Toronto, Vancouver, Montreal, Ottawa, Calgary, Edmonton, Winnipeg, Halifax, Saskatoon, Kelowna, Moncton, Thunder Bay',
  'Sydney, Melbourne, Brisbane, Perth, Adelaide, Canberra, Hobart, Geelong, Townsville, Ballarat, Launceston, Toowoomba',
  'Auckland, Wellington, Christchurch, Berlin, Munich, Hamburg, Frankfurt, Cologne, Paris, Lyon, Madrid, Barcelona',
  'Lisbon, Porto, Rome, Milan, Amsterdam, Rotterdam, Brussels, Zurich, Geneva, Vienna, Warsaw, Krakow, Prague, Budapest',
  'Stockholm, Oslo, Copenhagen, Helsinki, Bangalore, Bengaluru, Mumbai, Delhi, Hyderabad, Chennai, Pune, Tokyo',
  'Hong Kong, Dubai, Cape Town, Johannesburg, Lagos, Nairobi',
);

/** Codes of the states of the USA and Australia and provinces of Canada, as in "Austin, TX". */
const STATE_CODES: ReadonlySet<string> = new Set(
  (
    'AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI ' +
    'SC SD TN TX UT VT VA WA WV WI WY DC AB BC MB NB NL NS ON PE QC SK NSW VIC QLD TAS SA NT ACT'
  ).split(' '),
);

/** Words for a line of work, where a town might stand: "Director, Nursing, MA". */
const WORK =
  /\b(?:sales|marketing|nursing|finance|accounting|engineering|operations|quality|safety|software|hardware|research|care|healthcare|health|services?|legal|law|security|production|manufacturing|clinical|medical|dental|mental|data|product|design|support|training|teaching|sciences?|studies|maths?|history|english|music|arts?|unit|ward|team|department|programs?|projects?|systems?|payroll|tax|audit|risk|credit|corporate|commercial|residential|surgery|aerial|backend|frontend|cloud|community|school|adult|college|university|church|criminal|civil|family|\p{L}+(?:ology|ics|ment|istry|iatry|graphy|ance|therapy|nology))\b/iu;
/** A word that may be a town: a capital first, and not only capitals as "ICU". */
const TOWN = /^\p{Lu}(?=.*\p{Ll})[\p{L}. '’-]*$/u;

/** One name as far as the next separator. */
const NAME = /[^,;:|/•·()[\]]*?(?=\s+[-–—•·]\s|\s*(?:[,;:|/•·()[\]]|$))/uy;
/** What follows the comma of "Austin, TX 78701". */
const SECOND = /,\s+([^,;:|/•·()[\]]*?)(?:\s\d{5})?(?=\s+[-–—•·]\s|\s*(?:[,;:|/•·()[\]]|$))/uy;

function isRegion(name: string): boolean {
  return REGIONS.has(name.toLowerCase());
}

/** A town or region, also "Greater London", "Boston area", "UK-wide". */
function isPlace(name: string): boolean {
  const plain = name
    .toLowerCase()
    .replace(/^(?:greater|central|inner|north|south|east|west) /u, '')
    .replace(/(?: (?:area|region|metro|office)|[- ](?:based|wide))$/u, '');
  return TOWNS.has(plain) || REGIONS.has(plain) || isRegion(name);
}

/**
 * Where a place that begins at a position of a text ends ("Leeds", "Leeds, UK", "Dayton, OH 45402"), or null. Before the code of a state
 * any town will do, elsewhere only a known one.
 */
export function placeAt(text: string, at: number): number | null {
  NAME.lastIndex = at;
  const name = NAME.exec(text)?.[0];
  if (name === undefined || name === '') return null;
  const known = isPlace(name);
  SECOND.lastIndex = at + name.length;
  const region = SECOND.exec(text)?.[1];
  if (region !== undefined) {
    const town = known || (TOWN.test(name) && !WORK.test(name));
    if ((town && STATE_CODES.has(region)) || (known && isRegion(region))) return SECOND.lastIndex;
  }
  return known ? at + name.length : null;
}
