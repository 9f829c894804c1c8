/** @file Students: "Student", "PhD student in physics", "Student at University of Leeds", but no "Student nurse" and no "Student support". */
import { isJobWord } from './english-words.ts';
import { wordSet, type TitleWords } from './title-words.ts';

const STUDENTS: ReadonlySet<string> = wordSet(
  'student students undergraduate undergrad undergraduates postgraduate postgrad schoolstudent unistudent freshman sophomore studying',
);
/** Degrees that people are candidates for. */
const DEGREES: ReadonlySet<string> = wordSet('phd mba msc doctoral masters master dphil mphil llm jd md');

/** What students study, where and how; words for work only where they are subjects as well. */
const STUDY: ReadonlySet<string> = wordSet(
  `a an the i am m is s my of and at in on for currently current still now presently full part time first second third fourth fifth final last
  penultimate 1st 2nd 3rd 4th 5th year yr years semester term grade level form sixth 6th freshman sophomore mature overseas foreign
  international exchange visiting erasmus online distance evening home schooled homeschooled
  university uni college school high highschool secondary primary grammar middle elementary academy institute
  undergraduate undergrad graduate postgraduate postgrad grad phd doctoral doctorate dphil mphil masters master msc ma mba meng bsc ba
  beng btech bcom llb llm jd bachelor bachelors degree diploma hnd hnc btec gcse alevel level levels ged foundation honours hons pre
  premed prelaw a o
  medical medicine law legal nursing engineering business art arts history maths math mathematics science sciences computer computing
  software mechanical electrical electronic electronics civil chemical aerospace chemistry physics biology biochemistry psychology
  sociology economics econ finance accounting accountancy marketing management mgmt architecture design fashion media journalism film music
  drama theatre theater dance english french spanish german philosophy politics political geography geology dental dentistry
  veterinary pharmacy physiotherapy education theology linguistics criminology anthropology archaeology hospitality tourism
  sport sports it ict ai research graphic environmental biomedical public health social work data cyber security information
  systems technology studies communications human resources administration international relations liberal literature creative
  fine applied industrial materials statistics cosmetology beauty hairdressing culinary agricultural agriculture`,
);
/** Words after which comes where or what. */
const PLACE_OR_SUBJECT: ReadonlySet<string> = wordSet('at of in from studying majoring doing reading');
const MARK = /[-–—,(|:/@]/u;

/** What follows "student": nothing, a place, or a subject behind a mark. */
function followsStudent({ text, exact, folded, starts }: TitleWords, at: number): boolean {
  const after = folded.slice(at + 1);
  if (after.length === 0) return true;
  const marked = MARK.test(text.slice(starts[at]! + exact[at]!.length, starts[at + 1]));
  if (PLACE_OR_SUBJECT.has(after[0]!) || folded[at] === 'studying') return !after.some(isJobWord);
  const allKnown = after.every((word) => STUDY.has(word) || STUDENTS.has(word) || /^\d{1,4}$/u.test(word));
  return allKnown && marked;
}

/** Whether a title says that someone is a student, and no job: each word before has to be one of study. */
export function isStudent(words: TitleWords): boolean {
  const { folded } = words;
  const at = folded.findIndex((word, index) => STUDENTS.has(word) && !STUDENTS.has(folded[index + 1] ?? ''));
  if (at < 0) {
    const degree = folded.findIndex((word) => DEGREES.has(word));
    const candidate = folded.indexOf('candidate');
    return (
      degree >= 0 && candidate === degree + 1 && degree <= 1 && !folded.slice(candidate + 1).some(isJobWord)
    );
  }
  const before = folded.slice(0, at);
  return (
    before.every((word) => STUDY.has(word) || STUDENTS.has(word) || /^\d{1,2}$/u.test(word)) &&
    followsStudent(words, at)
  );
}
