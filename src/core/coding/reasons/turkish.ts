/** @file Turkish. */
import type { LanguageSource } from './language.ts';

export const TURKISH: LanguageSource = {
  jobs: `hemşire hemşiresi hemsire ebe doktoru hekim hekimi eczacı eczaci eczacısı teknikeri tekniker
    fizyoterapist psikolog veteriner öğretmen ogretmen öğretmeni ogretmeni öğretim görevlisi gorevlisi
    görevli eğitmen eğitmeni akademisyen profesörü mühendis muhendis mühendisi muhendisi yazılımcı yazılım
    geliştirici geliştiricisi uzmanı uzmani uzman yönetici yöneticisi yonetici müdür mudur müdürü muduru
    yardımcısı yardimcisi yardımcı sorumlusu sorumlu şefi sefi ustabaşı ustası formeni direktörü
    koordinatörü danışman danışmanı danismani temsilcisi temsilci elemanı elemani eleman personeli memur
    memuru sekreter sekreteri asistanı asistani muhasebeci muhasebe müfettiş kasiyer tezgahtar satışçı
    pazarlamacı garson garsonu aşçı asci aşçısı aşçıbaşı bulaşıkçı fırıncı pastacı kasap berberi kuaför
    kuafor terzi temizlikçi temizlik hizmetli kapıcı bekçi güvenlik guvenlik polisi asker subay astsubay
    itfaiyeci şoför şoförü sofor soforu sürücü sürücüsü kurye postacı kaptanı pilotu işçi isci işçisi iscisi
    ustabasi usta kaynakçı boyacı marangoz elektrikçi tesisatçı duvarcı inşaatçı tornacı tamirci makinist
    operatörü teknisyen teknisyeni forkliftçi depocu çiftçi ciftci bahçıvan balıkçı madenci avukat avukatı
    hakim hâkim savcı noter gazeteci çevirmen tercüman editörü fotoğrafçı tasarımcı tasarımcısı mimar mimarı
    ressam müzisyen oyuncu yazar araştırmacı stajyer stajyeri çırak emekli emeklisi öğrenci ogrenci
    öğrencisi işsiz issiz hanımı esnaf tüccar girişimci işletmeci çalışan çalışanı mühendisliği kuaförü
    garsonluk analisti sekreterya resepsiyonist resepsiyon bakıcı bakıcısı dadı hademe imamı müezzini sunucu
    satınalmacı lojistikçi`,
  topics: `satış satis pazarlama insan kaynakları kaynaklari yazilim muhasebesi finans üretim uretim kalite
    bakım lojistik müşteri musteri hizmetleri hizmet ihracat ithalat satınalma satinalma proje bilgisayar
    makine inşaat insaat elektrik bölge bolge bölüm genel mağaza magaza okul sınıf anaokulu ilkokul
    matematik ingilizce halkla ilişkiler tır kamyon yönetim idari mutfak hastane acil çağrı merkezi güzellik
    ziraat gıda tekstil planlama dış ticaret serbest`,
  glue: `=ve =için =ile`,
  alone: `ev_hanımı müdür doktor kasap berber öğretmen mimar usta hakim ebe terzi polis asker oyuncu`,
  endings: `muhendisi ogretmeni uzmani yardimcisi sorumlusu temsilcisi gorevlisi danismani`,
};
