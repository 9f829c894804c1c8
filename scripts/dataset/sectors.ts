/** @file The sectors of the invented employers: what they are called, what they do, where their people work. */
import type { Sector } from './sector.ts';
import { INDUSTRY_SECTORS } from './sectors-industry.ts';
import { SERVICE_SECTORS } from './sectors-services.ts';

/** Every sector, in a fixed order (company names depend on it). */
export const SECTORS: readonly Sector[] = [...SERVICE_SECTORS, ...INDUSTRY_SECTORS];

/** Own words of company names; all invented. */
export const NAME_WORDS: readonly string[] = (
  'Quillmere|Tarnfold|Osterby|Fenhallow|Brackenloe|Wrenholt|Calderwick|Dunmarrow|Elvertine|Foxcombry|Gannetry|Hollinbeck|' +
  'Ivelstone|Juniperlow|Kestrelay|Lathebrook|Marlowick|Northquay|Orchardine|Pellgrove|Rooksway|Saltmarch|Thornevale|Underhay|' +
  'Westerlode|Yarrowgate|Zennick|Amberlode|Birchwick|Cinderhay|Drumlaw|Farthingdell|Glasswater|Heronshaw|Inkerbrook|' +
  'Jackdawley|Kilnbridge|Lanternfield|Milrathe|Nettlewick|Oakhampney|Pinderfold|Ravelstock|Sandlarch|Tidewick|Umberfield|' +
  'Vanewater|Wickersea|Ardenlow|Bellwethen|Copperfen|Doverlark|Emberhill|Fieldgarrow|Greylatch|Harrow & Vale|Lathe & Loom|' +
  'Moss & Tanner|Pike & Plover|Ash & Quarry|Silverthwick|Threlarch|Longackley|Heronlode'
).split('|');
