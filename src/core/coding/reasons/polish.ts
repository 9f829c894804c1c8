/** @file Polish. */
import type { LanguageSource } from './language.ts';

export const POLISH: LanguageSource = {
  jobs: `pielęgniarka pielęgniarz położna lekarz lekarka chirurg stomatolog dentystka dentysta farmaceuta
    farmaceutka fizjoterapeuta fizjoterapeutka ratownik rejestratorka opiekun opiekunka niania nauczyciel
    nauczycielka wychowawca wychowawczyni przedszkolanka wykładowca pedagog korepetytor kierowca sprzedawca
    sprzedawczyni ekspedientka kasjer kasjerka kelner kelnerka kucharz kucharka barmanka piekarz cukiernik
    rzeźnik fryzjer fryzjerka kosmetyczka krawcowa krawiec szwaczka sprzątaczka sprzątacz sprzątający
    dozorca inżynier inżynierka programista programistka informatyk administratorka analityk analityczka
    księgowy księgowa główna sekretarka sekretarz asystent asystentka recepcjonista recepcjonistka kierownik
    kierowniczka dyrektor dyrektorka prezes menedżer menadżer menedżerka brygadzista brygadzistka majster
    koordynator koordynatorka specjalista specjalistka doradca doradczyni konsultant konsultantka
    przedstawiciel przedstawicielka handlowiec handlowy handlowa pracownik pracownica pracownicy robotnik
    robotnica magazynier magazynierka operatorka mechanik elektryk elektronik elektromechanik hydraulik
    spawacz ślusarz tokarz frezer stolarz murarz malarz tynkarz glazurnik dekarz zbrojarz cieśla monter
    brukarz budowlaniec budowlany lakiernik blacharz ochroniarz strażak strażnik policjant policjantka
    żołnierz listonosz kurierka dostawca rolnik rolniczka ogrodnik leśnik rybak górnik hutnik prawnik
    prawniczka adwokat radca notariusz sędzia prokurator aplikant tłumacz tłumaczka dziennikarz dziennikarka
    redaktor redaktorka projektant projektantka technolog konstruktor kreślarz psycholog logopeda terapeuta
    terapeutka naukowiec badacz adiunkt bibliotekarz bibliotekarka urzędnik urzędniczka stażysta stażystka
    praktykant praktykantka emeryt emerytka rencista rencistka bezrobotny bezrobotna bezrobotni
    przedsiębiorca właściciel właścicielka wspólnik samozatrudniony samozatrudniona studentka studenci uczeń
    uczennica gospodyni pomocnik pomocnica maszynista motorniczy pilotka stewardesa konduktor
    zaopatrzeniowiec kontrolerka rzemieślnik fotograf fotografka aktor aktorka muzyk śpiewak artysta malarka
    rzeźbiarz pakowacz pakowaczka sortowacz zbieracz kosmetolog`,
  topics: `technik zmiana zmianowy nocna obsługi klienta klientów sprzedaży produkcji produkcyjny magazynu magazynowy biura biurowy
    biurowa zarządzania jakości utrzymania ruchu sprawy spraw kadr płac finansowy finansowa techniczny
    techniczna młodszy młodsza starszy starsza główny samodzielny samodzielna zastępca pomocniczy kuchenna
    kuchni szkolny szkoły medyczny medyczna weterynarii budowy zmiany zespołu działu oddziału regionalny
    sklepu linii maszyn wózka wózków widłowych ciężarówki ciężarowego autobusu samochodowy elektryczny
    oprogramowania sieci systemów danych osobowych zakupów marketingu reklamy logistyki transportu spedycji
    spedytor rekrutacji społeczny socjalny administracyjny administracji rachunkowości dziecka dzieci osób
    starszych przedszkola`,
  glue: `oraz =ds =dla =do =przy`,
  alone: `kierownik kurier aktor aptekarz piosenkarz pisarz malarz`,
  endings: `czny czna ownik owniczka owca owczyni arka iarz iarka istka awca awczyni ielka iciel niczka`,
};
