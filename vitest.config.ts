/** @file Two layers: `unit` in Node, `browser` in a real Chromium (workers, IndexedDB, WebGPU through SwiftShader). */
import { availableParallelism } from 'node:os';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { defaultClientConditions } from 'vite';
import { defineConfig } from 'vitest/config';
import { chromiumLaunchOptions } from './scripts/chromium.ts';
import { assemblyscript } from './scripts/vite/assemblyscript.ts';
import { PACKAGES_FOUND_LATE } from './scripts/vite/packages.ts';
import { storePlugin } from './scripts/vite/store.ts';

export default defineConfig({
  publicDir: false,
  plugins: [svelte(), assemblyscript(), storePlugin()],
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions] },
  worker: { format: 'es', plugins: () => [assemblyscript()] },
  optimizeDeps: { include: [...PACKAGES_FOUND_LATE, 'fast-check'] },
  test: {
    // Vitest leaves one core free; where there are two, that is half of them.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
          environment: 'node',
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          testTimeout: 120_000,
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: chromiumLaunchOptions() }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
