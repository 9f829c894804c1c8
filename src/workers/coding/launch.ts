/** @file Starts the coder and hands back its typed remote. */
import { connect, type Remote } from '../rpc/connect.ts';
import type { CodingService } from './coding-service.ts';

export type CodingRemote = Remote<CodingService>;

export function launchCoding(): CodingRemote {
  const worker = new Worker(new URL('./coding.worker.ts', import.meta.url), {
    type: 'module',
    name: 'coding',
  });
  return connect<CodingService>(worker);
}
