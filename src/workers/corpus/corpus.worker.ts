/** @file The user's own corpora, away from the page. */
import { CODE_KERNEL, KERNELS } from '../../core/search/kernel/kernel-bytes.ts';
import { serve } from '../rpc/serve.ts';
import { CorpusService } from './corpus-service.ts';
import { OpfsShelf } from './opfs-shelf.ts';
import { takeWebLock } from './writers.ts';

const service = new CorpusService({
  shelf: (deployment) => new OpfsShelf(deployment),
  kernels: { rows: KERNELS, codes: CODE_KERNEL },
  takeLock: takeWebLock,
});
serve(service, self);
