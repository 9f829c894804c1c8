/** @file A few words of further languages in Latin letters: Danish, Finnish, Czech, Romanian, Hungarian, Indonesian and others. */
import type { LanguageSource } from './language.ts';

export const OTHER_LANGUAGES: LanguageSource = {
  jobs: `sairaanhoitaja lähihoitaja lääkäri hammaslääkäri opettaja lastentarhanopettaja myyjä insinööri
    ohjelmistokehittäjä kehittäjä siivooja kuljettaja johtaja toimitusjohtaja päällikkö projektipäällikkö
    esimies työnjohtaja kirjanpitäjä sihteeri kokki tarjoilija leipuri kampaaja sähköasentaja asentaja
    hitsaaja putkimies rakennusmies varastotyöntekijä työntekijä asiantuntija suunnittelija asiakaspalvelija
    opiskelija eläkeläinen työtön myyntipäällikkö sestra zdravotní lékař lékařka učitel učitelka řidič
    řidička prodavač prodavačka inženýr účetní dělník dělnice svářeč vedoucí ředitel ředitelka programátor
    kuchař kuchařka číšník servírka uklízečka skladník zedník tesař truhlář elektrikář instalatér zámečník
    kadeřnice právník asistentka důchodce predavač predavačka učiteľ vodič upratovačka zdravotná asistentă
    asistent inginer ingineră profesoară învățător învățătoare șofer vânzător vânzătoare contabil contabilă
    muncitor bucătar ospătar sudor mecanic zidar zugrav zugravi avocat casieră casier îngrijitoare pensionar
    pensionară mérnök tanár tanító ápoló ápolónő orvos eladó sofőr könyvelő fejlesztő szakács takarító
    ügyvéd pincér raktáros hegesztő villanyszerelő lakatos gépkocsivezető ügyfélszolgálati munkatárs vezető
    igazgató asszisztens nyugdíjas perawat karyawan karyawati pegawai supir sopir pramusaji penjaga
    wiraswasta wirausaha buruh satpam tukang petani nelayan pelayan pengacara dosen jururawat pemandu kerani
    pengurus setiausaha pembantu zdravnik učitelj učiteljica vozač prodavačica konobar kuhar čistačica
    medicinska inženjer poslovođa sykepleiar myndigheds hjúkrunarfræðingur kennari`,
  topics: `zdravotnická prodejny výroby obchodu obchodní zástupce skladu nákupu vânzări vanzari resurse
    umane producție relații clienți értékesítési gyártási pénzügyi penjualan keuangan gudang produksi
    pemasaran toko`,
  glue: `=és =şi =și =dan =untuk =nebo`,
  alone: `konobar sopir kasir kuhar vodič`,
  endings: `hoitaja paallikko tyontekija kehittaja johtaja asentaja kuljettaja opettaja insinoori`,
};
