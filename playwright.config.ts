/** @file End-to-end tests against the built site, with the real models. */
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.test.ts',
  globalSetup: './tests/e2e/build-site.ts',
  // Two workers at most: each test holds a browser with two models on a machine of two cores.
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
});
