/** @file The property that every kernel must have, for Node and for a browser. */
import fc from 'fast-check';
import { KERNELS } from '../../src/core/search/kernel/kernel-bytes.ts';
import { createScanner, type KernelKind } from '../../src/core/search/kernel/scanner.ts';

interface Sample {
  readonly dimension: number;
  readonly pieces: readonly Int8Array[];
  readonly query: Int16Array;
}

const samples: fc.Arbitrary<Sample> = fc
  .record({
    dimension: fc.constantFrom(16, 32, 48, 384, 768),
    counts: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 4 }),
  })
  .chain(({ dimension, counts }) =>
    fc.record({
      dimension: fc.constant(dimension),
      pieces: fc.tuple(
        ...counts.map((count) =>
          fc.int8Array({ minLength: count * dimension, maxLength: count * dimension }),
        ),
      ),
      query: fc.int16Array({ min: -8192, max: 8191, minLength: dimension, maxLength: dimension }),
    }),
  );

/** The scores by definition. */
function reference({ dimension, pieces, query }: Sample): number[] {
  const values = pieces.flatMap((piece) => [...piece]);
  return Array.from({ length: values.length / dimension }, (_, row) =>
    query.reduce((sum, value, index) => sum + value * values[row * dimension + index]!, 0),
  );
}

/** A kernel and JavaScript give the defined scores and the rows that were appended. */
export function agreesWithReference(kind: KernelKind): fc.IProperty<[Sample]> {
  return fc.property(samples, (sample) => {
    const expected = reference(sample);
    for (const force of [kind, 'javascript'] as const) {
      const scanner = createScanner({ dimension: sample.dimension, kernels: KERNELS, force });
      for (const piece of sample.pieces) scanner.append(piece);
      const scores = new Int32Array(scanner.count);
      scanner.scan({ values: sample.query, scale: 1 }, scores);
      if (scores.join() !== expected.join())
        throw new Error(`${force}: ${scores.join()} instead of ${expected.join()}`);
      const rows = expected.map((_, row) => [...scanner.row(row)].join()).join();
      if (
        rows !==
        sample.pieces
          .map((piece) => piece.join())
          .filter(Boolean)
          .join()
      )
        throw new Error(`${force}: rows`);
    }
  });
}
