/** @file Nouns that may be any of hundreds of occupations, and the words of level that say no more. */
import { phrasesOf, wordSet } from './title-words.ts';

/** Lower case, without marks, singular; a level may stand before or behind them. */
export const GENERAL: ReadonlySet<string> = new Set(
  phrasesOf(
    `manager, mgr, mngr, manger, line manager, middle manager, team manager, management, middle management, upper management, manager in training, staff manager, managerial, managerial staff, management staff, management team, shift manager, management level,
    worker, staff worker, shift worker, agency worker, contract worker, manual worker, skilled worker, semi skilled worker, unskilled worker, general worker, blue collar, blue collar worker, white collar, white collar worker, essential worker, knowledge worker, salaried worker, wage worker, hourly worker, day worker, working person, working professional, working man, working woman, workman, workforce,
    associate, team associate, staff associate, general associate, associate professional, associate level,
    assistant, asst, general assistant, staff, staff member, member of staff, staff personnel, general staff, support staff, agency staff, member of the team, team member, team, team mate, teammate, team worker, crew, part of the team, personnel,
    employee, employe, empoyee, company employee, salaried employee, private employee, private sector employee, hourly employee, regular employee, public employee, office employee, government employee, private service, private job, govt employee, govt job, government job, public sector, private sector, private company, public sector worker, private sector worker,
    officer, official, executive, exec, head, chief, boss, big boss, the boss, leader, lead, team lead, teamlead, team leader, teamleader, tl, group lead, group leader, unit leader, section leader, shift lead, shift leader, shift supervisor, team supervisor, supervisor, supervisory, supervisor manager, sup, superviser,
    director, company director, owner, business owner, co owner, company owner, owner manager, small business owner, proprietor, partner, businessman, business man, businesswoman, business woman, business person, businessperson, business, business professional,
    consultant, independent consultant, freelance consultant, self employed consultant, specialist, subject matter expert, sme, expert, professional, young professional, skilled professional, practitioner level, generalist, individual contributor, contributor, leadership, leadership team, assoc, bosses, colleague, team colleague,
    advisor, adviser, representative, rep, agent, attendant, aide, helper, coordinator, co ordinator, organiser, organizer, facilitator, technician, technical, tech, technical staff, analyst, operator, operative, general operative, tradesman, tradesperson, skilled tradesman, tradie, contributor,
    intern, internship, summer intern, summer internship, winter intern, winter internship, spring intern, fall intern, student intern, paid intern, unpaid intern, work placement, work experience, industrial placement, placement, trainee, traineeship, graduate trainee, graduate scheme, graduate programme, graduate program, apprentice, apprenticeship, graduate, new graduate, recent graduate, college graduate, university graduate, new grad, recent grad, school graduate, new hire, new starter, new joiner, newcomer, newbie, beginner, fresher, entry level, entry level position, entry level job, entry level role, entry level worker, entry level employee, entry, mid level, senior level, senior, junior, senior staff, junior staff, senior person, probationer, secondee, temp, temporary, temp worker, casual, casual worker, seasonal, seasonal worker, part timer, full timer, volunteer, volunteering, voluntary worker, volunteer worker,
    labour force, gig worker, remote worker, professional staff, non manager, non managerial, individual, person in charge, second in command, right hand man, right hand, dogsbody, general dogsbody, jack of all trades, jack of all trades master of none, all rounder, allrounder, all round, multi tasker, wearer of many hats, do everything, problem solver`,
  ),
);

/** Words of level that may stand before a general noun. */
export const LEVELS_BEFORE: ReadonlySet<string> = wordSet(
  `senior snr sr junior jnr jr lead principal associate assistant asst assoc deputy trainee apprentice graduate experienced entry mid
  middle top level a an the acting interim temporary temp casual permanent seasonal new qualified skilled summer winter just only sole`,
);

/** Words of level that may stand behind one: "Officer, senior", "Associate III". */
export const LEVELS_BEHIND: ReadonlySet<string> = wordSet(
  'senior snr sr junior jnr jr trainee apprentice intern i ii iii iv v l1 l2 l3 l4 role position only temporary temp casual permanent',
);

/** Jobs that are named by a word of level and a general noun. */
export const NAMED_JOBS: ReadonlySet<string> = new Set(
  phrasesOf(
    `management trainee, management intern, management apprentice, graduate assistant, assistant director, assistant practitioner, associate practitioner, acting agent, vice principal, assistant principal, principal assistant, deputy head, deputy principal,
    assistant head, lead hand, top hand, deputy chief, assistant chief, lead worker, junior officer, junior chief, principal, deputy, associate head, vice, vice chief, sole practitioner`,
  ),
);

/** Nouns that people mistype; eight letters or more, so that no other job is one letter away. */
export const MISTYPED_GENERAL: readonly string[] = phrasesOf(
  `supervisor, specialist, associate, assistant, employee, ordinator, teamleader, consultant, operative, operator, technician, coordinator, representative,
  professional, executive, director, apprentice, attendant, management, internship, volunteer, businessman`,
);
