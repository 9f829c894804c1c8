/** @file Makes one map away from the page. */
import { serve } from '../rpc/serve.ts';
import { MapService } from './map-service.ts';

serve(new MapService(), self);
