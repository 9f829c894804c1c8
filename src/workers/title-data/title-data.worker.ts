/** @file Reads, filters and sorts the published tables away from the page. */
import { serve } from '../rpc/serve.ts';
import { TitleDataService } from './title-data-service.ts';

serve(new TitleDataService(), self);
