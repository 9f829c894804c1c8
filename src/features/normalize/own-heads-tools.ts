/** @file Levels and areas of the user's own for the coder: checked against the tuned model, run once away from the page, taken into use. */
import {
  NETWORK_FILE,
  readOwnHeads,
  TRAIN_AGAIN,
  type OwnHeadsBytes,
  type OwnHeadsFacts,
} from '../../core/coding/own-heads.ts';
import type { AssetStore } from '../../store/asset-store.ts';
import { defaultDigest } from '../../store/digest.ts';
import { launchCoding } from '../../workers/coding/launch.ts';
import { runtimeLoaderUrl } from '../setup/setup.svelte.ts';
import type { HeadsTools } from './ports.ts';

interface HeadsInUse {
  readonly bytes: OwnHeadsBytes;
  readonly facts: OwnHeadsFacts;
}

export class OwnHeadsTools implements HeadsTools {
  /** Null for the shipped ones. */
  inUse: HeadsInUse | null = null;
  readonly #store: () => AssetStore;
  readonly #changed: () => void;

  /**
   * @param store throws as long as the app is loading
   * @param changed called when others are in use: coders that run have the ones before
   */
  constructor(store: () => AssetStore, changed: () => void) {
    this.#store = store;
    this.#changed = changed;
  }

  async check(bytes: OwnHeadsBytes): Promise<void> {
    const { description } = await this.#read(bytes);
    const store = this.#store();
    const { plain } = store.manifest.runtimes;
    await store.ensure([plain]);
    const runtime = { loaderUrl: runtimeLoaderUrl('plain'), wasm: await store.read(plain) };
    // A worker of its own: a network that ends it harms no coder.
    const worker = launchCoding();
    try {
      const words = { name: NETWORK_FILE, remedy: TRAIN_AGAIN };
      await worker.call('probe', { network: bytes.network, description, runtime, words });
    } finally {
      worker.terminate();
    }
  }

  async use(bytes: OwnHeadsBytes | null): Promise<OwnHeadsFacts | null> {
    const facts = bytes && (await this.#read(bytes)).facts;
    this.inUse = bytes && facts && { bytes, facts };
    this.#changed();
    return facts;
  }

  #read(bytes: OwnHeadsBytes) {
    const { models, files } = this.#store().manifest;
    // The one that trains them; a GPU's file makes almost the same vectors, as it does for the shipped network.
    const path = `models/tuned/${models.tuned.devices.wasm}`;
    const encoderSha256 = files.find((file) => file.path === path)?.sha256 ?? '';
    const digest = defaultDigest();
    return readOwnHeads(bytes, { encoderSha256, digest: (part) => digest(part.slice().buffer) });
  }
}
