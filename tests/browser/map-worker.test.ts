/** The map's worker in a real browser: it answers, is repeatable, can be paused and given up, and dies cleanly. */
import { afterEach, expect, test } from 'vitest';
import { launchMap, type MapRemote } from '../../src/workers/map/launch.ts';
import { clusteredVectors } from '../unit/core-samples.ts';

const request = { vectors: clusteredVectors(400, 32, 5), dimension: 32, settings: { iterations: 300 } };

let remote: MapRemote | null = null;
afterEach(() => remote?.terminate());

test('makes the same map twice, and shows it while it is made', async () => {
  remote = launchMap();
  const iterations: number[] = [];
  const first = await remote.call('run', request, {
    onProgress: (value) => {
      if (value.stage === 'layout') iterations.push(value.iteration);
    },
  });
  const second = await remote.call('run', request);
  expect(second.positions).toEqual(first.positions);
  expect(second.divergence).toBe(first.divergence);
  expect(iterations.at(-1)).toBe(300);
  expect(iterations).toEqual(iterations.toSorted((a, b) => a - b));
});

test('can be paused, resumed and given up', async () => {
  remote = launchMap();
  const controller = new AbortController();
  let iteration = 0;
  const long = { ...request, settings: { iterations: 100_000 } };
  const running = remote.call('run', long, {
    signal: controller.signal,
    onProgress: (value) => {
      if (value.stage === 'layout') iteration = value.iteration;
    },
  });
  await expect.poll(() => iteration).toBeGreaterThan(0);
  await remote.call('pause', undefined);
  const paused = iteration;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(iteration).toBe(paused);
  await remote.call('resume', undefined);
  await expect.poll(() => iteration).toBeGreaterThan(paused);
  controller.abort();
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  // The worker is free for the next map.
  expect((await remote.call('run', request)).iterations).toBe(300);
});

test('says what is wrong with its input', async () => {
  remote = launchMap();
  await expect(remote.call('run', { ...request, vectors: request.vectors.slice(0, 64) })).rejects.toThrow(
    'A map holds 8 to 8000 points, not 2.',
  );
});

test('that is ended leaves no call open', async () => {
  remote = launchMap();
  const running = remote.call('run', { ...request, settings: { iterations: 100_000 } });
  remote.terminate();
  await expect(running).rejects.toMatchObject({ code: 'worker-crashed' });
});
