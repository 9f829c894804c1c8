/** @file `npm test`: finds or installs a Chromium, then runs every layer and stops at the first that fails. */
import { spawnSync } from 'node:child_process';

function run(command, args) {
  console.log(`\n> ${[command, ...args].join(' ')}`);
  return spawnSync(command, args, { stdio: 'inherit' }).status === 0;
}

function hasChromium() {
  const probe = "import('./scripts/chromium.ts').then((m) => process.exit(m.findChromium() ? 0 : 1))";
  return spawnSync('npx', ['tsx', '-e', probe], { stdio: 'ignore' }).status === 0;
}

function installChromium() {
  const isRoot = process.getuid?.() === 0;
  if (isRoot && spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0) {
    run('apt-get', ['update', '-qq']);
    if (run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium']) && hasChromium())
      return;
  }
  run('npx', ['playwright', 'install', 'chromium']);
}

if (!hasChromium()) installChromium();
if (!hasChromium()) {
  console.error(
    '\nThe tests need a Chromium and none could be installed. Install one ("npx playwright install --with-deps chromium", ' +
      'or your package manager), or set CHROMIUM_PATH to an executable, and run "npm test" again.',
  );
  process.exit(1);
}

const layers = ['check', 'test:unit', 'test:browser', 'test:e2e'];
for (const layer of layers) {
  if (!run('npm', ['run', '--silent', layer])) {
    console.error(`\n"npm run ${layer}" failed.`);
    process.exit(1);
  }
}
