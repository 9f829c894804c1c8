/** @file Builds the site once before the end-to-end tests; they all serve `dist/`. */
import { build } from 'vite';

export default async function buildSite(): Promise<void> {
  await build({ logLevel: 'warn' });
}
