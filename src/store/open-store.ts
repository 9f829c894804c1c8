/** @file Puts the store together for the page. */
import { AssetStore } from './asset-store.ts';
import { deploymentBase, deploymentName } from './deployment.ts';
import { openBackend } from './layered-backend.ts';
import { loadManifest } from './load-manifest.ts';

/** The store of the deployment at `base`. Throws as `loadManifest` does. */
export async function openStore(base: string = deploymentBase()): Promise<AssetStore> {
  const [manifest, backend] = await Promise.all([loadManifest(base), openBackend(deploymentName(base))]);
  return new AssetStore({ manifest, backend, base });
}
