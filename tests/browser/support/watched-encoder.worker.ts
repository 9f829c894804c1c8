/** @file The encoder worker, with what it asked the network for. */
import { EncoderService } from '../../../src/workers/encoder/encoder-service.ts';
import { serve } from '../../../src/workers/rpc/serve.ts';

export class WatchedEncoderService extends EncoderService {
  /** Addresses of everything that this worker requested, its own modules included. */
  requests(): string[] {
    return performance.getEntriesByType('resource').map(({ name }) => name);
  }
}

serve(new WatchedEncoderService(), self);
