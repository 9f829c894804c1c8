/** Laying maps over each other, what a map keeps of the neighbourhoods, and the service that makes one. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { align } from '../../src/core/tsne/alignment.ts';
import { TSNE_KERNELS } from '../../src/core/tsne/kernel-bytes.ts';
import { findNeighbours } from '../../src/core/tsne/nearest-neighbours.ts';
import { labelPurity, mapNeighbours, neighbourRecall, trustworthiness } from '../../src/core/tsne/quality.ts';
import { compileKernels } from '../../src/core/tsne/tsne.ts';
import { MapService, type MapProgress } from '../../src/workers/map/map-service.ts';
import { clusteredVectors, vectors } from './core-samples.ts';

const MODULES = compileKernels(TSNE_KERNELS);

function scattered(count: number, seed: number): Float64Array {
  return Float64Array.from(vectors(count, 2, seed));
}

/** Turned by an angle, scaled, mirrored or not, shifted. */
function moved(positions: Float64Array, angle: number, scale: number, mirrored: boolean): Float64Array {
  const result = new Float64Array(positions.length);
  for (let at = 0; at < positions.length; at += 2) {
    const [x, y] = [positions[at]!, mirrored ? -positions[at + 1]! : positions[at + 1]!];
    result[at] = scale * (Math.cos(angle) * x - Math.sin(angle) * y) + 7;
    result[at + 1] = scale * (Math.sin(angle) * x + Math.cos(angle) * y) - 3;
  }
  return result;
}

describe('alignment', () => {
  test('undoes every turn, mirror image, scale and shift', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 40 }),
        fc.double({ min: -7, max: 7, noNaN: true }),
        fc.double({ min: 0.01, max: 50, noNaN: true }),
        fc.boolean(),
        (count, angle, scale, mirrored) => {
          const target = scattered(count, count);
          const { positions, disparity } = align(moved(target, angle, scale, mirrored), target);
          expect(disparity).toBeCloseTo(0, 9);
          positions.forEach((value, at) => expect(value).toBeCloseTo(target[at]!, 7));
        },
      ),
    );
  });

  test('of unrelated maps leaves a disparity near 1, and moves nothing out of the target', () => {
    const target = scattered(500, 1);
    const { positions, disparity } = align(scattered(500, 2), target);
    expect(disparity).toBeGreaterThan(0.9);
    expect(disparity).toBeLessThanOrEqual(1);
    const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
    expect(mean(positions)).toBeCloseTo(mean(target), 6);
  });

  test('of points in one place, and of maps of different sizes', () => {
    const collapsed = align(new Float64Array(8), Float64Array.from([1, 1, 3, 1, 1, 5, 3, 5]));
    expect(collapsed).toEqual({ positions: Float64Array.from([2, 3, 2, 3, 2, 3, 2, 3]), disparity: 1 });
    expect(() => align(scattered(4, 1), scattered(5, 1))).toThrow('4 points cannot be laid over one of 5');
  });
});

describe('quality', () => {
  // Five points on a line, and the same line with the first and the last point swapped on the map.
  const places = [0, 1, 2.1, 3.3, 4.6];
  const line = Float32Array.from(places.flatMap((at) => [Math.cos(at / 6), Math.sin(at / 6), 0, 0]));
  const kept = Float64Array.from(places.flatMap((at) => [at, 0]));
  const swapped = Float64Array.from([4.6, 1, 2.1, 3.3, 0].flatMap((at) => [at, 0]));
  const neighbours = findNeighbours(MODULES.neighbours, line, 4, 3);

  test('of a map that keeps all is 1', () => {
    expect(neighbourRecall(neighbours, kept, 2)).toBe(1);
    expect(trustworthiness(line, 4, kept, 1)).toBe(1);
  });

  test('of a map that swaps two points, by hand', () => {
    expect([...mapNeighbours(swapped, 1)]).toEqual([3, 4, 1, 2, 1]);
    // The nearest in truth: 1, 0, 1, 2, 3.
    expect(neighbourRecall(neighbours, swapped, 1)).toBeCloseTo(2 / 5);
    // In truth, 3 is the third from point 0, 4 the fourth from point 1, and 1 the third from point 4.
    expect(trustworthiness(line, 4, swapped, 1)).toBeCloseTo(1 - (2 / (5 * 6)) * (2 + 3 + 2));
  });

  test('purity counts labels of neighbours', () => {
    expect(labelPurity(neighbours, ['a', 'a', 'b', 'b', 'b'], 1)).toBeCloseTo(4 / 5);
    expect(labelPurity(neighbours, ['a', 'a', 'a', 'a', 'a'], 3)).toBe(1);
    expect(labelPurity(neighbours, ['a', 'b', 'c', 'd', 'e'], 3)).toBe(0);
  });

  test('more neighbours than are known are refused', () => {
    expect(() => labelPurity(neighbours, ['a'], 4)).toThrow('Only 3 neighbours are known');
    expect(() => labelPurity(neighbours, ['a'], 3)).toThrow('5 points have 1 labels');
    expect(() => trustworthiness(line, 4, kept, 3)).toThrow('needs more than 6 points');
    expect(() => mapNeighbours(kept, 5)).toThrow('5 points have no 5 neighbours');
    expect(() => neighbourRecall(neighbours, kept, 4)).toThrow(RangeError);
  });
});

describe('the map service', () => {
  const request = { vectors: clusteredVectors(300, 16, 5), dimension: 16, settings: { iterations: 400 } };

  function context(onProgress: (value: MapProgress) => void = () => undefined) {
    const controller = new AbortController();
    const buffers: ArrayBuffer[] = [];
    return {
      controller,
      buffers,
      call: {
        signal: controller.signal,
        progress: onProgress,
        transfer: (...more: ArrayBuffer[]) => void buffers.push(...more),
      },
    };
  }

  test('tells how far it is, then hands the map over', async () => {
    const told: MapProgress[] = [];
    const { call, buffers } = context((value) => told.push(value));
    const map = await new MapService().run(request, call);
    expect(map.iterations).toBe(400);
    expect(map.positions.length).toBe(600);
    expect(buffers).toEqual([map.positions.buffer]);
    expect(map.divergence).toBeGreaterThan(0);
    expect(told[0]).toMatchObject({ stage: 'neighbours' });
    const layouts = told.filter((value) => value.stage === 'layout');
    expect(layouts.at(-1)).toMatchObject({ iteration: 400 });
    expect(layouts.at(-1).positions).toEqual(Float32Array.from(map.positions));
  });

  test('waits in a pause and goes on after it', async () => {
    const service = new MapService();
    let iteration = 0;
    const { call, controller } = context((value) => {
      if (value.stage !== 'layout') return;
      if (iteration === 0) service.pause();
      iteration = value.iteration;
    });
    const running = service.run({ ...request, settings: { iterations: 1_000_000 } }, call);
    await expect.poll(() => iteration).toBeGreaterThan(0);
    const paused = iteration;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(iteration).toBe(paused);
    service.resume();
    await expect.poll(() => iteration).toBeGreaterThan(paused);
    controller.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('ends with the same map, paused or not', async () => {
    const service = new MapService();
    const { call } = context((value) => {
      if (value.stage !== 'layout') return;
      service.pause();
      setTimeout(() => service.resume(), 5);
    });
    const { positions } = await service.run(request, call);
    expect(positions).toEqual((await new MapService().run(request, context().call)).positions);
  });

  test('makes one map after the other, and a pause does not outlive its map', async () => {
    const service = new MapService();
    const first = context((value) => {
      if (value.stage === 'layout') service.pause();
    });
    const running = service.run({ ...request, settings: { iterations: 1_000_000 } }, first.call);
    const next = service.run(request, context().call);
    setTimeout(() => first.controller.abort(), 300);
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    expect((await next).iterations).toBe(400);
    service.pause();
    expect((await service.run(request, context().call)).iterations).toBe(400);
  });

  test('gives up in the search for neighbours', async () => {
    const told: MapProgress[] = [];
    const { call, controller } = context((value) => {
      told.push(value);
      controller.abort();
    });
    await expect(new MapService().run(request, call)).rejects.toMatchObject({ name: 'AbortError' });
    expect(told).toEqual([{ stage: 'neighbours', share: 256 / 300 }]);
  });

  test.each([true, false])('gives up when it is told to; in a pause: %s', async (inPause) => {
    const service = new MapService();
    const { call, controller } = context((value) => {
      if (value.stage === 'layout') (inPause ? service : { pause: () => controller.abort() }).pause();
    });
    const running = service.run(request, call);
    if (inPause) setTimeout(() => controller.abort(), 200);
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  });
});
