/** @file Starts the writer of tables and hands back its typed remote. */
import { connect, type Remote } from '../rpc/connect.ts';
import type { ExportService } from './export-service.ts';

export type ExportRemote = Remote<ExportService>;

export function launchExport(): ExportRemote {
  const worker = new Worker(new URL('./export.worker.ts', import.meta.url), {
    type: 'module',
    name: 'export',
  });
  return connect<ExportService>(worker);
}
