/** @file Pay that a reader believes: by major group, seniority and country. */
import type { Country } from './places.ts';
import type { Random } from './random.ts';

export interface Pay {
  readonly period: 'hour' | 'year';
  readonly symbol: string;
  readonly low: number;
  readonly high: number;
}

/** Thousands of US dollars a year, a rough middle of each major group. */
const MIDDLE: Readonly<Record<string, number>> = {
  '11': 105, '13': 76, '15': 102, '17': 90, '19': 78, '21': 56, '23': 92, '25': 60, '27': 60, '29': 76, '31': 38,
  '33': 54, '35': 33, '37': 36, '39': 35, '41': 46, '43': 43, '45': 38, '47': 54, '49': 54, '51': 43, '53': 43,
}; // prettier-ignore
const HOURLY = new Set(['31', '35', '37', '39', '45', '47', '49', '51', '53']);
const SOMETIMES_HOURLY = new Set(['33', '41', '43', '29']);
const RATES: Readonly<Record<Country, readonly [symbol: string, factor: number, lowestHour: number]>> = {
  US: ['$', 1, 13],
  UK: ['£', 0.56, 12.75],
  IE: ['€', 0.72, 14],
  CA: ['$', 1.05, 17],
  AU: ['$', 1.2, 26],
};

/** Plausible pay for a job, or null where adverts name none (armed forces, the very top). */
export function payOf(code: string, title: string, country: Country, random: Random): Pay | null {
  const group = code.slice(0, 2);
  const middle = MIDDLE[group];
  if (
    middle === undefined ||
    /\b(Chief Executive|CEO|President|Owner|Senator|Mayor|Alderman|Councillor|Chair|Volunteer)\b/.test(title)
  ) {
    return null;
  }
  const [symbol, factor, lowestHour] = RATES[country];
  const yearly = middle * rankFactor(code, title) * factor * (0.88 + random.next() * 0.26);
  const hourly =
    (HOURLY.has(group) || (SOMETIMES_HOURLY.has(group) && random.chance(0.5))) && yearly / factor < 95;
  if (hourly) {
    const low = Math.max(lowestHour, Math.round((yearly / 2.08) * 4) / 4);
    return { period: 'hour', symbol, low, high: low + random.pick([1, 1.5, 2, 3]) };
  }
  const low = Math.max(Math.ceil(lowestHour * 1.95), Math.round(yearly));
  return {
    period: 'year',
    symbol,
    low: low * 1000,
    high: (low + Math.max(2, Math.round(low * 0.12))) * 1000,
  };
}

function rankFactor(code: string, title: string): number {
  let factor = 1;
  if (
    /^29-(10[27]|11[2-9]|12|104|108|106|109)/.test(code) &&
    !/^29-(1141|1122|1123|1124|1125|1126|1127|1128|1129|1151|1161|1171|1181|1131|1299)/.test(code)
  )
    factor *= 2.4;
  if (/^29-(20|90)/.test(code)) factor *= 0.72;
  if (/^(25-9|23-2|19-4|17-30|15-1232|27-4|27-10)/.test(code)) factor *= 0.72;
  if (/^(39-9011|35-9|53-7|41-2)/.test(code)) factor *= 0.88;
  if (code.startsWith('15') && /\b(Operator|Technician|Support|Desk|Helpdesk)\b/.test(title)) factor *= 0.58;
  if (/\b(Director|Head|Chief|VP|Vice President|Dean|Partner)\b/.test(title)) factor *= 1.35;
  else if (/\b(Manager|Superintendent|Principal|Senior|Lead)\b/.test(title)) factor *= 1.12;
  else if (
    /\b(Resident|Fellow|Trainee|Apprentice|Junior|Assistant|Aide|Helper|Intern|Clerk|Attendant)\b/.test(title)
  )
    factor *= 0.82;
  return factor;
}

function money(pay: Pay, amount: number): string {
  if (pay.period === 'year') return `${pay.symbol}${amount.toLocaleString('en-US')}`;
  return `${pay.symbol}${Number.isInteger(amount) ? String(amount) : amount.toFixed(2)}`;
}

/** As in running text: "£14.50 to £16 an hour", "$62,000 a year". */
export function payInWords(pay: Pay): string {
  return `${money(pay, pay.low)} to ${money(pay, pay.high)} ${pay.period === 'hour' ? 'an hour' : 'a year'}`;
}

/** As in a title: "$24/hr", "up to £32k", "€38,000-€42,000". */
export function payInTitle(pay: Pay, random: Random): string {
  if (pay.period === 'hour') {
    const low = money(pay, pay.low);
    const high = money(pay, pay.high);
    return random.pick([
      `${low}/hr`,
      `${low} per hour`,
      `up to ${high}/hr`,
      `${low}-${high}/hr`,
      `${low} ph`,
    ]);
  }
  const k = (amount: number): string => `${pay.symbol}${Math.round(amount / 1000)}k`;
  return random.pick([
    `up to ${k(pay.high)}`,
    k(pay.low),
    `${k(pay.low)}-${k(pay.high)}`,
    `${money(pay, pay.low)}-${money(pay, pay.high)}`,
    `${money(pay, pay.low)} pa`,
  ]);
}
