/** @file The coder of titles, away from the page. */
import { serve } from '../rpc/serve.ts';
import { CodingService } from './coding-service.ts';

serve(new CodingService(), self);
