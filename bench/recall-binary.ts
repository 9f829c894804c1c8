/**
 * @file How many of the ten nearest neighbours a scan over binary codes keeps: `npx tsx bench/recall-binary.ts [rows] [model]`, 40,000
 * rows of the tuned model if absent. For each kind of code, Hamming or weighted distance, and number of candidates: recall@10 against
 * brute force on fp32, after the candidates were compared again by their int8 rows. Run by hand, never as a test.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '../scripts/vite/assemblyscript.ts';
import { BinaryCoder, fitCodes, type CodeVariant } from '../src/core/search/codes/binary-coder.ts';
import { createCodeScanner } from '../src/core/search/codes/code-scanner.ts';
import { quantizeWithScale, rowScale } from '../src/core/vectors/quantize.ts';
import { DIMENSION, GrownVectors, QUERIES, TrueNeighbours } from './corpus-vectors.ts';
import { keptVectors } from './corpus-kept-vectors.ts';
import { describeMachine, quantile } from './machine.ts';

const ROOT = join(import.meta.dirname, '..');
const CANDIDATES = [400, 800, 1600] as const;
const VARIANTS: readonly CodeVariant[] = ['sign', 'centred', 'rotated'];
const NEIGHBOURS = 10;
const PIECE = 4096;
/** Up to here all rows are compared by int8 too, with a sort for each query. */
const MOST_SORTED = 100_000;
/** Rows that the settings of the codes are fitted on. */
const SAMPLE_ROWS = 16_384;

interface Rounded {
  readonly rows: Int8Array;
  readonly scale: number;
  readonly truth: TrueNeighbours;
}

/** All rows as int8, and the true neighbours of the queries by fp32, in one pass. */
function roundAll(vectors: GrownVectors): Rounded {
  const rows = new Int8Array(vectors.rows * DIMENSION);
  const truth = new TrueNeighbours(vectors.queries, NEIGHBOURS);
  const scale = rowScale(vectors.range(0, Math.min(vectors.rows, PIECE)));
  for (let first = 0; first < vectors.rows; first += PIECE) {
    const piece = vectors.range(first, Math.min(vectors.rows, first + PIECE));
    truth.add(piece, first);
    rows.set(quantizeWithScale(piece, scale), first * DIMENSION);
  }
  return { rows, scale, truth };
}

/** The best of the candidates by float32 query and int8 rows. */
function rescore(query: Float32Array, candidates: Iterable<number>, rows: Int8Array): number[] {
  const scored = [...candidates].map((row) => {
    let sum = 0;
    for (let i = 0; i < DIMENSION; i++) sum += rows[row * DIMENSION + i]! * query[i]!;
    return { row, sum };
  });
  scored.sort((a, b) => b.sum - a.sum || a.row - b.row);
  return scored.slice(0, NEIGHBOURS).map(({ row }) => row);
}

/** Recall by kind of code, query and number of candidates, as Markdown. @param model whose kept vectors are taken */
export async function measureRecall(rows = 40_000, model = 'tuned'): Promise<string> {
  const lines: string[] = [];
  const vectors = new GrownVectors(keptVectors(model), rows);
  const { rows: rounded, scale, truth } = roundAll(vectors);
  const queries = Array.from({ length: QUERIES }, (_, query) =>
    vectors.queries.subarray(query * DIMENSION, (query + 1) * DIMENSION),
  );
  lines.push(
    `${rows.toLocaleString('en')} rows x 384, ${model} model: ${vectors.origin}. Recall@10 against brute force on fp32 for ` +
      `${QUERIES} real vectors that are not among the rows.\n`,
  );
  lines.push(`| codes | query | ${CANDIDATES.join(' | ')} | scan, ms |`);
  lines.push(`| --- | --- |${' --- |'.repeat(CANDIDATES.length + 1)}`);
  const source = readFileSync(join(ROOT, 'src/core/search/kernel/codes.as.ts'), 'utf8');
  const kernel = await compile(source, 'codes.as.ts', false);
  const step = Math.max(1, Math.floor(rows / SAMPLE_ROWS));
  const sample = Float32Array.from({ length: Math.floor(rows / step) * DIMENSION }, (_, at) => {
    const row = Math.floor(at / DIMENSION) * step;
    return rounded[row * DIMENSION + (at % DIMENSION)]! * scale;
  });
  for (const variant of VARIANTS) {
    const settings = fitCodes(sample, { dimension: DIMENSION, variant });
    const scanner = createCodeScanner({ bytes: new BinaryCoder(settings).bytes, kernel });
    scanner.append(new BinaryCoder(settings).encode(rounded, scale));
    for (const queryBits of [1, 4]) {
      const coder = new BinaryCoder({ ...settings, queryBits });
      const times: number[] = [];
      const found = queries.map((query) => {
        const coded = coder.query(query);
        const start = performance.now();
        const candidates = scanner.nearest(coded, CANDIDATES.at(-1)!);
        times.push(performance.now() - start);
        return candidates;
      });
      const recalls = CANDIDATES.map((count) =>
        truth.recall(
          found.map((rowsFound, at) => rescore(queries[at]!, rowsFound.subarray(0, count), rounded)),
        ),
      );
      const name = queryBits === 1 ? '1 bit (Hamming)' : `${queryBits} bits`;
      const figures = recalls.map((recall) => recall.toFixed(4)).join(' | ');
      lines.push(`| ${variant} | ${name} | ${figures} | ${quantile(times, 0.5).toFixed(2)} |`);
    }
  }
  if (rows > MOST_SORTED) return lines.join('\n');
  const every = Array.from({ length: rows }, (_, row) => row);
  const all = queries.map((query) => rescore(query, every, rounded));
  lines.push(`\nAll rows compared by int8 (what rounding alone costs): ${truth.recall(all).toFixed(4)}.`);
  return lines.join('\n');
}

if (process.argv[1] === import.meta.filename) {
  const [rows, model] = process.argv.slice(2);
  console.log(`${describeMachine()}, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}\n`);
  console.log(await measureRecall(rows === undefined ? undefined : Number(rows), model));
}
