/** @file Starts the worker of the published tables and hands back its typed remote. */
import { connect, type Remote } from '../rpc/connect.ts';
import type { TitleDataService } from './title-data-service.ts';

export type TitleDataRemote = Remote<TitleDataService>;

export function launchTitleData(): TitleDataRemote {
  const worker = new Worker(new URL('./title-data.worker.ts', import.meta.url), {
    type: 'module',
    name: 'title-data',
  });
  return connect<TitleDataService>(worker);
}
