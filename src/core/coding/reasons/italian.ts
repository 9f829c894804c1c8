/** @file Italian. */
import type { LanguageSource } from './language.ts';

export const ITALIAN: LanguageSource = {
  jobs: `infermiere infermiera infermieri dottoressa chirurgo ostetrica farmacista dentista veterinario
    fisioterapista psicologo psicologa logopedista assistente operatore operatrice ingegnere insegnante
    maestra professoressa educatore educatrice formatore formatrice ricercatore ricercatrice bibliotecario
    programmatore programmatrice sviluppatore sviluppatrice sistemista analista progettista disegnatore
    disegnatrice grafico grafica architetto geometra perito avvocato avvocatessa avvocata notaio giudice
    commercialista ragioniere ragioniera contabile segretario segretaria impiegato impiegata centralinista
    responsabile direttore direttrice dirigente capoturno caporeparto capocantiere coordinatore
    coordinatrice addetto addetta addetti venditore venditrice commesso commessa cassiere cassiera agente
    rappresentante consulente promotrice acquirente compratore magazziniere magazziniera mulettista facchino
    corriere autista camionista fattorino tassista cameriere cameriera cuoco cuoca lavapiatti pizzaiola
    panettiere panettiera pasticcere pasticcera pasticciere macellaio salumiere fornaio gelataio banconista
    parrucchiere parrucchiera estetista barbiere sarto sarta calzolaio giardiniere agricoltore contadino
    bracciante allevatore vignaiolo idraulico elettricista muratore manovale falegname carpentiere
    imbianchino piastrellista saldatore saldatrice meccanico meccatronico carrozziere gommista tornitore
    fresatore montatore montatrice manutentore operaio operaia operai verniciatore magliaia fabbro vetraio
    tappezziere custode portinaio bidello guardia vigile carabiniere poliziotto pompiere soldato militare
    giornalista traduttore traduttrice interprete redattore redattrice fotografo fotografa scrittore attrice
    cantante musicista regista badante colf domestica collaboratore collaboratrice stagista tirocinante
    apprendista lavoratore lavoratrice dipendente titolare imprenditore imprenditrice artigiano artigiana
    amministratore amministratrice revisore pensionato pensionata disoccupato disoccupata casalinga studente
    studentessa disoccupati bagnino animatrice animatore controllore capotreno macchinista ispettore
    ispettrice tutore verniciatrice stiratrice cucitrice tecnico tecnica chimico biologo biologa fisico
    postino bibliotecaria geologo agronomo sindaco`,
  topics: `presso vendite acquisti contabilità contabilita produzione =qualità manutenzione risorse umane ufficio
    reparto cantiere negozio magazzino logistica sicurezza pulizie pulizia ristorante cucina progetto
    progetti vendita amministrazione amministrativo amministrativa commerciale clienti sviluppo ricerca
    scuola sanitario sanitaria anziani bambini infanzia famiglia elettronico meccanica meccaniche elettrico
    lavoro professionista gestione spedizioni tirocinio qualificato specializzato stabilimento filiale
    azienda aziendale informatico`,
  glue: `della dello delle degli nella =di =dei =del =alla =alle =allo =agli =con =e =al`,
  alone: `portiere barbiere pittore capo postina attore tecnico grafico sarto vigile ballerino`,
  endings: `atrice itrice atore itore ologo terapista zione iere`,
};
