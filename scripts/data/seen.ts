/** @file Whether the published job-title model was trained on the title data as it is published now, and so without its test titles. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Those that the training reads, in its order: ENCODER_TABLES of scripts/train/rolemap_train/data.py. */
const TABLES = ['occupations', 'titles', 'variants', 'postings', 'skills-queries'] as const;

/** The digest that a training record keeps of its data: `data_sha256` of scripts/train/rolemap_train/data.py. */
export function trainingDataDigest(folder: string): string {
  const digest = createHash('sha256');
  for (const table of TABLES) {
    const file = `${table}.csv`;
    digest.update(file);
    digest.update(
      createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest(),
    );
  }
  return digest.digest('hex');
}

/**
 * @param models public/models
 * @param titleData public/data/title-data
 */
export function isUnseen(models: string, titleData: string): boolean {
  const manifest = JSON.parse(readFileSync(join(models, 'manifest.json'), 'utf8')) as {
    models: { tuned: { training?: { dataSha256: string } } };
  };
  return manifest.models.tuned.training?.dataSha256 === trainingDataDigest(titleData);
}
