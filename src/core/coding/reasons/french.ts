/** @file French. */
import type { LanguageSource } from './language.ts';

export const FRENCH: LanguageSource = {
  jobs: `=hôte gardien infirmier infirmière infirmiere infirmiers soignant soignante médecin medecin chirurgien
    chirurgienne dentiste pharmacien pharmacienne préparateur kinésithérapeute orthophoniste ergothérapeute
    psychologue psychomotricien puéricultrice ambulancier ambulancière instituteur institutrice professeur
    professeure enseignant enseignante éducateur éducatrice formateur formatrice animateur animatrice
    =surveillant surveillante ingénieur ingénieure ingenieur technicien technicienne développeur
    développeuse developpeur programmeur programmeuse informaticien informaticienne administrateur
    administratrice comptable secrétaire secretaire standardiste hôtesse caissier caissière vendeur vendeuse
    serveur serveuse cuisinier cuisinière plongeuse boulangère bouchère poissonnier fromager plombier
    électricien électricienne electricien maçon menuisier couvreur peintre carreleur soudeur soudeuse
    mécanicien mécanicienne mecanicien conducteur conductrice livreur livreuse magasinier magasinière
    manutentionnaire cariste préparatrice ouvrier ouvrière ouvriere agriculteur agricultrice jardinier
    jardinière paysagiste viticulteur éleveur avocat avocate notaire huissier juriste greffier greffière
    magistrat conseiller conseillère conseillere responsable directeur directrice gérant gérante adjoint
    adjointe stagiaire apprenti apprentie alternant alternante =chargé =chargée acheteur acheteuse
    gestionnaire =employé =employée coiffeur coiffeuse esthéticienne esthéticien couturière cordonnier
    bijoutier femme nourrice nounou assistante traducteur traductrice rédacteur rédactrice journaliste
    photographe graphiste dessinateur dessinatrice géomètre chercheur chercheuse biologiste chimiste
    laborantin laborantine opérateur opératrice operateur régleur usineur fraiseur tourneur chaudronnier
    ajusteur pompier policier policière gendarme militaire fonctionnaire gardienne veilleur hôtelier
    réceptionniste receptionniste réceptionnaire contrôleur contrôleuse inspecteur inspectrice ordonnanceur
    planificateur auditeur auditrice négociateur négociatrice courtier courtière agente recruteur recruteuse
    consultante analyste coordinateur coordinatrice coordonnateur coordonnatrice superviseur superviseure
    =président =présidente entrepreneuse retraité retraitée étudiant étudiante etudiant etudiante chômeur
    chômeuse lycéen lycéenne musicien musicienne comédien chanteur chanteuse écrivain viticultrice maraîcher
    opticien opticienne vétérinaire ostéopathe diététicienne prothésiste électromécanicien frigoriste
    chauffagiste terrassier grutier agenceur étancheur plaquiste tuyauteur mécatronicien automaticien
    logisticien logisticienne approvisionneur commerciale téléconseiller téléconseillère télévendeur
    marchandiseur marketeur bibliothécaire documentaliste archiviste clerc`,
  topics: `recrutement ménage menage nettoyage =accueil vente ventes achats comptabilité comptabilite projet projets
    équipe equipe chantier sécurité securite =qualité soins enfants enfance logistique informatique
    juridique mécanique électrique recherche développement ressources humaines =vie scolaire clientèle
    clientele gestion entretien maladie hospitalier hospitalière spécialisé spécialisée polyvalent
    polyvalente qualifié qualifiée diplômé diplômée confirmé confirmée débutant débutante indépendante
    bâtiment travaux publics poids lourd lourds boulangerie boucherie commerciaux financière
    administratif paie trésorerie bancaire immobilier immobilière numérique rédaction santé école ecole
    =collège lycée métier emploi étage étages hébergement magasin secteur études usine entrepôt =expédition
    livraison propreté espaces verts auxiliaire saisonnier saisonnière intérimaire alternance`,
  glue: `=du =aux =dans =chez =avec =à =pour =sur =et`,
  alone: `attaché_commercial assistant_commercial agent_commercial agent_administratif femme_au_foyer boulanger boucher facteur maçon macon gardien commerçant traiteur cheffe fleuriste peintre médecin
    auteur ouvrier entraîneur`,
  endings: `euse teur trice ienne ologue niere soignant soignante neur ieur`,
};
