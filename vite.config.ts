/** @file The build: one static site that works at any path, with its models and data cut into shards. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defaultClientConditions, defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { assemblyscript } from './scripts/vite/assemblyscript.ts';
import { securityHeaders } from './scripts/vite/security-headers.ts';
import { PACKAGES_FOUND_LATE } from './scripts/vite/packages.ts';
import { storePlugin } from './scripts/vite/store.ts';

export default defineConfig({
  base: './',
  publicDir: false,
  plugins: [
    svelte(),
    assemblyscript(),
    // bench/ builds the same site over larger corpora.
    storePlugin(process.env['ROLEMAP_PUBLIC'] ? { publicDirectory: process.env['ROLEMAP_PUBLIC'] } : {}),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/workers',
      filename: 'service-worker.ts',
      injectRegister: false,
      manifest: false,
      injectManifest: {
        globPatterns: ['index.html', 'manifest.json', 'assets/*.{js,css,woff2}', 'runtimes/*.mjs', '*.svg'],
        maximumFileSizeToCacheInBytes: 4 * 1024 * 1024,
      },
    }),
  ],
  resolve: {
    // Leaves the 27 MB runtime out of the bundle: runtimes come from the store.
    conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions],
  },
  optimizeDeps: { include: PACKAGES_FOUND_LATE },
  worker: { format: 'es', plugins: () => [assemblyscript()] },
  build: { target: 'es2023', sourcemap: false, chunkSizeWarningLimit: 700 },
  server: { headers: securityHeaders('development') },
  preview: { headers: securityHeaders('production'), port: 4173, strictPort: false },
});
