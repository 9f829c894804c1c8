/** @file Dutch. */
import type { LanguageSource } from './language.ts';

export const DUTCH: LanguageSource = {
  jobs: `verpleegkundige verpleger verpleegster verzorgende verzorger ziekenverzorgende thuishulp huisarts
    tandarts dierenarts apotheker apothekersassistent doktersassistent doktersassistente tandartsassistent
    tandartsassistente fysiotherapeut psycholoog logopedist verloskundige kraamverzorgende begeleider
    begeleidster leraar lerares leerkracht onderwijzer onderwijzeres onderwijsassistent docente juf
    pedagogisch ontwikkelaar softwareontwikkelaar webontwikkelaar programmeur beheerder systeembeheerder
    applicatiebeheerder netwerkbeheerder ingenieur boekhouder boekhoudster administratief medewerker
    medewerkster receptioniste secretaresse secretaris directeur bedrijfsleider bedrijfsleidster teamleider
    teamleidster projectleider afdelingshoofd afdelingsleider filiaalleider filiaalmanager ploegleider
    ploegbaas leidinggevende zaakvoerder ondernemer eigenaar verkoper verkoopster verkoopmedewerker
    winkelmedewerker kassamedewerker caissière kassière vertegenwoordiger inkoper inkoopmedewerker adviseur
    adviseuse klantadviseur hypotheekadviseur belastingadviseur magazijnmedewerker magazijnier
    magazijnmeester heftruckchauffeur vrachtwagenchauffeur buschauffeur taxichauffeur bezorger
    pakketbezorger postbode postbezorger koerier serveerster serveerder kelnerin gastvrouw gastheer hulpkok
    afwasser bakkerij slagerij kapper kapster schoonheidsspecialist schoonheidsspecialiste schoonmaker
    schoonmaakster huishoudelijk hulpverlener huismeester tuinman hovenier akkerbouwer landbouwer veehouder
    timmerman metselaar loodgieter stukadoor dakdekker schilder stratenmaker bouwvakker voorman
    werkvoorbereider opzichter elektricien elektromonteur installateur monteur onderhoudsmonteur
    servicemonteur automonteur lasser metaalbewerker plaatwerker constructeur productiemedewerker inpakker
    inpakster uitzendkracht beveiliger bewaker politieagent brandweerman militair soldaat advocaat notaris
    belastingconsulent vertaler vertaalster tolk journaliste redacteur redactrice vormgever vormgeefster
    fotograaf onderzoeker onderzoekster wetenschapper laborant laborante scheikundige bioloog
    werktuigbouwkundige bouwkundige tekenaar stagiair stagiaire leerling werkstudent zelfstandige zzp zzper
    gepensioneerd gepensioneerde werkloos werkzoekend werkzoekende huisvrouw huisman arbeidsongeschikt
    ambtenaar beleidsmedewerker maatschappelijk werkster oppas gastouder kinderopvang pedagoog hoogleraar
    kleermaker juwelier makelaar verzekeringsadviseur kraanmachinist buschauffeuse treinmachinist conducteur
    bediende bankbediende arbeider arbeidster poetsvrouw poetshulp`,
  topics: `elektrotechniek installatietechniek werktuigbouw verkoop inkoop boekhouding personeelszaken administratie magazijn klantenservice buitendienst
    binnendienst onderhoud schoonmaak zorg ouderenzorg thuiszorg gehandicaptenzorg jeugdzorg techniek bouw
    productie kwaliteit veiligheid beveiliging onderwijs basisonderwijs basisschool vrachtwagen bezorging
    winkel keuken bediening commercieel technisch financieel juridisch juridische commerciële medische
    administratieve zelfstandig hoofd afdeling bedrijfsvoering onderzoek ontwikkeling beleid gemeente
    ziekenhuis verpleging leidinggevend groenvoorziening huishouding bijbaan voltijd deeltijd weekendhulp
    vakkenvuller`,
  glue: `=voor =het =een =met =bij =van =en =naar =op`,
  alone: `kok bakker slager ober visser smid schipper kunstenaar meester lasser muzikant zanger schrijver
    kapitein jager bloemist leraar hulpkracht herder rechter tuinder`,
  endings: `medewerker medewerkster verpleegkundige kundige leider leidster beheerder ontwikkelaar adviseur
    monteur verkoper chauffeur bezorger begeleider verzorger arbeider specialiste consulente directeur`,
};
