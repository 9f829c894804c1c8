/** @file The measuring of models, away from the page. */
import { serve } from '../rpc/serve.ts';
import { EvaluationService } from './evaluation-service.ts';

serve(new EvaluationService(), self);
