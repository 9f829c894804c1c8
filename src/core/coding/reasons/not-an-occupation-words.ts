/** @file Answers that people give where a job title is asked for and they have none, or do not say. */
import { phrasesOf, wordSet } from './title-words.ts';

/** States and roles that are no job. Lower case, without marks: "n a" stands for "N/A". */
const STATES = `retired, disabled veteran, long term sick leave, on long term sick leave, carers leave, carer s leave, self employed business owner, self employed owner, 6th form, sixth form, in sixth form, same as last job, retiree, in retirement, early retirement, semi retired, pensioner, old age pensioner, oap, on pension, state pension, senior citizen,
  unemployed, un employed, unemployment, jobless, no work, not working, not employed, not in work, not in employment, non working, non employed, not at work, do not work, don t work, dont work, does not work, doesn t work, never worked, have never worked, no longer working, no longer work, no longer employed, not working now, stopped working, out of work, out of a job, without work, without employment,
  between jobs, in between jobs, between roles, in between roles, between positions, between contracts, in transition, career transition,
  job seeker, jobseeker, job seeking, job hunting, job search, job searching, job hunter, on the job market, on job seekers allowance, jobseekers allowance, jsa, universal credit, on benefits, on the dole, ssi, ssdi,
  self employed, selfemployed, self employment, self employeed, i work for myself, work for myself, working for myself, freelance, freelancer, freelancing, sole trader, independent contractor, my own boss, own boss, be my own boss, own business, my own business,
  homemaker, home maker, housewife, house wife, househusband, house husband, house person, houseperson, housespouse, home duties, domestic duties, household duties, housework, looking after home, looking after the home, looking after family, looking after the family, looking after children, looking after my children, looking after kids, raising children, raising kids, raising my children, raising a family,
  stay at home, stay home, at home, mum, mom, mother, mommy, mummy, dad, daddy, wife, husband, grandmother, grandfather, grandma, grandad, grandpa,
  stay at home mum, stay at home mom, stay at home mother, stay at home dad, stay at home father, stay at home parent, stay at home wife, stay at home husband, stay home mom, stay home mum, stay home mother, stay home dad, stay home parent, stay home wife, sahm, sahd, full time mum, full time mom, full time mother, full time dad, full time father, full time parent, full time wife,
  disabled, on disability, with disability, disability pension, long term disability, long term disabled, registered disabled, invalid, unable to work, not able to work, cannot work, can t work, unfit for work, unfit to work, medically retired, ill health, off sick, on sick, signed off, signed off sick, signed off work, sick leave, long term sick, long term sickness, incapacity benefit, incapacitated,
  on leave, leave of absence, on leave of absence, annual leave, maternity leave, on maternity leave, on maternity, paternity leave, on paternity leave, parental leave, on parental leave, family leave, mat leave, on mat leave, medical leave, on medical leave, sabbatical, on sabbatical, career break, on a career break, on career break, career gap, taking a break, on a break, gap year, on a gap year, furlough, furloughed, on furlough, laid off, layoff, redundant, made redundant, redundancy, garden leave, gardening leave,
  prisoner, inmate, in prison, deceased, dead, minor child, pupil, school leaver, schoolboy, schoolgirl, schoolchild, school child, still at school, at school, in school, at university, in university, at college, in college, in education, in full time education, studying, in training, neet`;

/** Nothing is said. */
const NO_ANSWER = `n a, na, not applicable, not aplicable, non applicable, doesn t apply, does not apply, none, non, nil, null, nan, void, nothing, undefined, blank, empty, missing, missing value, missing data, no data, no value, no entry, no info, no information, no name,
  no answer, no response, no reply, no job, no job title, no title, no occupation, no position, no role, no profession, no employment, no jobs, without a job, don t have a job, do not have a job, dont have a job, don t have one, not available, not stated, not specified, not given, not provided, not known, not disclosed, not listed, not recorded, not reported, not sure, not answered, not filled, not set, not found, not relevant, not important, not required, not classified, not elsewhere classified, not said, not mentioned, not assigned,
  unknown, unkown, unspecified, unstated, undisclosed, unassigned, unclassified, uncategorised, uncategorized, unavailable, confidential, withheld, redacted, anonymous, hidden, declined, refused, refused to answer, decline, decline to answer, declined to answer, decline to state, decline to say, declined to say, prefer not to say, prefer not to answer, prefer not to disclose, prefer not to state, prefer not say, rather not say, i d rather not say, would rather not say, wish not to say, do not wish to say, do not wish to answer, don t want to say, none of your business, no comment, skip, skipped,
  don t know, dont know, do not know, didn t say, does not know, dk, idk, dunno, can t remember, cannot remember, don t remember, i forgot, forgot,
  see above, as above, same as above, above, same, ditto, idem, as before, same as before, same as previous, same as last, same again, as previous, as stated, as stated above, see previous, see below, as below, below, see cv, see my cv, see resume, see my resume, see attached, see attached cv, see attached resume, see attachment, see notes, see note, see comments, see description, see job description, see linkedin, see profile, refer to cv, refer to resume, on cv, on my cv, as per cv, per above, per resume, per cv, attached, please see attached, please see cv, please see resume,
  other, others, otherwise, other please specify, please specify, specify, other specify, other not listed, other not specified, other occupation, other occupations, other job, other jobs, other role, other title, other work, something else, somewhere else, none of the above, none of these, all of the above, various, various jobs, various roles, various positions, various occupations, various things, misc, miscellaneous, etc, several, several jobs, several roles, multiple, multiple jobs, multiple roles, multiple positions, mixed, many, many jobs, many things, lots of things, all sorts, all kinds, different jobs, different things, anything, anything available, everything, a bit of everything, any job, any work, any position, any role, any vacancy, any type of job, any kind of job, any kind of work, any available position, whatever, whatever you need, whatever is needed, doesn t matter,
  please select, select, select one, select an option, please select one, choose, choose one, please choose, choose an option, pick one, enter title, enter job title, enter your job title, enter text, type here, click here, insert job title, insert title, add title, your title, your title here, your job title, title here, job title here,
  tbd, tbc, tba, to be confirmed, to be determined, to be advised, to be announced, to be decided, pending, placeholder, place holder, vacant, vacant position, vacancy, unfilled, n k, nk, x, xx, zz, aa bb, abc, abcd, abc123, xyz, asdf, asdfg, asdfgh, asdfghjkl, asdfasdf, asd, sdf, sdfg, dfg, fgh, ghjk, jkl, hjkl, qwe, qwer, qwert, qwerty, qwertyuiop, zxc, zxcv, zxcvbnm, lorem, lorem ipsum, foo, foobar, foo bar, bla, bla bla, bla bla bla, blah, blah blah, blah blah blah, hello, hi, yes, no, y, n, ok, okay, true, false, lol, haha,
  test, test test, test test test, testtest, this is a test, just a test, just testing, testing testing, test title, test user, test job, test data, test entry, test record, test name, test test123, sample, sample title, example, example title, dummy, dummy data, delete, delete me, ignore, do not use, duplicate,
  job, jobs, job title, title, occupation, profession, position, role, post, designation, current job, current position, current role, current title, current occupation, work, working, worked, employed, in employment, in work, i work, fully employed, gainfully employed, currently employed, job 1, full time job, part time job, full time work, part time work, full time employment, full time employed, part time employed, full time, part time, work from home, wfh, home, retired self employed, hired, fired`;

/** What people without work say that they want. */
const SEEK = phrasesOf(
  'looking for, looking, seeking, searching for, searching, in search of, open to, open for, available for, available, actively looking, ready for, wanting, in need of, need, want, hoping for, applying for, awaiting',
);
const WANTED = phrasesOf(
  'work, job, jobs, a job, employment, full time work, full time job, full time employment, full time role, full time position, part time work, part time job, part time employment, part time role, part time position, opportunity, opportunities, job opportunities, work opportunities, career opportunities, employment opportunities, career opportunity, job opportunity, role, roles, position, positions, challenge, challenges, career, career change, career move, adventure, adventures, offers, job offers, hire',
);
/** Said of oneself without what is wanted. */
const SEEKING_ALONE = `actively looking, actively seeking, currently looking, still looking, looking around, open to offers, available now, immediately available, available immediately, currently available, available from now`;

/** Words that add nothing to an answer. */
export const FILLERS: ReadonlySet<string> = wordSet(
  `a an the i am m im ve is are be being been have we my me currently current now presently present just still fully happily newly actively
  recently temporarily temporary permanently permanent or and also but since for new next first any another better good great exciting
  right suitable fresh proud very so today yet again long ft pt please year years old age aged moment time`,
);

/**
 * All answers, in lower-case words with single spaces, without the fillers: the whole of such a title is made of them. The key of the
 * longest is the number of words that any may have.
 */
export const ANSWERS: ReadonlySet<string> = new Set([
  ...phrasesOf(STATES, NO_ANSWER, SEEKING_ALONE),
  ...SEEK.flatMap((seek) => WANTED.map((wanted) => `${seek} ${wanted}`)),
]);

/** Answers that people mistype. */
export const MISTYPED: readonly string[] = phrasesOf(
  'retired, retiree, unemployed, student, students, homemaker, housewife, househusband, pensioner, disabled, freelancer, freelance, unknown, jobseeker, undergraduate, furloughed, selfemployed, unspecified, undisclosed, redundant, sabbatical, confidential, miscellaneous',
);
