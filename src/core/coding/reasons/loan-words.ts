/** @file Words that English has taken from other languages and keeps in job titles. */
import { phrasesOf, wordSet } from './title-words.ts';

/** Without accents; what they are in their first language does not count. */
export const LOAN_WORDS: ReadonlySet<string> = wordSet(
  `chef sous boulangerie patisserie brasserie partie cuisine rang brigade tournant saucier commis patissier patissiere chocolatier rotisseur poissonier sommelier
  sommeliere maitre hotelier restaurateur chauffeur concierge barista au pair masseur masseuse attache charge affaires entrepreneur
  impresario maestro matador gaucho vaquero picador soprano contralto diva ballerina danseur danseuse repetiteur regisseur dramaturg luthier
  croupier couturier costumier modiste milliner carillonneur voyageur raconteur provocateur auteur amateur connoisseur saboteur
  colporteur sapeur aide camp sensei sushi itamae teppanyaki dim sum pizzaiolo pizzaiola tapas gelato taco taqueria paella
  kapellmeister concertmaster meister poissonnier gelatiere gelatieri stuccatore promotora promotoras promotor lectrice rabbi imam cantor mohel muezzin ayah nanny doula sherpa mahout guru ninja emcee compere protege
  commando desperado torero toreador ambassador
  docent cadet cadre masseurs chaperone rapporteur debutante divorcee fiance resume cafe creche
  decor depot entree boutique salon spa kindergarten delicatessen uber wunderkind angst hinterland poseur flaneur
  confrere sabreur farceur liqueur monsieur grandeur arbitrageur seigneur mixteur interlocuteur hauteur
  bodega peon politico aficionado bravado stucco fresco terrazzo casino intermezzo`,
);

/** Titles that English has as they are, though no longer one has them. */
export const LOAN_TITLES: ReadonlySet<string> = wordSet('coiffeur gardien animateur');

/** Words with an ending that elsewhere marks another language; slips of them are English too ("Enterpreneur"). */
export const LOAN_ENDINGS: readonly string[] = phrasesOf(
  `soigneur, entrepreneur, intrapreneur, solopreneur, mumpreneur, mompreneur, entreprenuer, entrepeneur, restaurateur, restauranteur, amateur, provocateur, chauffeur, masseur, masseuse, comedienne, auteur,
  connoisseur, raconteur, voyageur, saboteur, hauteur, chanteuse, danseuse, chartreuse, beatrice, patrice,
  salvatore, premiere, derriere, monsieur, interieur, arbitrageur`,
);

/** Phrases of English titles that hold words of other languages, without accents or marks. */
export const LOAN_PHRASES: readonly string[] = phrasesOf(
  `maitre d, promotor de salud, promotora de salud, chef de partie, chef de cuisine, chef de rang, chef de brigade, chef de party, commis de, demi chef, garde manger, sous chef, au pair, aide de camp, charge d affaires, pas de deux,
  corps de ballet, directeur sportif, eminence grise, maitre de, metteur en scene, haute couture, pret a manger, prix fixe, a la carte, mise en place, agent provocateur,
  nouvelle cuisine, femme fatale, coup de, cirque du soleil, tour de france, cordon bleu, la carte, in vitro, de novo, pro bono`,
);
