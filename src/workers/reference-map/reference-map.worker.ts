/** @file The reference engine away from the page. The service worker knows this file by its name: it may use eval. */
import { serve } from '../rpc/serve.ts';
import { ReferenceMapService } from './reference-map-service.ts';

serve(new ReferenceMapService(), self);
