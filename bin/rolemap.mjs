#!/usr/bin/env node
/** @file The command `rolemap`: TypeScript runs as it is, through tsx. */
import { register } from 'tsx/esm/api';

// Not the tsconfig.json of whatever folder the command is called in.
register({ tsconfig: false });
const { main } = await import('../src/cli/main.ts');
const { nodeEnvironment } = await import('../src/cli/node-environment.ts');

const environment = nodeEnvironment(async (...source) => {
  const { compile } = await import('../scripts/vite/assemblyscript.ts');
  return compile(...source);
});
// Not process.exit: what is still on its way to a pipe would be lost.
process.exitCode = await main(process.argv.slice(2), environment);
