/** @file The user's own levels and areas: two files of `scripts/train own-heads`, in force for every file until they are removed. */
import {
  DESCRIPTION_FILE,
  NETWORK_FILE,
  type OwnHeadsBytes,
  type OwnHeadsFacts,
} from '../../core/coding/own-heads.ts';
import { messageOf } from '../../core/message-of.ts';
import type { HeadsRecords } from '../../store/own-heads.ts';
import { LatestTask } from '../../ui/latest-task.svelte.ts';
import type { HeadsTools } from './ports.ts';

/** The network that is trained has 3 MB; what is much larger is another model. */
const MOST_BYTES = 100_000_000;

export interface OwnHeadsSource {
  readonly tools: HeadsTools;
  readonly records: HeadsRecords;
  /** Whether anything may be kept on this computer. */
  readonly keep: () => boolean;
  /** Others are in force than before: results are of those. */
  readonly changed: () => void;
}

export class OwnHeads {
  /** In force; null for the shipped ones. */
  facts = $state.raw<OwnHeadsFacts | null>(null);
  /** What was done last, in whole sentences. */
  notice = $state('');
  /** Why those that are kept from before are not in force. */
  keptProblem = $state<string | null>(null);
  readonly task = new LatestTask();
  #restoring: Promise<void> | null = null;
  readonly #source: OwnHeadsSource;

  constructor(source: OwnHeadsSource) {
    this.#source = source;
  }

  /** Takes those of an earlier visit into use; at once where that was done. Not before the app is loaded. */
  restore(): Promise<void> {
    return (this.#restoring ??= this.#restore());
  }

  /** Takes two files in place of the ones before, which stay where these cannot be used. */
  async load(files: readonly File[]): Promise<void> {
    const { tools, records, keep, changed } = this.#source;
    await this.restore();
    await this.task.run(
      async (signal) => {
        const bytes = await readFiles(files);
        await tools.check(bytes);
        signal.throwIfAborted();
        const facts = await tools.use(bytes);
        const kept = keep() ? await problemOf(records.save(bytes)) : KEEP_NOTHING;
        return { facts, kept };
      },
      ({ facts, kept }) => {
        this.facts = facts;
        this.keptProblem = null;
        this.notice = kept === null ? 'They are stored in this browser.' : `They go with this tab: ${kept}.`;
        changed();
      },
    );
  }

  /** The shipped ones are in force again. */
  async remove(): Promise<void> {
    const { tools, records, changed } = this.#source;
    await this.task.run(
      async () => {
        await tools.use(null);
        await records.remove().catch(async (error: unknown) => {
          if (await records.read().catch(() => null)) throw error;
        });
      },
      () => {
        this.notice = 'Your own levels and areas are removed.';
        this.keptProblem = null;
      },
    );
    if (this.facts) {
      this.facts = null;
      changed();
    }
  }

  async #restore(): Promise<void> {
    const { tools, records } = this.#source;
    try {
      // A browser that keeps nothing has none.
      const bytes = await records.read().catch(() => null);
      if (bytes) this.facts = await tools.use(bytes);
      this.keptProblem = null;
    } catch (error) {
      this.keptProblem = `Your own levels and areas are not in force. ${messageOf(error)}`;
      // The app may be ready the next time.
      this.#restoring = null;
    }
  }
}

const KEEP_NOTHING = 'nothing is to be kept on this computer';

/** Null where it went well. */
async function problemOf(work: Promise<void>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    return `this browser does not store them (${messageOf(error)})`;
  }
}

/** @throws Error where they are not one network and its description */
async function readFiles(files: readonly File[]): Promise<OwnHeadsBytes> {
  const ofKind = (ending: string) => files.filter(({ name }) => name.toLowerCase().endsWith(ending));
  const [networks, descriptions] = [ofKind('.onnx'), ofKind('.json')];
  const [network] = networks;
  // Training writes its figures beside them.
  const description = descriptions.length === 1 ? descriptions[0] : descriptions.find(isDescription);
  if (networks.length !== 1 || !network || !description)
    throw new Error(`Choose both files at once: ${NETWORK_FILE} and ${DESCRIPTION_FILE}.`);
  if (network.size > MOST_BYTES)
    throw new Error(`${network.name} is larger than 100 MB: it is no network of scripts/train own-heads.`);
  return { network: await bytesOf(network), description: await bytesOf(description) };
}

function isDescription({ name }: File): boolean {
  return name.toLowerCase() === DESCRIPTION_FILE;
}

/** @throws Error naming the file that can no longer be read */
async function bytesOf(file: File): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw new Error(`${file.name} cannot be read. It may have been moved or changed: choose it again.`, {
      cause,
    });
  }
}
