/** @file Starts the workers and hands back typed remotes; the page knows workers only through these. */
import type { EncoderService } from './encoder/encoder-service.ts';
import { connect, type Remote } from './rpc/connect.ts';
import type { SearchService } from './search/search-service.ts';

export type EncoderRemote = Remote<EncoderService>;
export type SearchRemote = Remote<SearchService>;

export function launchEncoder(): EncoderRemote {
  const worker = new Worker(new URL('./encoder/encoder.worker.ts', import.meta.url), {
    type: 'module',
    name: 'encoder',
  });
  return connect<EncoderService>(worker);
}

export function launchSearch(): SearchRemote {
  const worker = new Worker(new URL('./search/search.worker.ts', import.meta.url), {
    type: 'module',
    name: 'search',
  });
  return connect<SearchService>(worker);
}
