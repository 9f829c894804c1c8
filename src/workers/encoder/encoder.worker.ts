/** @file One sentence encoder on one device. */
import { serve } from '../rpc/serve.ts';
import { EncoderService } from './encoder-service.ts';

serve(new EncoderService(), self);
