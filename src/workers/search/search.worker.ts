/** @file Exact search over int8 rows, away from the page. */
import { serve } from '../rpc/serve.ts';
import { SearchService } from './search-service.ts';

serve(new SearchService(), self);
