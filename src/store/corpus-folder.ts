/** @file All corpora of this copy of the app at once, for "Remove everything stored". */
import { corpusPlace } from '../core/search/corpus/corpus-place.ts';
import { deploymentBase, deploymentName } from './deployment.ts';

const ATTEMPTS = 20;
const PAUSE_MILLISECONDS = 50;

function isNamed(error: unknown, name: string): boolean {
  return error instanceof DOMException && error.name === name;
}

/** Undefined where the browser has none, whatever its type says. */
function browserStorage(): Partial<StorageManager> | undefined {
  return (globalThis.navigator as { readonly storage?: Partial<StorageManager> }).storage;
}

/**
 * Removes all corpora; other tabs let go of their files first.
 * @throws DOMException where another tab goes on to hold one
 */
export async function removeStoredCorpora(base: string = deploymentBase()): Promise<void> {
  const place = corpusPlace(deploymentName(base));
  const storage = browserStorage();
  if (!storage?.getDirectory) return;
  const channel = new BroadcastChannel(place.channel);
  try {
    const root = await (await storage.getDirectory()).getDirectoryHandle(place.root);
    const own = await root.getDirectoryHandle(place.folder);
    for await (const id of own.keys()) channel.postMessage(id);
    for (let attempt = 1; ; attempt++) {
      try {
        await root.removeEntry(place.folder, { recursive: true });
        return;
      } catch (error) {
        if (!isNamed(error, 'NoModificationAllowedError') || attempt === ATTEMPTS) throw error;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
      }
    }
  } catch (error) {
    // Nothing was ever stored, or a page that is refused all storage.
    if (!isNamed(error, 'NotFoundError') && !isNamed(error, 'SecurityError')) throw error;
  } finally {
    channel.close();
  }
}
