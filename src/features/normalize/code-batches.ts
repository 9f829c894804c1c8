/** @file Codes titles in batches, several at once. */
import type { TitleInput } from '../../core/coding/description.ts';
import type { Device } from '../../core/formats/manifest.ts';
import type { CodedBatch } from '../../workers/coding/coding-service.ts';
import type { CodingTools } from './ports.ts';

export const BATCH_TITLES = 256;

export interface BatchWork {
  readonly tools: Pick<CodingTools, 'code' | 'parallel'>;
  readonly device: Device;
  readonly signal: AbortSignal;
  /** Waited for before each batch: a pause lasts until it settles. Null to begin at once. */
  readonly goOn: () => Promise<void> | null;
  /** Called with each batch that is coded; the next one waits for it. */
  readonly take: (batch: CodedBatch) => Promise<void>;
}

/** Titles in their order, cut into batches. */
function batchesOf(titles: readonly TitleInput[]): TitleInput[][] {
  return Array.from({ length: Math.ceil(titles.length / BATCH_TITLES) }, (_, at) =>
    titles.slice(at * BATCH_TITLES, (at + 1) * BATCH_TITLES),
  );
}

/**
 * Codes titles, the first ones first, with as many batches under way as are worth it.
 * @throws the signal's reason; what `take` throws; Error of the coder where a batch failed twice
 */
export async function codeBatches(titles: readonly TitleInput[], work: BatchWork): Promise<void> {
  const { tools, signal, goOn, take } = work;
  const waiting = batchesOf(titles).values();
  const lane = async () => {
    for (;;) {
      await goOn();
      signal.throwIfAborted();
      const { value: batch, done } = waiting.next();
      if (done) return;
      await take(await codeTwice(batch, work));
      signal.throwIfAborted();
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, tools.parallel) }, lane));
}

/** A worker may have died of something that does not happen twice. */
async function codeTwice(titles: readonly TitleInput[], work: BatchWork): Promise<CodedBatch> {
  try {
    return await codeOnce(titles, work);
  } catch {
    work.signal.throwIfAborted();
    return codeOnce(titles, work);
  }
}

async function codeOnce(
  titles: readonly TitleInput[],
  { tools, device, signal }: BatchWork,
): Promise<CodedBatch> {
  const batch = await tools.code({ titles }, { signal, device });
  signal.throwIfAborted();
  return batch;
}
