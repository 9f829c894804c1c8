/** @file The few places that a title may end with and lose; a place that is not here stays, which does less harm. */

export const PLACES: ReadonlySet<string> = new Set(
  [
    'UK, United Kingdom, England, Scotland, Wales, Northern Ireland, Ireland, USA, US, United States, Canada, Australia',
    'New Zealand, Germany, France, Spain, Italy, Portugal, Netherlands, Belgium, Switzerland, Austria, Poland, Sweden',
    'Norway, Denmark, Finland, India, Singapore, Japan, China, Brazil, Mexico, South Africa, UAE, Dubai, EMEA, APAC, Europe',
    'London, Manchester, Birmingham, Leeds, Glasgow, Edinburgh, Bristol, Liverpool, Cardiff, Belfast, Dublin, Cork',
    'New York, NYC, New York City, Los Angeles, San Francisco, Seattle, Chicago, Boston, Austin, Dallas, Houston, Denver',
    'Atlanta, Miami, Phoenix, Philadelphia, San Diego, San Jose, Portland, Detroit, Minneapolis, Toronto, Vancouver',
    'Montreal, Ottawa, Calgary, Sydney, Melbourne, Brisbane, Perth, Auckland, Wellington, Berlin, Munich, Hamburg',
    'Frankfurt, Cologne, Paris, Lyon, Madrid, Barcelona, Lisbon, Porto, Rome, Milan, Amsterdam, Rotterdam, Brussels',
    'Zurich, Geneva, Vienna, Warsaw, Krakow, Prague, Budapest, Stockholm, Oslo, Copenhagen, Helsinki, Bangalore',
    'Bengaluru, Mumbai, Delhi, Hyderabad, Chennai, Pune, Tokyo, Hong Kong, Cape Town, Johannesburg, Lagos, Nairobi',
  ]
    .join(', ')
    .toLowerCase()
    .split(', '),
);

/** Codes of the states of the USA and provinces of Canada, as in "Austin, TX". */
export const STATE_CODES: ReadonlySet<string> = new Set(
  (
    'AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI ' +
    'SC SD TN TX UT VT VA WA WV WI WY DC AB BC MB NB NL NS ON PE QC SK'
  ).split(' '),
);
