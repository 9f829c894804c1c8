/** @file What is stored in this browser, as the Library tab shows it. */
import type { AssetStore } from '../../store/asset-store.ts';
import { removeStoredCoding } from '../../store/coding-database.ts';
import { deploymentBase, deploymentName } from '../../store/deployment.ts';
import { askPersistence, storageReport, type StorageReport } from '../../store/environment.ts';
import { openBackend } from '../../store/layered-backend.ts';
import type { ListedFile } from '../../store/records.ts';
import { unregisterServiceWorker } from '../../store/service-worker-client.ts';
import { formatHash } from '../shell/route.svelte.ts';
import { forgetSettings } from '../shell/settings.ts';
import { messageOf } from '../../core/message-of.ts';

export class Storage {
  files = $state.raw<readonly ListedFile[]>([]);
  report = $state.raw<StorageReport | null>(null);
  /** By path: what the last check of the file said. */
  checks = $state.raw<Readonly<Record<string, string>>>({});
  persistAnswer = $state('');

  async refresh(store: AssetStore | null): Promise<void> {
    this.report = await storageReport();
    if (store) this.files = await store.list();
  }

  async persist(): Promise<void> {
    const answer = await askPersistence();
    this.persistAnswer = answer
      ? 'The browser keeps it.'
      : 'The browser did not promise it. It may after more visits.';
    this.report = await storageReport();
  }

  async verify(store: AssetStore | null, path: string): Promise<void> {
    if (!store) return;
    const say = (text: string) => (this.checks = { ...this.checks, [path]: text });
    say('checking');
    try {
      if ((await store.verify(path)).length === 0) return void say('as it should be');
      say('damaged, loading it again');
      await store.repair(path);
      say('repaired');
    } catch (error) {
      say(messageOf(error));
    }
  }

  /** Database, caches, service worker and settings; then the page starts anew and waits for the user's word. */
  async removeEverything(store: AssetStore | null): Promise<void> {
    const base = deploymentBase();
    if (store) await store.removeAll();
    else await (await openBackend(deploymentName(base))).destroy();
    await removeStoredCoding(base);
    await unregisterServiceWorker(base);
    forgetSettings();
    // The Search tab says what happened, and offers to load everything again.
    location.hash = formatHash('search');
    location.reload();
  }
}
