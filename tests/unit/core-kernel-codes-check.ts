/** @file The property that the scans over codes must have, for Node and for a browser. */
import fc from 'fast-check';
import type { CodedQuery } from '../../src/core/search/codes/binary-coder.ts';
import { createCodeScanner } from '../../src/core/search/codes/code-scanner.ts';
import { CODE_KERNEL } from '../../src/core/search/kernel/kernel-bytes.ts';
import { RowMask } from '../../src/core/search/row-mask.ts';

interface Sample {
  readonly bytes: number;
  readonly pieces: readonly Uint8Array[];
  readonly query: CodedQuery;
  readonly wanted: number;
  readonly kept: readonly boolean[] | null;
}

/** Few values, so that many rows are equally far. */
const byte = fc.constantFrom(0, 1, 3, 255);

function bytesOf(length: number): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  return fc.oneof(
    fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => Uint8Array.from(bytes)),
    fc.array(byte, { minLength: length, maxLength: length }).map((bytes) => Uint8Array.from(bytes)),
  );
}

const samples: fc.Arbitrary<Sample> = fc
  .record({
    bytes: fc.constantFrom(16, 48, 96, 128),
    planes: fc.constantFrom(1, 2, 4),
    counts: fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 3 }),
  })
  .chain(({ bytes, planes, counts }) => {
    const rows = counts.reduce((sum, count) => sum + count, 0);
    return fc.record({
      bytes: fc.constant(bytes),
      pieces: fc.tuple(...counts.map((count) => bytesOf(count * bytes))),
      query: bytesOf(bytes * (1 + planes)).map((query) => ({ bytes: query, planes })),
      wanted: fc.integer({ min: 1, max: 60 }),
      kept: fc.option(fc.array(fc.boolean(), { minLength: rows, maxLength: rows })),
    });
  });

function bit(bytes: Uint8Array, place: number): number {
  return (bytes[place >> 3]! >> (place & 7)) & 1;
}

/** The nearest rows by definition, with a sort of all of them. */
function reference({ bytes, pieces, query, wanted, kept }: Sample): number[] {
  const codes = pieces.flatMap((piece) => [...piece]);
  const distances = Array.from({ length: codes.length / bytes }, (_, row) => {
    const code = Uint8Array.from(codes.slice(row * bytes, (row + 1) * bytes));
    let distance = 0;
    for (let i = 0; i < 8 * bytes; i++) {
      if (bit(code, i) === bit(query.bytes, i)) continue;
      for (let plane = 0; plane < query.planes; plane++)
        distance += bit(query.bytes, 8 * bytes * (1 + plane) + i) << plane;
    }
    return distance;
  });
  const rows = distances.map((_, row) => row).filter((row) => kept === null || kept[row]!);
  return rows.sort((a, b) => distances[a]! - distances[b]! || a - b).slice(0, wanted);
}

/** SIMD and JavaScript find the defined rows in the defined order, under any mask. */
export function findsNearestCodes(): fc.IProperty<[Sample]> {
  return fc.property(samples, (sample) => {
    const expected = reference(sample).join();
    for (const kernel of [CODE_KERNEL, undefined]) {
      const scanner = createCodeScanner({ bytes: sample.bytes, kernel });
      for (const piece of sample.pieces) scanner.append(piece);
      const { kept } = sample;
      const mask = kept === null ? undefined : RowMask.where(scanner.count, (row) => kept[row]!);
      const found = scanner.nearest(sample.query, sample.wanted, mask).join();
      if (found !== expected) throw new Error(`${scanner.kernel}: ${found} instead of ${expected}`);
    }
  });
}
