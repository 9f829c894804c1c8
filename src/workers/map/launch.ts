/** @file Starts the worker of one map and hands back its typed remote. */
import { connect, type Remote } from '../rpc/connect.ts';
import type { MapService } from './map-service.ts';

export type MapRemote = Remote<MapService>;

export function launchMap(): MapRemote {
  const worker = new Worker(new URL('./map.worker.ts', import.meta.url), { type: 'module', name: 'map' });
  return connect<MapService>(worker);
}
