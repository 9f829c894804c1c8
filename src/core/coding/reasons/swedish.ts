/** @file Swedish, and words that Danish and Norwegian share with it. */
import type { LanguageSource } from './language.ts';

export const SWEDISH: LanguageSource = {
  jobs: `sjuksköterska sjukskoterska undersköterska underskoterska barnmorska läkare lakare överläkare
    tandläkare tandsköterska vårdbiträde vårdare skötare skötarna mentalskötare barnskötare sjukgymnast
    fysioterapeut arbetsterapeut apotekare psykolog socionom socialsekreterare biståndshandläggare
    behandlingsassistent fritidsledare fritidspedagog förskollärare forskollarare lärare larare
    grundskollärare gymnasielärare ämneslärare speciallärare specialpedagog elevassistent lärarassistent
    barnflicka ingenjör ingenjor civilingenjör högskoleingenjör utvecklare systemutvecklare webbutvecklare
    programmerare programvaruutvecklare mjukvaruutvecklare tekniker servicetekniker drifttekniker
    konstruktör projektör byggledare snickare elektriker rörmokare målare svetsare murare plåtslagare
    takläggare betongarbetare byggnadsarbetare anläggare golvläggare mekaniker bilmekaniker fordonsmekaniker
    montör reparatör industriarbetare maskinoperatör =operatör processoperatör maskinförare grävmaskinist
    truckförare lagerarbetare lagermedarbetare lagerbiträde lastbilschaufför lastbilsförare busschaufför
    bussförare taxiförare =chaufför förare lokförare spårvagnsförare brevbärare tidningsbud säljare saljare
    butikssäljare innesäljare utesäljare butiksbiträde butiksmedarbetare butikschef =kassör kassörska
    telefonförsäljare försäljare servitör servitris kallskänka köksbiträde kockar bagare konditor slaktare
    frisör hudterapeut städare städerska lokalvårdare fastighetsskötare vaktmästare vaktmastare
    fönsterputsare väktare ordningsvakt brandman polisassistent trädgårdsmästare jordbrukare lantbrukare
    mjölkbonde skogsarbetare fiskare chefsekreterare sekreterare handläggare administratris samordnare
    redovisningsekonom redovisningskonsult lönekonsult löneadministratör ekonom ekonomiassistent ekonomichef
    controllern revisorsassistent konsult rådgivare bankrådgivare inköpare inkopare avdelningschef platschef
    enhetschef verksamhetschef gruppchef driftchef försäljningschef personalchef säljchef projektledare
    teamledare gruppledare arbetsledare skiftledare bygglovshandläggare ledare verkställande ordförande
    ägare egenföretagare företagare mäklare fastighetsmäklare advokat åklagare domare tolk översättare
    redaktör formgivare journalisten forskare doktorand bibliotekarie ekonomer medarbetare anställd
    timanställd vikarie praktikant lärling studerande pensionär arbetslös arbetssökande hemmafru
    förtidspensionär kundtjänstmedarbetare kundmottagare receptionisten fotvårdare =massör optiker veterinär
    djurskötare djurvårdare ridlärare präst diakon vårdhund sömmerska skräddare guldsmed sygeplejerske
    sykepleier hjelpepleier helsefagarbeider lærer laerer ingeniør sælger selger medarbejder medarbeider
    håndværker tømrer rørlegger elektromontør murersvend sjåfør chauffør lagermedarbejder lagermedarbeider
    butikkmedarbeider butiksassistent rengøringsassistent renholder pædagog barnehagelærer sekretær kokk
    frisørlærling advokatfuldmægtig saksbehandler sagsbehandler daglig studerende pensjonist pensionist
    vaktmester pedel`,
  topics: `hotell försäljning forsaljning inköp ekonomi vård omsorg äldreomsorg hemtjänst sjukvård skola förskola
    utveckling underhåll produktion bygg fastighet fastigheter kundtjänst kundservice verksamhet avdelning
    säljande biträdande ansvarig ställföreträdande kontor städ städning kök restaurang butik försvaret
    kommun sjuksköterske legitimerad timvikarie salg innkjøp indkøb regnskab regnskap sykehus hjemmepleje
    ansvarlig afdelingsleder avdelingsleder prosjektleder projektleder produksjon vedlikehold`,
  glue: `och =för =på =inom =till =hos =av =og =som =innen =indenfor`,
  alone: `kock kok polis bonde kurator sköterska leder butikschef författare skådespelare sångare musiker
    konstnär fotograf advokat smed sykepleier`,
  endings: `skoterska skotare arbetare tekniker ledare forare saljare ingenjor chauffor larare utvecklare
    ansvarig bitrade vardare handlaggare medarbetare mekaniker pedagog montor lakare assistenten chefen
    skotarinna arbejder arbeider laerer pleier medarbejder medarbeider`,
};
