/** @file The Dockerfile where no engine can run it: its sources are there, its commands exist, and what it copies is enough to run. */
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/main.ts';
import { readNpy } from '../../src/core/formats/npy.ts';
import { inFolder } from './cli-fakes.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (name: string) => readFileSync(join(ROOT, name), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

interface Instruction {
  readonly name: string;
  readonly rest: string;
  /** 0 for the first FROM. */
  readonly stage: number;
}

/** Instructions of a Dockerfile, lines joined and comments left out. */
function parseDockerfile(text: string): Instruction[] {
  const lines = text
    .replace(/^\s*#.*\n/gmu, '')
    .replace(/\\\n\s*/gu, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  let stage = -1;
  return lines.map((line) => {
    const [name = '', ...rest] = line.trim().split(/\s+/u);
    if (name === 'FROM') stage++;
    return { name, rest: rest.join(' '), stage };
  });
}

const instructions = parseDockerfile(read('Dockerfile'));
const named = (name: string) => instructions.filter((instruction) => instruction.name === name);
const last = instructions[instructions.length - 1]!.stage;
/** What goes from the build into the image. */
const copied = /cp -R --parents (.*) \/runtime$/u.exec(
  named('RUN').find(({ rest }) => rest.includes('/runtime'))!.rest,
)![1]!;
const runtime = copied.split(/\s+/u);
/** Made by the build itself, or by build-coding, whose files the data manifest names once they are there. */
const MADE = ['dist', 'public/data/coding', 'public/models/coding', 'node_modules/.cache/rolemap-kernels'];

/** Patterns of .dockerignore that leave a path out, of the simple kinds that it uses. */
function isIgnored(path: string): boolean {
  const patterns = read('.dockerignore').split('\n').filter(Boolean);
  return patterns.some((pattern) => path === pattern || path.startsWith(`${pattern}/`));
}

describe('the Dockerfile', () => {
  it('builds in one stage and runs in another, which is a slim image of the same Node', () => {
    const froms = named('FROM').map(({ rest }) => rest);
    expect(froms).toEqual(['node:20-bookworm-slim AS build', 'node:20-bookworm-slim']);
  });

  it('copies what is there, and nothing that .dockerignore leaves out', () => {
    const sources = named('COPY')
      .filter(({ rest }) => !rest.startsWith('--from='))
      .flatMap(({ rest }) => rest.split(' ').slice(0, -1));
    expect(sources).toContain('package-lock.json');
    expect(sources.filter((source) => !existsSync(join(ROOT, source)) || isIgnored(source))).toEqual([]);
    expect(
      named('COPY')
        .filter(({ rest }) => rest.startsWith('--from='))
        .map(({ rest }) => rest),
    ).toEqual(['--from=build /runtime /app']);
  });

  it('runs scripts and commands that exist', () => {
    const runs = named('RUN').map(({ rest }) => rest);
    const npm = runs.filter((run) => run.startsWith('npm '));
    expect(npm[0]).toBe('npm ci');
    const missing = npm
      .slice(1)
      .filter((run) => scripts[/^npm run (\S+)$/u.exec(run)?.[1] ?? ''] === undefined);
    expect(missing).toEqual([]);
    const rolemap = runs.flatMap((run) =>
      [...run.matchAll(/node bin\/rolemap\.mjs (\S+)/gu)].map(([, name]) => name!),
    );
    expect(rolemap).not.toEqual([]);
    expect(rolemap.filter((name) => !COMMANDS.some((command) => command.name === name))).toEqual([]);
    const others = runs.filter((run) => !run.startsWith('npm ') && !run.includes('rolemap.mjs'));
    expect(others).toEqual([`mkdir /runtime && cp -R --parents ${copied} /runtime`]);
  });

  it('does not run as root, and starts the site', () => {
    const final = instructions.filter(({ stage }) => stage === last);
    const place = (name: string) => final.findIndex((instruction) => instruction.name === name);
    expect(final[place('USER')]!.rest).toBe('node');
    expect(place('USER')).toBeLessThan(place('ENTRYPOINT'));
    expect(final.filter(({ name }) => name === 'USER' || name === 'RUN')).toHaveLength(1);
    const [entry, command] = ['ENTRYPOINT', 'CMD'].map(
      (name) => JSON.parse(final[place(name)]!.rest) as string[],
    );
    expect(entry).toEqual(['node', '/app/bin/rolemap.mjs']);
    const { name, options } = COMMANDS.find((known) => known.name === command![0])!;
    expect(name).toBe('serve');
    const used = command!.filter((word) => word.startsWith('--')).map((word) => word.slice(2));
    expect(used.filter((option) => !options.some((known) => known.name === option))).toEqual([]);
    expect(final[place('EXPOSE')]!.rest).toBe(command![command!.indexOf('--port') + 1]);
  });

  it('takes along what is there', () => {
    expect(runtime.filter((path) => !MADE.includes(path) && !existsSync(join(ROOT, path)))).toEqual([]);
    expect(MADE.filter((path) => !runtime.includes(path))).toEqual([]);
  });
});

it('what the image holds is enough to run the commands, in a clean folder', { timeout: 120_000 }, () =>
  inFolder(async (folder) => {
    const app = join(folder, 'app');
    for (const path of runtime.filter((name) => !MADE.includes(name))) {
      const target = join(app, path);
      mkdirSync(dirname(target), { recursive: true });
      // Code is copied, because Node would follow a link back to all packages; data may be linked.
      if (path.startsWith('public/')) symlinkSync(join(ROOT, path), target);
      else cpSync(join(ROOT, path), target, { recursive: true });
    }
    writeFileSync(join(folder, 'titles.csv'), 'title\nRegistered Nurse\n');
    // As wherever somebody calls it: this file is not the program's.
    writeFileSync(
      join(folder, 'tsconfig.json'),
      '{ "compilerOptions": { "paths": { "papaparse": ["./none"] } } }',
    );
    const call = async (...args: string[]) => {
      const command = [join(app, 'bin/rolemap.mjs'), ...args];
      const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: folder });
      return stdout;
    };
    expect(await call('--help')).toContain('Usage: rolemap COMMAND');
    await call('embed', 'titles.csv', '--output', 'v.npy', '--quiet');
    expect(readNpy(new Uint8Array(readFileSync(join(folder, 'v.npy'))))).toMatchObject({
      rows: 1,
      columns: 384,
    });
    expect(await call('search', 'nurse', '-k', '1')).toMatch(/^1 {2}\d\.\d{3} {2}\S/u);
  }),
);
