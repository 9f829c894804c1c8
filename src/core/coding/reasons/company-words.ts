/** @file What marks the name of a company or institution, and well-known names without a mark. */
import { phrasesOf, wordSet } from './title-words.ts';

/** Legal forms at the end of a name that mean nothing else. */
export const LEGAL_FORMS: ReadonlySet<string> = wordSet(
  'ltd limited plc inc incorporated llc llp corp corporation gmbh pty pvt sarl srl bvba kgaa ltda holdings',
);
/** Legal forms that are other words too; only in capitals, behind a name. Others ("AB", "NV") are the codes of states as well. */
export const SHORT_FORMS: ReadonlySet<string> = wordSet('AG BV KG OY');
/** Legal forms that count only with dots: "S.A.". */
export const DOTTED_FORMS: ReadonlySet<string> = wordSet('SA NV BV AB AG AS PLC SPA LLC LLP SRL SL');

/** What a family or its friends call a firm, at the end of the name. */
export const FIRM_ENDINGS: readonly string[] = phrasesOf(
  `and sons, and son, and co, and company, and daughters, and daughter, and partners, and associates, bros, brothers, and brothers,
  sons, and family, and sons company, and bros`,
);

/** Words that an institution's name ends with. */
export const INSTITUTIONS: ReadonlySet<string> = wordSet(
  `hospital hospitals infirmary hospice university college polytechnic school academy council trust church cathedral bank foundation
  institute clinic airlines airways airport enterprises industries technologies group supermarket supermarkets hotel hotels museum
  charity association pharmaceuticals breweries laboratories ministries seminary conservatoire kindergarten constabulary`,
);
/** Words of two that an institution's name ends with. */
export const LONG_INSTITUTIONS: readonly string[] = phrasesOf(
  `nhs trust, foundation trust, health board, county council, city council, borough council, district council, medical center, medical centre,
  health system, school district, public schools, credit union, building society, housing association, police department, fire department, care home,
  nursing home, police force, fire service, health authority, law firm, football club, golf club, community college`,
);
/** Beginnings of an institution's name. */
export const BEGINNINGS: readonly string[] = phrasesOf(
  `university of, the university of, bank of, royal bank of, city of, county of, state of, college of, school of, institute of, church of, royal borough of, london borough of, borough of, hospital of, archdiocese of, diocese of, government of`,
);
/** Beginnings of a government's parts, whatever they are for. */
export const GOVERNMENT: readonly string[] = phrasesOf(
  'ministry of, department for, us department of, u s department of, government of, embassy of',
);
/** Endings and beginnings that a line of work has too: "School of Nursing", "Department of Surgery", "Blood bank". */
export const KINDS_OF_PLACE: ReadonlySet<string> = wordSet(
  `high primary secondary elementary middle grammar nursery infant junior senior sixth form prep preparatory boarding night summer sunday
  driving language law business medical dental nursing vet veterinary art dance drama ballet ski riding flying swimming public private
  state special free faith village local small large big busy major leading national international global regional community
  general teaching cottage field mental psychiatric animal pet children womens day acute rural urban city town county district
  borough parish unitary food blood phone power data investment retail commercial central merchant savings world cloud memory piggy
  cord tissue eye milk sperm walk in outpatient fertility dental health gp flu vaccine vaccination sexual fracture vein hearing
  age focus user peer study support work working control capital markets product products play parent toddler tech heavy light
  creative cultural chemical process service services steel space brain living land pension unit investment family charitable
  brand consumer deep zero technical further higher beauty adult independent residential student research professional trade luxury
  emerging strategic learning advanced applied assistive educational life renewable clean green smart guest desk lunch bell
  boutique capsule pop up regional art science history natural industry housing real estate
  corporate operating user client assurance risk tax audit internal external trading sales it hr assets marketing finance operations the
  a an my our your this that its his her own same new old other every some any no one two several various many of for and`,
);

/** Names that need no mark. Only where the title is nothing else. */
export const KNOWN_COMPANIES: ReadonlySet<string> = new Set(
  phrasesOf(
    `tesco, sainsbury s, sainsburys, asda, morrisons, waitrose, aldi, lidl, co op, the co op, marks and spencer, m and s, john lewis, argos, b and q, wickes, screwfix, primark, poundland, greggs, costa coffee, pret a manger, nando s, nandos, wetherspoons, wetherspoon, jd wetherspoon,
    walmart, wal mart, costco, costco wholesale, kroger, walgreens, cvs, cvs health, cvs pharmacy, home depot, the home depot, lowe s, best buy, dollar general, dollar tree, family dollar, whole foods, whole foods market, trader joe s, publix, safeway, albertsons, macy s, kohl s, nordstrom, tj maxx, 7 eleven, petsmart, gamestop, bed bath and beyond,
    mcdonald s, mcdonalds, mc donalds, burger king, kfc, starbucks, wendy s, taco bell, domino s, dominos, domino s pizza, pizza hut, papa john s, chick fil a, chipotle, dunkin donuts, dunkin, five guys, olive garden, applebee s, ihop, panera bread,
    amazon, amazon com, google, facebook, microsoft, netflix, airbnb, linkedin, twitter, ibm, cisco, nvidia, samsung, sony, huawei, tiktok, spotify, paypal, ebay, uber, uber eats, lyft, doordash, deliveroo, just eat, instacart, hewlett packard, dell,
    deloitte, kpmg, pwc, ernst and young, mckinsey, accenture, capgemini, infosys, wipro, cognizant, tata consultancy services, tcs, g4s, serco, capita, sodexo, aramark, compass group, mitie, adecco, manpowergroup, randstad, kelly services,
    hsbc, barclays, lloyds, lloyds bank, natwest, santander, nationwide, jp morgan, jpmorgan, jpmorgan chase, jp morgan chase, goldman sachs, morgan stanley, wells fargo, citibank, citigroup, bank of america, american express, capital one, deutsche bank, bnp paribas, credit suisse, ubs, aviva, axa, allianz, state farm, geico,
    bt, bt group, vodafone, o2, verizon, at and t, t mobile, comcast, sky, virgin media, bbc, the bbc, itv, british gas, eon, edf, edf energy, national grid, bp, exxon, exxonmobil, chevron, totalenergies,
    ford, ford motor company, general motors, toyota, honda, bmw, volkswagen, nissan, jaguar land rover, rolls royce, tesla, boeing, airbus, bae systems, lockheed martin, raytheon, northrop grumman, general electric, siemens, bosch, john deere,
    ups, fedex, dhl, usps, royal mail, dpd, hermes, evri, british airways, easyjet, ryanair, american airlines, united airlines, network rail, transport for london, tfl, national rail, stagecoach, arriva,
    nhs, the nhs, nhs trust, nhs foundation trust, nhs england, nhs scotland, hmrc, dwp, nasa, red cross, british red cross, oxfam, barnardo s, barnardos, salvation army, the salvation army, save the children, unicef, united nations, world bank, european commission, kaiser permanente, mayo clinic, cleveland clinic, bupa,
    procter and gamble, unilever, nestle, coca cola, pepsi, pepsico, kraft heinz, johnson and johnson, pfizer, astrazeneca, gsk, glaxosmithkline, novartis, roche, merck, bayer, basf, ikea, h and m, zara, nike, adidas, heineken, carlsberg, disney, walt disney, the walt disney company, marriott, hilton, hyatt, spacex, premier inn, travelodge, harvard, yale, mit, stanford, ucl, king s college london, imperial college london, city and guilds`,
  ),
);
