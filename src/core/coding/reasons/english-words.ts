/** @file English words for people at work, and words for the work they do: what makes a text a job title in English. */
import { wordSet } from './title-words.ts';

/** Words that English alone uses for people at work, singular. */
export const ENGLISH_JOBS: ReadonlySet<string> = wordSet(
  `accountant actor actress actuary acupuncturist adjuster administrator adviser advisor advocate aide ambassador ambulance analyst
  anchor appraiser apprentice arborist archivist armourer artist artisan assembler assessor assistant asst associate astronomer athlete
  attendant attorney auctioneer auditor author babysitter bailiff baker banker barber barista barrister bartender beautician beekeeper
  bellhop binder biologist blacksmith blaster boatman bodyguard boilermaker bookkeeper bookseller botanist bouncer brewer bricklayer
  broadcaster broker builder busser butcher butler buyer cabinetmaker caddie caddy caller cameraman captain cardiologist caregiver carer
  caretaker carpenter cartographer cashier caterer cellist chaplain chauffeur chemist childminder chiropractor choreographer cleaner
  clergyman clerk coach coachman cobbler collector columnist comedian commander commissioner companion compliance composer concierge
  conductor conservator constable consultant cook cooper coordinator copywriter coroner correspondent counsel counsellor counselor
  courier craftsman crew curator custodian cutter cyclist dancer dealer dean decorator deckhand dentist deputy designer detective
  developer dietitian dietician director dispatcher diver doctor doorman draftsman drafter drawer dresser driller driver drummer dyer
  economist editor educator electrician embalmer engineer engraver entertainer epidemiologist estimator examiner executive expert
  fabricator farmer farmhand farrier fettler fighter filmmaker finisher firefighter fireman fisher fisherman fitter florist footballer
  forager foreman forester forklift fundraiser gamekeeper gardener generalist geologist geophysicist glazier goldsmith governess grader
  grazier grinder groom groomer groundskeeper guard guide hairdresser hairstylist hand handler handyman harvester hatter head helper
  herder historian host hostess hostler housekeeper hunter hygienist illustrator imam inspector installer instructor insulator
  interpreter interviewer inventor investigator investor ironworker jailer janitor jeweller jeweler jockey joiner journalist judge
  juggler keeper keyworker knitter labourer laborer landlord lander landscaper lather launderer lawyer layer lead leader lecturer
  librarian lieutenant lifeguard lineman linguist loader locksmith logger lumberjack machinist magician magistrate maid maker makeup
  manager manger mgr marshal mason masseur masseuse mate mathematician matron mayor mechanic mediator medic member mentor merchandiser
  merchant messenger metallurgist meteorologist microbiologist midwife millwright miner minister model mover musician nanny naturalist
  negotiator newscaster notary novelist nurse nurseryman nutritionist officer operative operator optician optometrist orderly organiser
  organizer orthodontist osteopath packer painter paralegal paramedic paraprofessional parson partner pastor patrolman pathologist
  paver performer pharmacist philosopher photographer physician physicist physiotherapist pianist picker pilot pipefitter planner
  plasterer playwright plumber podiatrist poet policeman policewoman politician polisher porter postman potter practitioner preacher
  president presenter presser priest principal printer processor producer professor programmer promoter proofreader proprietor
  prosecutor psychiatrist psychologist psychotherapist publican publicist publisher purchaser rabbi radiographer radiologist ranger
  realtor receptionist recruiter rector referee registrar repairer repairman reporter representative rep researcher retoucher rider
  rigger rodbuster roofer roustabout runner saddler sailor salesman salesperson saleswoman sawyer scaffolder scheduler scholar
  scientist boy girl lad lass agent dir crdntr spec coord amb scout sculptor seaman seamstress secretary senator sergeant servant server setter sewer shearer shepherd sheriff shoemaker
  shopkeeper shunter singer slaughterer chef maitre soldier solderer solicitor sommelier songwriter specialist spinner sportsman stagehand
  statistician stevedore steward stewardess stockbroker stocker stockman stonemason storekeeper storeman stylist sub superintendent
  supervisor support surgeon surveyor sweeper tailor tattooist taxidermist teacher tech technician technologist telemarketer teller
  tester therapist tiler toolmaker trader tradesman trainee trainer translator trapper treasurer treater trimmer trucker tutor typist
  undertaker upholsterer usher valet valeter vet veterinarian viticulturist waiter waitress waitstaff warden warder washer watchmaker
  watchman weaver weigher welder welldriller whittler winemaker wireman woodworker worker workman writer yardman yoga zookeeper
  zoologist dj mc vp ceo cfo coo cto cio rn lpn lvn cna hca hgv cdl lgv roadie emcee tso sdr bdr ta pa hr it ii iii sr jr`,
);

/** English words that join others. */
export const ENGLISH_GLUE: ReadonlySet<string> = wordSet(
  `and of for the at with from to by who that within across`,
);

/** What work is about, in English; a title in another language may well hold one of them. */
export const ENGLISH_TOPICS: ReadonlySet<string> = wordSet(
  `care health healthcare nursing home school house shop store warehouse food truck bus taxi children child youth customer human
  resources sales account accounting accounts payable receivable business development building construction maintenance repair
  quality safety security manufacturing shipping receiving delivery inventory supply chain purchasing procurement research learning
  teaching training education science computer data web network systems software hardware law legal police army navy airport
  aircraft flight cabin kitchen dining housekeeping cleaning laundry lawn garden farm crop tool tooling metal sheet wood paper
  clothing beauty hair nail skin lab pharmacy medical physical occupational speech mental community public government city county
  state federal chief staff first second third level english teaching early years`,
);

/** Words of ENGLISH_JOBS that other languages use too; on their own they speak for none. */
export const INTERNATIONAL_JOBS: ReadonlySet<string> = wordSet(
  `manager director assistant agent analyst consultant controller designer trainer coach developer operator specialist administrator
  inspector instructor auditor editor tutor conductor actor doctor professor producer promoter president supervisor coordinator
  expert guide partner mentor monitor executive account lead leader senior junior tester scout broker dealer model portier chauffeur
  chef masseur masseuse sommelier concierge butler artist architect chemist jurist linguist pianist dentist journalist economist
  curator rector mediator moderator investor inventor senator sculptor servant transport it hr pa ta ii iii sr jr vp ceo cfo coo cto
  cio dj mc ambulance support head officer representative associate advocate barista compliance crew binder anchor drummer mason
  poet hostess steward host spinner layer hand imam notary registrar actress secretary minister commander captain lieutenant general
  dispatcher recruiter merchandiser owner scheduler influencer performer stylist copywriter blogger vet yoga makeup aide maitre rep
  receptionist client customer student intern mechanic vigilante technical principal sub orderly printer hacker medico diretor profesor`,
);

/** Words of work that stand beside a company's name in a title as often as in the name: "Sales, Acme Ltd". */
export const WORK_AREAS: ReadonlySet<string> = wordSet(
  `accounts accounting accountancy admin administration advertising advisory agriculture analytics animal animals architecture art
  assembly asset assurance audit automation aviation banking bakery bar benefits billing biology brand broadcast business care cards
  cash catering chemistry childcare claims cleaning clinical cloud commerce commercial communications community compliance computer
  computing construction consulting consumer content contracts corporate counselling credit criminal culinary customer cyber data
  database day delivery dental deli design development devops digital dispatch distribution drafting education electrical electronics
  emergency energy engineering environment environmental equity estate estates events facilities family farm fashion field film
  finance financial fire fitness floor food forestry freight front fulfilment gardening geology graphics grounds hardware health
  healthcare history home hospitality hotel house housekeeping housing hr human import industrial information infrastructure insurance
  internal international inventory investment investments investor it journalism kitchen lab laboratory landscape language laundry law
  leasing legal lending library logistics loss machine mail maintenance management manufacturing market marketing maths mechanical
  media medical medicine mental merchandising metals mining mobile mortgage music network night nursery nursing office online
  operations outpatient packaging parts patient patrol payments payroll pensions people performance personal pharmacy philosophy
  physics planning planting policy portfolio postal power pr press pricing print printing private procurement product production
  products program programme programmes project projects property psychiatric public purchasing affairs quality radio radiology real
  reception recruitment regional rehabilitation rehab relations repair research reservations residential resources retail risk road
  room safety sales school science sciences security service services shipping shop site social software special sport sports staff
  staffing stock store stores strategy studio supply support surgery surgical sustainability systems talent tax teaching tech technical
  technology telecoms test testing textiles theatre ticket trade trading traffic training transport transportation travel treasury
  truck university utilities vehicle ventures vision ward warehouse waste water wealth web welding welfare wholesale wine women yard
  yoga young youth primary secondary elementary middle high state local teaching mental general blood bank eye memory sunday nursery`,
);

/** Endings of words for people at work. */
const AGENT = /(?:er|or|ist|ian|eer|man|men|woman|women|person|wright|smith|yst|ess|eur|ant)s?$/u;
/** Words with such an ending that name places, people or things, as company names do. */
const NO_AGENT: ReadonlySet<string> = wordSet(
  `manchester leicester chester rochester dorchester winchester colchester worcester gloucester cirencester lancaster doncaster exeter
  ulster westminster munster vancouver denver hanover dover windsor bangor bristol river rivers tower towers water power paper timber
  lumber rubber leather cancer center centers computer computers consumer customer customers motor motors silver copper amber summer
  winter walter peter oliver christopher alexander homer elder after under over other inner outer upper lower greater premier superior
  senior junior major minor prior interior exterior tractor reactor elevator generator transformer sector factor vector anchor harbor
  harbour corner number order orders fiber fibre laser cyber solar liver bladder disorder gender border beer tier german germans
  american africa african asian italian persian victorian christian canadian australian indian russian egyptian norwegian georgian
  boston houston human woman women business express wellness fitness illness kindness holiness princess access success process press
  mess cress fortress cypress wilderness giant giants restaurant restaurants plant plants grant elephant saint lister pfizer unilever
  boeing hilton chandler jupiter frontier pioneer master together transfer chapter member matter newspaper trailer color labor floor
  door vapor error philharmonic presbyterian unitarian episcopalian hungarian bavarian orient radiant brilliant constant instant smith daughter daughters`,
);

/** "Bluewater", "Kidderminster": what ends a name of several words run together. */
const NO_AGENT_ENDING =
  /(?:water|river|power|tower|flower|silver|center|cester|chester|minster|corner|paper|motor)s?$/u;

/** Whether a lower-case word without accents is one for a person at work, known or by its ending. */
export function isJobWord(word: string): boolean {
  const singular = word.endsWith('s') ? word.slice(0, -1) : word;
  if (ENGLISH_JOBS.has(word) || ENGLISH_JOBS.has(singular)) return true;
  return word.length > 4 && AGENT.test(word.slice(-8)) && !NO_AGENT.has(word) && !NO_AGENT_ENDING.test(word);
}
