/** @file Titles that name several jobs: "Nurse/Midwife", "Staff Nurse or RGN". */

/** Short forms that are jobs by themselves. */
const SHORT_JOBS: ReadonlySet<string> = new Set(
  (
    'RN LPN LVN RGN RMN EN CNA HCA HCSW EMT EMR NP CRNA APRN CNM CNS PA GP MD BCBA RBT OT PT COTA OTA PTA SLP SALT CSR CSA MA CMA ' +
    'LMHC LCSW LMFT LPC LSW PCT PCA PSW HHA DSP TA HLTA LSA CDA RDH ODP VP CEO CFO COO CTO CIO HRBP SDR BDR BDM AE QC'
  ).split(' '),
);

/** Endings of words for people at work. */
const AGENT = /(?:er|or|ist|ian|eer|man|men|woman|women|person|wright|smith|yst|ician)s?$/iu;
/** Words with such an ending that are none. */
const NO_JOB: ReadonlySet<string> = new Set(
  (
    'senior junior major minor superior prior interior exterior indoor outdoor motor sensor color labor floor door tractor reactor ' +
    'elevator escalator generator transformer conveyor vapor error sector factor vector anchor water sewer power paper timber ' +
    'lumber rubber leather cancer laser fiber fibre computer customer consumer order career center over under after other ' +
    'transfer winter summer silver copper boiler newspaper cyber container trailer chapter corner layer number member matter ' +
    'either rather together weather liver bladder disorder gender border beer tier human german roman russian italian asian ' +
    'canadian australian indian persian egyptian victorian christian vegetarian civilian amphibian'
  ).split(' '),
);
/** Words for people at work that have none of the endings. */
const JOBS: ReadonlySet<string> = new Set(
  (
    'nurse midwife clerk cook chef aide assistant associate accountant attendant consultant sergeant merchant lieutenant agent ' +
    'superintendent mechanic medic paramedic hostess waitress actress seamstress stewardess host trainee apprentice executive ' +
    'representative rep operative registrar architect coach guide pilot surgeon physician scientist head judge nanny valet maid ' +
    'porter cleaner butler steward groom intern fellow deputy professional specialist expert mate hand crew lead tech dev ' +
    'mgr eng admin secretary detective principal dean priest pastor rabbi chaplain imam vet carer concierge barista ' +
    'receptionist shepherd cowboy lineman diplomat advocate auctioneer athlete model dj mc dispatcher analyst counsel'
  ).split(' '),
);

/** The words of a piece up to what only qualifies it: "Director of Sales, EMEA" is a director. */
function head(piece: string): string[] {
  const plain = piece
    .split(/\s(?:of|for|in|to|at|with)\s|[,(|[]|\s[-–—]\s/iu, 1)[0]!
    .replace(/(?:\s(?:[IVX]+|\d+|(?:level|grade|band|tier)\s\d+\w?))+$/iu, '');
  return plain.split(/[\s-]+/u).filter((word) => word !== '');
}

function isJob(piece: string): boolean {
  if (SHORT_JOBS.has(piece)) return true;
  const words = head(piece);
  const last =
    words
      .at(-1)
      ?.toLowerCase()
      .replace(/[.)]+$/u, '') ?? '';
  if (last === 'lead' && words.length === 1) return false;
  if (JOBS.has(last) || JOBS.has(last.replace(/s$/u, ''))) return true;
  return last.length > 3 && AGENT.test(last) && !NO_JOB.has(last) && !NO_JOB.has(last.replace(/s$/u, ''));
}

/** Whether the first piece may share the rest of the second: "RN/LPN Supervisor" is one job. */
function sharesRest(left: string, right: string): boolean {
  const words = right.split(' ');
  return SHORT_JOBS.has(left) && words.length > 1 && /^\p{Lu}{2,}$/u.test(words[0]!);
}

const SEPARATOR = /\s?\/\s?|\sor\s/giu;

/**
 * Ranges of the jobs of a clean title that names several, in order; [] for one job. Each piece between slashes (or "or") must end in a word
 * for a person at work, so that "AC/DC Technician", "24/7 Support" and "and/or" name one.
 */
export function alternativeRanges(title: string): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  let start = 0;
  for (const { 0: separator, index } of title.matchAll(SEPARATOR)) {
    ranges.push({ start, end: index });
    start = index + separator.length;
  }
  if (start === 0) return [];
  ranges.push({ start, end: title.length });
  const pieces = ranges.map((range) => title.slice(range.start, range.end));
  const separate =
    pieces.every((piece) => isJob(piece) && !/^[^(]*\)|\([^)]*$/u.test(piece)) &&
    pieces.every((piece, index) => index === 0 || !sharesRest(pieces[index - 1]!, piece));
  return separate ? ranges : [];
}
