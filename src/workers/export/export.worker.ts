/** @file The writer of tables, away from the page. */
import { serve } from '../rpc/serve.ts';
import { ExportService } from './export-service.ts';

serve(new ExportService(), self);
