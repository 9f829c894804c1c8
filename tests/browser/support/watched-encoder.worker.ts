/** @file The encoder worker, with what it asked the network for. */
import { EncoderService } from '../../../src/workers/encoder/encoder-service.ts';
import type { MessageEnd } from '../../../src/workers/rpc/protocol.ts';
import { serve } from '../../../src/workers/rpc/serve.ts';

export class WatchedEncoderService extends EncoderService {
  /** Addresses of everything that this worker requested. */
  requests(): string[] {
    return performance.getEntriesByType('resource').map(({ name }) => name);
  }

  /** Requests an address, to show that `requests` would tell. */
  async request({ address }: { address: string }): Promise<void> {
    await (await fetch(address)).arrayBuffer();
  }
}

serve(new WatchedEncoderService(), self as unknown as MessageEnd);
