/** @file Puts the parts of the Normalize tab together and gives them the tables, the store and the models. */
import { openTable } from '../../core/tables/open-table.ts';
import { memoryRecords, storedRecords } from '../../store/coding-records.ts';
import { deploymentBase } from '../../store/deployment.ts';
import { digestOfFile } from '../../store/file-digest.ts';
import { storedHeads } from '../../store/own-heads.ts';
import { launchExport } from '../../workers/export/launch.ts';
import type { AppState } from '../shell/app.svelte.ts';
import type { Setup } from '../setup/setup.svelte.ts';
import { createCodingTools } from './create-coding-tools.ts';
import { NormalizeTools } from './normalize-tools.svelte.ts';

const EXAMPLE_TITLES = 500;

/** A file stays open, and its titles are coded on, while other tabs are looked at. */
const KEPT = new WeakMap<AppState, NormalizeTools>();

/** The tools of an app: made at the first visit of the tab. */
export function normalizeToolsOf(app: AppState): NormalizeTools {
  const tools = KEPT.get(app) ?? createNormalizeTools(() => app.setup);
  KEPT.set(app, tools);
  return tools;
}

function createNormalizeTools(setup: () => Setup): NormalizeTools {
  const [stored, inMemory] = [storedRecords(), memoryRecords()];
  return new NormalizeTools({
    openTable,
    base: deploymentBase(),
    tools: createCodingTools(setup),
    launchExport,
    records: (keep) => (keep ? stored : inMemory),
    headsRecords: storedHeads(),
    digest: digestOfFile,
    exampleTitles: () => Promise.resolve(exampleTitles(setup())),
    get appVersion() {
      return setup().manifest?.version ?? 'unknown';
    },
  });
}

/** Titles of the synthetic postings, from all over them, each once. */
function exampleTitles({ corpus }: Setup): string[] {
  const titles = [...new Set(corpus.postings.map(({ title }) => title))];
  if (titles.length === 0) throw new Error('The example is still loading. Try again in a moment.');
  const step = Math.max(1, titles.length / EXAMPLE_TITLES);
  const count = Math.min(EXAMPLE_TITLES, titles.length);
  return Array.from({ length: count }, (_, at) => titles[Math.floor(at * step)]!);
}
