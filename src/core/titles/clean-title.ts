/** @file A job title without what is not the job: pay, place, requisition number, gender marks, remote and shift words. */
export { cleanTitle } from './split-title.ts';
