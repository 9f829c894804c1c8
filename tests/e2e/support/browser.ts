/** @file Opens the site as a person would: a browser with a profile on disk, closed and reopened where a test says so. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type BrowserContext, type Page } from '@playwright/test';
import { chromium } from 'playwright';
import { chromiumLaunchOptions } from '../../../scripts/chromium.ts';

export interface ProfileOptions {
  readonly args?: readonly string[];
  readonly proxy?: string;
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly reducedMotion?: 'reduce' | 'no-preference';
}

/** A browser profile: storage survives `close` and the next `open`. */
export class Profile {
  readonly #directory = mkdtempSync(join(tmpdir(), 'rolemap-profile-'));
  #context: BrowserContext | null = null;

  async open(options: ProfileOptions = {}): Promise<Page> {
    await this.close();
    const { args = [], proxy, width = 1280, height = 900 } = options;
    this.#context = await chromium.launchPersistentContext(this.#directory, {
      ...chromiumLaunchOptions(args),
      headless: true,
      viewport: { width, height },
      colorScheme: options.colorScheme ?? 'light',
      reducedMotion: options.reducedMotion ?? 'no-preference',
      acceptDownloads: true,
      // Without this, Chromium keeps requests to localhost away from the proxy.
      ...(proxy ? { proxy: { server: proxy, bypass: '<-loopback>' } } : {}),
    });
    return this.#context.pages()[0] ?? this.#context.newPage();
  }

  /** Another tab of the open browser. */
  async newTab(): Promise<Page> {
    return this.#context!.newPage();
  }

  get context(): BrowserContext {
    return this.#context!;
  }

  async close(): Promise<void> {
    await this.#context?.close();
    this.#context = null;
  }

  async remove(): Promise<void> {
    await this.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

/** Waits until both models, all texts and the other names are there. */
export async function whenReady(page: Page): Promise<void> {
  await expect(page.getByText('ready, works offline')).toBeVisible({ timeout: 90_000 });
}

export async function type(page: Page, title: string, skills = ''): Promise<void> {
  await page.getByRole('textbox', { name: 'Job title' }).fill(title);
  await page.getByRole('textbox', { name: 'Skills' }).fill(skills);
}

/** Titles of a list, in order, without their rank. */
export async function titlesOf(
  page: Page,
  list: 'Base model results' | 'Tuned model results',
): Promise<string[]> {
  const buttons = page.getByRole('list', { name: list }).getByRole('button');
  const texts = await buttons.allTextContents();
  return texts.map((text) => text.replace(/^\s*\d+\.\s*/, '').trim());
}
