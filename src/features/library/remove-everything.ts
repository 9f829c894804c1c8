/** @file "Remove everything stored". */
import type { AssetStore } from '../../store/asset-store.ts';
import { removeStoredCoding } from '../../store/coding-database.ts';
import { removeStoredCorpora } from '../../store/corpus-folder.ts';
import { deploymentBase, deploymentName } from '../../store/deployment.ts';
import { openBackend } from '../../store/layered-backend.ts';
import { openOwnModels } from '../../store/own-models.ts';
import { unregisterServiceWorker } from '../../store/service-worker-client.ts';
import { formatHash } from '../shell/route.svelte.ts';
import { forgetSettings } from '../shell/settings.ts';

/**
 * Databases, caches, service worker and settings; then the page starts anew and waits for the user's word.
 * @param store null while the app has not opened it
 */
export async function removeEverything(store: AssetStore | null): Promise<void> {
  const base = deploymentBase();
  if (store) await store.removeAll();
  else await (await openBackend(deploymentName(base))).destroy();
  await removeStoredCoding(base);
  await removeStoredCorpora(base);
  await (await openOwnModels(base)).removeAll();
  await unregisterServiceWorker(base);
  forgetSettings();
  // The Search tab says what happened, and offers to load everything again.
  location.hash = formatHash('search');
  location.reload();
}
