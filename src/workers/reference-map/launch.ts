/** @file Starts the worker of the reference engine and hands back its typed remote. */
import { connect, type Remote } from '../rpc/connect.ts';
import type { ReferenceMapService } from './reference-map-service.ts';

export type ReferenceMapRemote = Remote<ReferenceMapService>;

export function launchReferenceMap(): ReferenceMapRemote {
  const worker = new Worker(new URL('./reference-map.worker.ts', import.meta.url), {
    type: 'module',
    name: 'reference-map',
  });
  return connect<ReferenceMapService>(worker);
}
