/** @file German. */
import type { LanguageSource } from './language.ts';

export const GERMAN: LanguageSource = {
  jobs: `arzt ärztin ärzte facharzt zahnarzt tierarzt krankenschwester krankenpfleger krankenpflegerin
    pfleger pflegerin pflegekraft pflegefachkraft pflegefachfrau pflegefachmann altenpfleger altenpflegerin
    altenpflegehelfer hebamme apotheker apothekerin lehrer lehrerin lehrkraft erzieher erzieherin
    kindergärtnerin kinderpfleger kinderpflegerin sozialarbeiter sozialpädagoge sozialpädagogin pädagoge
    pädagogin heilpädagoge ergotherapeut ergotherapeutin physiotherapeut physiotherapeutin therapeut
    therapeutin psychologin psychologe logopäde logopädin rettungssanitäter notfallsanitäter sanitäter
    arzthelferin arzthelfer verkäufer verkäuferin verkaeufer kassierer kassiererin kaufmann kauffrau
    kaufleute bürokauffrau bürokaufmann einzelhandelskaufmann industriekaufmann sachbearbeiter
    sachbearbeiterin mitarbeiter mitarbeiterin mitarbeitende mitarbeitender arbeiter arbeiterin
    hilfsarbeiter facharbeiter produktionshelfer produktionsmitarbeiter lagerist lageristin lagermitarbeiter
    lagerhelfer staplerfahrer kraftfahrer berufskraftfahrer fahrer fahrerin busfahrer lokführer zusteller
    zustellerin briefträger postbote kellner kellnerin köchin küchenhilfe beikoch küchenchef =bäcker baecker
    bäckerin konditor konditorin metzgerin fleischer fleischerin friseur friseurin friseuse frisör
    kosmetikerin gärtner gärtnerin landwirt landwirtin tischler tischlerin schreiner schreinerin zimmerer
    dachdecker klempner installateur elektriker elektrikerin elektroniker elektronikerin mechatroniker
    mechatronikerin mechaniker mechanikerin schlosser schlosserin schweißer schweisser dreher fräser
    zerspanungsmechaniker industriemechaniker anlagenführer maschinenführer maschinenbediener monteur
    monteurin maurerin bauarbeiter bauleiter bauleiterin polier bauhelfer lackierer malerin fliesenleger
    glaser stuckateur hausmeister hausmeisterin hauswart reinigungskraft reinigungsfachkraft putzfrau
    putzkraft raumpflegerin gebäudereiniger haushälterin haushaltshilfe hauswirtschafterin servicekraft
    aushilfe aushilfskraft bürokraft empfangsmitarbeiterin rezeptionist rezeptionistin empfangsdame sekretär
    sekretärin assistentin chefsekretärin teamassistentin buchhalter buchhalterin bilanzbuchhalter
    steuerberater steuerberaterin steuerfachangestellte steuerfachangestellter wirtschaftsprüfer
    controllerin bankkaufmann bankkauffrau versicherungskaufmann berater beraterin unternehmensberater
    rechtsanwalt rechtsanwältin anwalt anwältin richterin staatsanwalt notarin rechtsanwaltsfachangestellte
    justiziar geschäftsführer geschäftsführerin geschäftsleiter geschäftsleitung geschäftsinhaber inhaber
    inhaberin vorstand leiter leiterin abteilungsleiter abteilungsleiterin teamleiter teamleiterin
    teamleitung filialleiter filialleiterin projektleiter projektleiterin schichtleiter bereichsleiter
    bereichsleitung vorarbeiter werkstattmeister bürgermeister ingenieur ingenieurin bauingenieur
    maschinenbauingenieur techniker technikerin entwickler entwicklerin softwareentwickler
    softwareentwicklerin webentwickler informatiker informatikerin fachinformatiker programmierer
    programmiererin systemadministratorin architektin bauzeichner zeichner konstrukteur konstrukteurin
    wissenschaftler wissenschaftlerin forscher chemiker chemikerin biologin physiker laborant laborantin
    chemielaborant journalistin redakteur redakteurin übersetzer übersetzerin dolmetscher fotograf
    fotografin gestalter mediengestalter einkäufer einkäuferin vertriebler vertriebsmitarbeiter
    vertriebsleiter außendienstmitarbeiter aussendienstmitarbeiter innendienstmitarbeiter personalreferent
    personalreferentin referent referentin personalleiter disponent disponentin speditionskaufmann
    immobilienmakler makler maklerin polizist polizistin polizeibeamter feuerwehrmann soldat soldatin
    beamter beamtin verwaltungsfachangestellte verwaltungsangestellte angestellte angestellter angestelltin
    auszubildende auszubildender azubi lehrling praktikant praktikantin werkstudent werkstudentin trainerin
    studentin wachmann sicherheitsmitarbeiter pförtner betreuer betreuerin alltagsbegleiter tagesmutter
    kinderbetreuerin schneiderin schuhmacher goldschmied optikerin augenoptiker zahntechniker
    zahnarzthelferin fachangestellte fachangestellter fachkraft fachmann fachfrau hotelfachfrau
    hotelfachmann restaurantfachfrau vertreter vertreterin handelsvertreter beauftragter beauftragte
    planerin qualitätsprüfer prüfer förderschullehrer hochschullehrer dozent dozentin privatdozent
    selbständig selbstständig selbständiger selbstständiger freiberufler freiberuflich rentner rentnerin
    pensionär hausfrau hausmann arbeitslos arbeitslose arbeitsloser arbeitssuchend arbeitsuchend schüler
    schülerin führungskraft bundesfreiwilligendienst ehrenamtlich direktor direktorin produktionsleiter
    werksleiter betriebsleiter betriebswirt betriebswirtin bundeskanzler pfarrer pfarrerin imker winzer
    schornsteinfeger müllmann müllwerker gerüstbauer straßenbauer trockenbauer rohrleitungsbauer
    werkzeugmacher karosseriebauer hörakustiker krankengymnast heilpraktiker`,
  topics: `geschäftsführung geschäftsleitung systemadministrator assistenz vertrieb einkauf verkauf buchhaltung buchführung personalwesen personalabteilung verwaltung
    produktion fertigung logistik kundenservice kundendienst kundenbetreuung kundenberatung außendienst
    aussendienst innendienst entwicklung forschung pflege reinigung bereich abteilung leitung
    stellvertretende stellvertretender stellvertretung qualitätssicherung qualitätsmanagement
    arbeitsvorbereitung instandhaltung haustechnik gebäudetechnik elektrotechnik maschinenbau informatik
    softwareentwicklung öffentlichkeitsarbeit steuern rechnungswesen finanzbuchhaltung lohnbuchhaltung
    gehaltsabrechnung teilzeit vollzeit minijob geringfügig befristet unbefristet gesundheits krankenpflege
    altenpflege kinderbetreuung schule medizinische medizinischer technische technischer kaufmännische
    kaufmännischer wissenschaftliche wissenschaftlicher pädagogische pädagogischer pharmazeutisch
    zahnmedizinische leitende leitender staatlich geprüfte geprüfter examinierte examinierter gelernter
    ungelernter ausbildung duales studium straßenbau tiefbau hochbau küche gastronomie =büro buero
    bürokommunikation einzelhandel großhandel grosshandel strategie strategischer nachhaltigkeit umwelt
    digitalisierung arbeit anlagen maschinen wirtschaft steuerrecht nachtwache unternehmenskommunikation
    personalentwicklung materialwirtschaft arbeitssicherheit erneuerbare energien`,
  glue: `=für fuer und =zur =zum =bei oder sowie mit =im =beim =auf`,
  alone: `koch maler maurer metzger schneider gärtner schuster förster schmied notar pilotin psychologe
    chefarzt chefkoch oberarzt ober hilfskraft wirt hirte künstler musiker schauspieler sänger autor händler
    chirurg optiker kurier glaser`,
  endings: `meister kommissar fuhrung arzt arztin pfleger pflegerin schwester helfer helferin fahrer fahrerin leiter leiterin leitung
    fuhrer fuhrerin fuehrer fuehrerin berater beraterin verkaufer verkauferin mitarbeiter mitarbeiterin
    mitarbeitende arbeiter arbeiterin bearbeiter bearbeiterin entwickler entwicklerin ingenieur ingenieurin
    techniker technikerin mechaniker mechanikerin elektroniker elektriker elektrikerin kaufmann kauffrau
    kaufleute fachmann fachfrau fachkraft pflegekraft lehrkraft hilfskraft reinigungskraft burokraft
    schlosser lehrer lehrerin wissenschaftler wissenschaftlerin assistentin beauftragte beauftragter
    referent referentin verwalter verwalterin reiniger monteur betreuer betreuerin prufer pruferin anwalt
    anwaltin angestellte angestellter meisterin therapeut therapeutin kellner hilfe gehilfe praktikant
    praktikantin redakteur zeichner fachwirt verwaltung abteilung betreuung beratung reinigung erzieherin
    beamter beamtin sekretarin koordinatorin managerin administratorin programmierer konstrukteur planerin
    werker`,
};
