/** @file Starts the worker that measures and hands back its typed remote. */
import { connect, type Remote } from '../rpc/connect.ts';
import type { EvaluationService } from './evaluation-service.ts';

export type EvaluationRemote = Remote<EvaluationService>;

export function launchEvaluation(): EvaluationRemote {
  const worker = new Worker(new URL('./evaluation.worker.ts', import.meta.url), {
    type: 'module',
    name: 'evaluation',
  });
  return connect<EvaluationService>(worker);
}
