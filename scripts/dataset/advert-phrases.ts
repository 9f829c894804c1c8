/**
 * @file What people write in adverts, by voice. Slots: {role} {aRole} {Role} (as a heading), {company}, {town}, {place}, {site},
 * {blurb}, {cv}, {people}, {years}, {ref}.
 */

/** How the writer speaks: as "we", in notes, as an agency, about "the post", or across a counter. */
export type Voice = 'we' | 'notes' | 'agency' | 'formal' | 'chatty';

export const VOICES: readonly Voice[] = ['we', 'notes', 'agency', 'formal', 'chatty'];

type ByVoice = Readonly<Record<Voice, readonly string[]>>;

export const OPENINGS: ByVoice = {
  we: [
    '{company} is looking for {aRole} to join the team in {town}.',
    'We are {blurb} in {town}, and we need {aRole}.',
    'Join {company} in {town} as {aRole}.',
    'At {company} we have an opening for {aRole}.',
    'An opening has come up for {aRole} at our {town} {site}.',
    'We are hiring {aRole} for our {site} in {town}.',
    'After a retirement, {company} has room for {aRole}.',
    'Our {town} {site} is growing, and we would like to add {aRole}.',
    '{company}, {blurb}, has a vacancy for {aRole}.',
    'Would you like to work as {aRole} in {town}? {company} would like to hear from you.',
    'This is a chance to work as {aRole} with {company}, {blurb}.',
    'One of our colleagues is moving on, so {company} is recruiting {aRole}.',
  ],
  notes: [
    '{Role} wanted, {town}. {company}.',
    '{Role}. {place}. {company}.',
    'Wanted: {aRole} for {company}, {town}.',
    '{company}, {town}: {role} needed.',
    'Vacancy: {role}. Employer: {company}. Location: {place}.',
    'Now hiring at {company}: {role}.',
  ],
  agency: [
    'Our client, {blurb} in {town}, is seeking {aRole}.',
    'We are recruiting {aRole} on behalf of {company}, {blurb}.',
    'On behalf of {company} we are looking for {aRole} in {town}.',
    'A well regarded employer in {town}, {company}, has asked us to find {aRole}.',
    'For {company} in {town} our consultants are searching for {aRole}.',
  ],
  formal: [
    '{company} invites applications for the position of {role}, based in {town}.',
    'Applications are invited for the post of {role} at {company}.',
    '{company} wishes to appoint {aRole}.',
    'The {town} {site} of {company} has a vacancy for {aRole}.',
    'The position of {role} has become available at {company}, {blurb}.',
    'This notice is for the post of {role} at {company} in {town}.',
  ],
  chatty: [
    'Hello from {company}! We need {aRole} in {town}.',
    'Looking for a change? {company} needs {aRole}.',
    'I run the team at {company} in {town}, and I am looking for {aRole}.',
    'Are you {aRole}, or close to it? Then read on.',
    'Good people are hard to find, so {company} is asking everyone: we need {aRole} in {town}.',
    'Our {role} is leaving us after {tenure} years, and we are sad about it. Now we need the next one.',
  ],
};

export const ABOUT: ByVoice = {
  we: [
    '{company} is {blurb}.',
    'We are {company}, {blurb} with {people} people.',
    '{company} has been in {town} for {years} years.',
    'About us: {company} is {blurb}.',
    'We have been in {town} for {years} years.',
    'We are a team of {people}.',
  ],
  notes: [
    '{company}: {blurb}.',
    '{company}, {people} people.',
    'About {company}: {blurb}, {years} years in {town}.',
    'Team of {people}.',
  ],
  agency: [
    'The client, {company}, is {blurb}.',
    '{company} is {blurb} and employs about {people} people.',
    '{company} has been {blurb} for {years} years.',
    '{company} employs about {people} people.',
    'The client employs about {people} people.',
  ],
  formal: [
    '{company} is {blurb}.',
    '{company} is {blurb} with about {people} staff.',
    'Established {years} years ago, {company} is {blurb}.',
    '{company} has about {people} staff.',
    'The organisation has about {people} staff.',
  ],
  chatty: [
    'We are {company}, {blurb}, and there are {people} of us.',
    '{company} is {blurb}. Nothing grand, but we do it well.',
    'Who are we? {company}, {blurb}.',
    'There are {people} of us at {company}.',
    'There are {people} of us here.',
    'We have been in {town} for {years} years.',
    '{company} has been in {town} for {years} years, and so have some of us.',
  ],
};

export const LOCATIONS: ByVoice = {
  we: [
    'The job is based in {place}.',
    'You would be based at our {town} {site}.',
    'You would work from our {site} in {town}.',
  ],
  notes: ['Location: {place}.', 'Based in {town}.', '{town} {site}.'],
  agency: ['The position is based in {place}.', 'The place of work is {town}.'],
  formal: ['The post is based in {place}.', 'The normal place of work is the {town} {site}.'],
  chatty: ['You would find us in {town}.', 'We are in {town}, and easy to reach.'],
};

/** Slots {0}, {1}, {2}: verb phrases in base form; {C0} to {C2}: the same with a capital. */
export const DUTIES: ByVoice = {
  we: [
    'In this job you will {0}. You will also {1}. When needed you will {2}.',
    'Day to day you {0}. You also {1}. And you {2}.',
    'The work: {0}; {1}; {2}.',
    'What you will do: {0}; {1}; and, just as often, {2}.',
    'Most of your time goes on three things. You {0}. You {1}. And you {2}.',
    'We will ask you to {0}. We will also rely on you to {1}. Then there is time set aside to {2}.',
    'Your tasks are to {0}; to {1}; and to {2}.',
  ],
  notes: [
    '{C0}. {C1}. {C2}.',
    'Duties: {0}; {1}; {2}.',
    'Main tasks: (1) {0}; (2) {1}; (3) {2}.',
    'The work: {0}; {1}; {2}.',
  ],
  agency: [
    'The successful candidate will {0}. The role also asks you to {1}, and now and then to {2}.',
    'Key duties: {0}; {1}; {2}.',
    'In this position you will {0}. You will be expected to {1}. You will also {2}.',
  ],
  formal: [
    'The main duties are to {0}; to {1}; and to {2}.',
    'The person appointed will {0}. Further duties are to {1}; and to {2}.',
    'The successful applicant will {0}. They will also {1}. In addition they will {2}.',
  ],
  chatty: [
    'Here is what you would do with us. You would {0}. You would {1}. You would also {2}.',
    'What does a normal week look like? You {0}. You {1}. Somewhere in between you {2}.',
    'You {0}. You {1}. You {2}. That is the job.',
    'I need somebody to {0}. I also need somebody to {1}. And somebody has to {2}.',
  ],
};

/** Slot {r}: a noun phrase. */
export const ONE_REQUIREMENT: ByVoice = {
  we: [
    'You need {r}.',
    'We ask for {r}.',
    'To do this well you need {r}.',
    'What you bring: {r}.',
    'Please apply if you have {r}.',
  ],
  notes: ['Needed: {r}.', 'Requirements: {r}.', 'Must have: {r}.', 'Essential: {r}.'],
  agency: ['Candidates need {r}.', 'Our client asks for {r}.', 'The profile: {r}.'],
  formal: ['Applicants must have {r}.', 'The post requires {r}.', 'Essential criteria: {r}.'],
  chatty: ['What matters to us: {r}.', 'What you need is {r}.', 'What we ask for is {r}.'],
};

/** Slots {r} and {s}: two noun phrases. */
export const TWO_REQUIREMENTS: ByVoice = {
  we: [
    'You need {r}, plus {s}.',
    'We look for {r}. We also look for {s}.',
    'You should have {r} as well as {s}.',
    'You bring {r}; it helps to have {s}.',
  ],
  notes: ['Needed: {r}; {s}.', 'Essential: {r}. Also wanted: {s}.', 'Requirements: (1) {r}; (2) {s}.'],
  agency: [
    'Candidates need {r}, along with {s}.',
    'The client asks for {r}. Also important: {s}.',
    'The profile: {r}; {s}.',
  ],
  formal: [
    'Applicants must have {r}, together with {s}.',
    'The post requires {r}. It also requires {s}.',
    'Criteria: {r}; {s}.',
  ],
  chatty: [
    'What you need is {r}. The other thing we ask for: {s}.',
    'Two things matter: {r}, and {s}.',
    'We hope for {r}, and we love to see {s}.',
  ],
};

/** Slot {c}: "early starts and work outdoors". */
export const CONDITIONS: ByVoice = {
  we: [
    'Expect {c}.',
    'The job means {c}.',
    'It is only fair to say that the job means {c}.',
    'Be ready for {c}.',
  ],
  notes: ['Expect {c}.', 'Conditions: {c}.', 'Note: {c}.'],
  agency: ['Candidates should expect {c}.', 'Please note that the work means {c}.'],
  formal: ['Applicants should expect {c}.', 'The post involves {c}.', 'Working conditions: {c}.'],
  chatty: ['Honest warning: {c}.', 'The less lovely part: {c}.', 'I will not hide it: the job means {c}.'],
};

/** Slot {pay}: "£14.50 to £16 an hour". */
export const PAY: ByVoice = {
  we: ['We pay {pay}.', 'Pay is {pay}, depending on experience.', 'The pay is {pay}.'],
  notes: ['Pay: {pay}.', '{pay}.', 'Pay range: {pay}.'],
  agency: ['The package is {pay}.', 'Pay on offer: {pay}.'],
  formal: ['The pay range is {pay}.', 'Remuneration: {pay}.'],
  chatty: ['The pay? {pay}.', 'We pay {pay}, and we pay on time.'],
};

export const CLOSINGS: ByVoice = {
  we: [
    'To apply, send us your {cv} and a few lines about yourself.',
    'Apply with your {cv}; we reply to everyone within a week.',
    'Interviews will be held in {town} over the next few weeks.',
    'We welcome people of every background and age.',
    'If this sounds like you, we would like to talk.',
    'Questions first? Ask for the manager at our {town} {site}.',
    'We can agree a start date that fits your notice.',
    'You can apply by phone, by email or in person.',
    'There are two rounds: a short call, then a visit to the {site}.',
  ],
  notes: [
    'Apply in person, weekdays before noon.',
    '{cv} and two references to {company}.',
    'No agencies, please.',
    'Start as soon as possible.',
    'Call or write, and ask for the manager.',
    'Apply by the end of the month.',
  ],
  agency: [
    'Apply through us in confidence; your details go to the client only when you agree.',
    'Shortlisted candidates will be called within five working days.',
    'Please quote reference {ref} when you apply.',
    'Our consultants can send you the full job description.',
  ],
  formal: [
    '{company} is an equal opportunity employer.',
    'Applications should include a covering letter and the names of two referees.',
    'The closing date is the last day of the month.',
    'Informal enquiries are welcome.',
    'The appointment is subject to references and the usual checks.',
  ],
  chatty: [
    'Drop us a line and tell us about the last job you were proud of.',
    'Come and see the place before you decide.',
    'No fancy letter needed: a {cv} and a phone number will do.',
    'If you know somebody who would be good at this, pass it on.',
    'We read every application ourselves, and we answer.',
  ],
};

/** By country, for jobs with an employer that pays wages. */
export const BENEFITS: Readonly<Record<string, readonly string[]>> = {
  US: [
    'Health insurance and paid time off start after thirty days.',
    'Benefits include medical, dental and a 401(k) match.',
    'Paid holidays and sick leave are included.',
  ],
  UK: [
    'Holiday is 25 days plus bank holidays, with a pension.',
    'You get a workplace pension, sick pay and 28 days of leave in all.',
    'Benefits include a pension and a cycle to work scheme.',
  ],
  IE: [
    'There is a pension, and annual leave rises with service.',
    'Benefits include a tax-saver travel ticket and a pension.',
  ],
  CA: [
    'Extended health and dental cover start after three months.',
    'Three weeks of vacation and a group pension plan are included.',
  ],
  AU: [
    'Superannuation is paid on top, and leave is four weeks.',
    'Salary packaging and paid parental leave are available.',
  ],
};
