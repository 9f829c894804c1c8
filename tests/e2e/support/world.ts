/** @file A host and a browser profile together, and what the tests do with them again and again. */
import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { Profile, titlesOf, type, whenReady } from './browser.ts';
import { Site } from './site.ts';

export interface World {
  readonly site: Site;
  readonly profile: Profile;
}

export async function createWorld(root?: string): Promise<World> {
  const site = await new Site(root === undefined ? {} : { root }).start();
  return { site, profile: new Profile() };
}

export async function removeWorld({ site, profile }: World): Promise<void> {
  await profile.remove();
  await site.stop();
}

/** A fresh host and a fresh profile, gone afterwards. */
export async function withWorld(work: (world: World) => Promise<void>, root?: string): Promise<void> {
  const world = await createWorld(root);
  try {
    await work(world);
  } finally {
    await removeWorld(world);
  }
}

export async function expectSearchWorks(page: Page, query: string, top: RegExp): Promise<void> {
  await type(page, query);
  await expect.poll(async () => (await titlesOf(page, 'Tuned model results')).join()).toMatch(top);
}

export async function openReady({ site, profile }: World): Promise<Page> {
  const page = await profile.open();
  await page.goto(site.url);
  await whenReady(page);
  return page;
}

/** SHA-256 of each shard of the files that match, from the built manifest. */
export function hashesOf(pattern: RegExp): string[] {
  const manifest = JSON.parse(readFileSync('dist/manifest.json', 'utf8')) as {
    files: { path: string; shards: { sha256: string }[] }[];
  };
  const files = manifest.files.filter(({ path }) => pattern.test(path));
  return files.flatMap(({ shards }) => shards.map(({ sha256 }) => sha256));
}

export function shardsOf(pattern: RegExp): string[] {
  return hashesOf(pattern).map((sha256) => `store/${sha256}.bin`);
}
