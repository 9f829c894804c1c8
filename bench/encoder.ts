/**
 * @file Titles per second by device and file, in Chromium: the shipped files, and the candidates that the training scripts' `compare`
 * leaves in models-candidates/, if they are there.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { createServer } from 'vite';
import type { EncoderRun } from './encoder-page.ts';
import { medianAndP95 } from './machine.ts';

const TITLES = 256;
const RUNTIMES = { plain: 'ort-wasm-simd-threaded.wasm', jspi: 'ort-wasm-simd-threaded.jspi.wasm' } as const;

interface Candidate {
  readonly name: string;
  readonly folder: string;
  readonly modelFile: string;
  readonly device: EncoderRun['device'];
}

export async function measureEncoder(browser: Browser): Promise<string> {
  const server = await createServer({ configFile: 'vite.config.ts', logLevel: 'error', server: { port: 0 } });
  await server.listen();
  const context = await browser.newContext();
  const lines = [
    '| file | device | MB | load, s | one title, ms | titles a second in calls of 32 |',
    '| --- | --- | --- | --- | --- | --- |',
  ];
  try {
    const page = await context.newPage();
    await page.goto(new URL('bench/encoder.html', server.resolvedUrls!.local[0]).href);
    for (const candidate of candidates()) lines.push(await row(page, candidate));
  } finally {
    await context.close();
    await server.close();
  }
  return [
    `Encoder, one worker, one thread; one title: median / p95 of 45; ${TITLES} titles (software WebGPU: 4 and 10)`,
    '',
    ...lines,
  ].join('\n');
}

async function row(page: Page, { name, folder, modelFile, device }: Candidate): Promise<string> {
  const runtime = device === 'wasm' ? 'plain' : 'jspi';
  // A software adapter takes a second a title.
  const titles = sampleTitles(device === 'wasm' ? TITLES : 10);
  const singles = device === 'wasm' ? 50 : 5;
  const run: EncoderRun = {
    folder: `/${folder}`,
    modelFile,
    device,
    runtime,
    runtimeFile: `/node_modules/onnxruntime-web/dist/${RUNTIMES[runtime]}`,
    titles,
    singles,
  };
  const megabytes = (statSync(join(folder, modelFile)).size / 1e6).toFixed(1);
  try {
    const timing = await page.evaluate((wanted) => globalThis.timeEncoder(wanted), run);
    return `| ${name} | ${device} | ${megabytes} | ${timing.loadSeconds.toFixed(2)} | ${medianAndP95(timing.single)} | ${timing.perSecond.toFixed(0)} |`;
  } catch (error) {
    return `| ${name} | ${device} | ${megabytes} | failed: ${String(error).split('\n')[0]} | | |`;
  }
}

function candidates(): Candidate[] {
  const shipped: Candidate[] = [
    {
      name: 'base, shipped for WASM',
      folder: 'public/models/base',
      modelFile: 'onnx/model_quantized.onnx',
      device: 'wasm',
    },
    {
      name: 'base, shipped for WebGPU',
      folder: 'public/models/base',
      modelFile: 'onnx/model_q4.onnx',
      device: 'wasm',
    },
    {
      name: 'base, shipped for WebGPU (software adapter)',
      folder: 'public/models/base',
      modelFile: 'onnx/model_q4.onnx',
      device: 'webgpu',
    },
  ];
  const root = 'models-candidates';
  if (!existsSync(root)) return shipped;
  const tried = readdirSync(root).flatMap((name) =>
    readdirSync(join(root, name, 'onnx')).map((file): Candidate => ({
      name,
      folder: join(root, name),
      modelFile: `onnx/${file}`,
      device: 'wasm',
    })),
  );
  return [...shipped, ...tried];
}

/** Every n-th title of the title data, so that all groups are there. */
function sampleTitles(count: number): string[] {
  const folder = 'scripts/dataset/occupations';
  const titles = readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
    .flatMap((line) =>
      (JSON.parse(line) as { roles: { titles: string[] }[] }).roles.flatMap((role) => role.titles),
    );
  const step = Math.floor(titles.length / count);
  return Array.from({ length: count }, (_, index) => titles[index * step]!);
}
