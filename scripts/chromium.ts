/** @file Where the tests and benchmarks find a Chromium, and how they start it. */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright';

/** Debian, Ubuntu, Fedora, Arch and macOS places of an installed Chromium or Chrome. */
const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Path of a Chromium: `CHROMIUM_PATH`, Playwright's own, or an installed one; null where there is none. */
export function findChromium(): string | null {
  const wanted = process.env['CHROMIUM_PATH'];
  if (wanted) return wanted;
  return [chromium.executablePath(), ...INSTALLED].find((path) => existsSync(path)) ?? null;
}

const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
/** WebGPU without a GPU: the SwiftShader software adapter. */
const SOFTWARE_WEBGPU = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

/** Launch options for Playwright: headless Chromium with a software WebGPU adapter. Throws where no browser is installed. */
export function chromiumLaunchOptions(extra: readonly string[] = []): {
  executablePath: string;
  args: string[];
} {
  const executablePath = findChromium();
  if (executablePath === null) {
    throw new Error(
      'No Chromium found. Install one with "npx playwright install --with-deps chromium" or your package manager, or set CHROMIUM_PATH.',
    );
  }
  return { executablePath, args: ['--no-sandbox', ...QUIET, ...SOFTWARE_WEBGPU, ...extra] };
}
