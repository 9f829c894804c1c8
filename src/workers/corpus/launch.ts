/** @file Starts the worker of the user's corpora and hands back its typed remote; its first call is `start`. */
import { connect, type Remote } from '../rpc/connect.ts';
import type { CorpusService } from './corpus-service.ts';

export type CorpusRemote = Remote<CorpusService>;

export function launchCorpus(): CorpusRemote {
  const worker = new Worker(new URL('./corpus.worker.ts', import.meta.url), {
    type: 'module',
    name: 'corpus',
  });
  return connect<CorpusService>(worker);
}
