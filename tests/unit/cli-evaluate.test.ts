import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadFolderEncoder } from '../../src/cli/evaluate-folder.ts';
import { loadWasm } from '../../src/cli/node-encoder.ts';
import { parseResult } from '../../src/core/evaluation/parse-result.ts';
import { dot } from '../../src/core/vectors/similarity.ts';
import { inFolder, run } from './cli-fakes.ts';

const PAIRS = 'query,relevant\nward nurse,Nurse\nbus drivers,Bus Driver\nnursing,Nurse\n';
const TUNED = join(import.meta.dirname, '../../public/models/tuned');

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
}

describe('rolemap evaluate', () => {
  it('compares contenders on pairs of the user, as Markdown', () =>
    inFolder(async (folder) => {
      write(folder, { 'pairs.csv': PAIRS });
      const task = join(folder, 'pairs.csv');
      const { code, out, err, encoders } = await run(['evaluate', '--task', task]);
      expect(code).toBe(0);
      expect(out).toContain('# pairs.csv\n\n3 queries, a corpus of 2 texts.');
      expect(out).toContain('|  | General model | Job-title model | BM25 | Word TF-IDF | Char TF-IDF |');
      expect(out).toContain('Differences from General model, query by query:');
      // By words "nursing" is as near to "Bus Driver" as to "Nurse", and a tie is wrong: 2 of 3.
      expect(out).toMatch(/\| Triplet accuracy, hard negatives \| 1\.000 [^|]*\| 1\.000 [^|]*\| 0\.667 /u);
      expect(out).toMatch(/- BM25: k1 1\.2; b 0\.75; JavaScript; /u);
      expect(err).toContain('Job-title model, corpus: 100 %, 2 of 2 texts');
      expect(encoders.map(({ file, disposed }) => [file.id, disposed])).toEqual([
        ['base', true],
        ['tuned', true],
      ]);
    }));

  it('writes a file that is read back, and compares with it', () =>
    inFolder(async (folder) => {
      write(folder, { 'pairs.csv': PAIRS });
      const [task, first, table] = ['pairs.csv', 'first.json', 'table.csv'].map((name) => join(folder, name));
      const made = await run(['evaluate', '--task', task!, '--contenders', 'tuned,bm25', '-o', first!]);
      expect([made.code, made.out]).toEqual([0, '']);
      expect(made.err).toContain(`Job-title model: MAP `);
      expect(made.err).toContain(`Written: ${first!}`);
      const result = parseResult(readFileSync(first!, 'utf8'), 'first.json');
      expect(result.results.map(({ contender }) => contender.id)).toEqual(['tuned', 'bm25']);
      expect(result.results[0]!.facts.files).toEqual([
        { file: 'models/tuned/model.onnx', sha256: 'a'.repeat(64) },
      ]);
      expect(result.results[1]!.milliseconds.every((time) => time !== null)).toBe(true);

      const names = `char-tfidf,${first!}`;
      const again = [
        'evaluate',
        '--task',
        task!,
        '--contenders',
        names,
        '--reference',
        'bm25',
        '-o',
        table!,
        '-q',
      ];
      const compared = await run(again);
      expect([compared.code, compared.err]).toEqual([0, '']);
      const rows = readFileSync(table!, 'utf8')
        .split('\r\n')
        .map((line) => line.split(','));
      expect(new Set(rows.slice(1, -1).map((cells) => cells[2]))).toEqual(
        new Set(['char-tfidf', 'tuned', 'bm25']),
      );
      const difference = rows.find((cells) => cells[2] === 'tuned' && cells[4] === 'map')!;
      expect(difference[9]).toBe('bm25');
      expect(await run(again)).toMatchObject({
        code: 1,
        err: expect.stringContaining('--overwrite') as string,
      });
      const onItself = ['evaluate', '--task', task!, '--contenders', first!, '-o', first!, '--overwrite'];
      expect((await run(onItself)).err).toContain('is the input');
    }));

  it('refuses a result of other data before anything runs', () =>
    inFolder(async (folder) => {
      write(folder, { 'pairs.csv': PAIRS, 'others.csv': PAIRS.replace('ward', 'staff') });
      const result = join(folder, 'result.json');
      await run(['evaluate', '--task', join(folder, 'pairs.csv'), '--contenders', 'bm25', '-o', result]);
      const names = `base,${result}`;
      const { code, err, encoders } = await run([
        ...['evaluate', '--task', join(folder, 'others.csv'), '--contenders', names],
      ]);
      expect(code).toBe(1);
      expect(err).toContain('result.json was measured on other data than The task others.csv');
      expect(encoders).toEqual([]);
    }));

  it('reads judgements in the style of TREC, lists bad rows, and says so to a script', () =>
    inFolder(async (folder) => {
      write(folder, {
        'q.tsv': 'id\ttext\nq1\tward nurse\nq2\tdriver\n',
        'c.jsonl': '{"_id":"d1","text":"Nurse"}\n{"_id":"d2","text":"Bus Driver"}\n',
        'qrels.txt': 'q1 0 d1 2\nq2 0 d2 1\nq2 0 d9 1\n',
      });
      const files = ['queries', 'q.tsv', 'corpus', 'c.jsonl', 'qrels', 'qrels.txt'].map((word, at) =>
        at % 2 === 0 ? `--${word}` : join(folder, word),
      );
      const { code, out, err } = await run(['evaluate', ...files, '--contenders', 'bm25', '--strict', '-q']);
      expect(err).toBe('qrels.txt, row 3: no document of the corpus has the id "d9"; left out\n');
      expect(code).toBe(3);
      expect(out).toContain('2 queries, a corpus of 2 texts.');
      expect(out).toContain('| MAP | 1.000 (1.000 to 1.000) |');
    }));

  it('asks a sample of the shipped test split, the same one each time', async () => {
    const args = ['evaluate', '--task', 'holdout', '--contenders', 'bm25', '--limit', '30', '-q'];
    const figures = ({ out }: { readonly out: string }) => out.split('\n\n').slice(0, 3);
    const [first, second, other] = [await run(args), await run(args), await run([...args, '--seed', '2'])];
    expect(first.code).toBe(0);
    expect(first.out).toMatch(
      /^# variant -> seed, holdout-codes-test\n\n30 of [\d,]+ queries, drawn by chance \(seed 1\)/u,
    );
    expect(figures(second)).toEqual(figures(first));
    expect(figures(other)).not.toEqual(figures(first));
  });

  it('stops on Ctrl-C and leaves nothing half-written', () =>
    inFolder(async (folder) => {
      write(folder, { 'pairs.csv': PAIRS });
      const controller = new AbortController();
      const args = ['evaluate', '--task', join(folder, 'pairs.csv'), '-o', join(folder, 'result.json')];
      const { code, encoders } = await run(args, {
        signal: controller.signal,
        beforeText: () => controller.abort(),
      });
      expect(code).toBe(130);
      expect(readdirSync(folder)).toEqual(['pairs.csv']);
      expect(encoders.map(({ disposed }) => disposed)).toEqual([true]);
    }));

  it.each([
    [[], 'Say what to measure on: --task test'],
    [['--task', 'tets'], 'there is no file tets. Did you mean test?'],
    [['--task', 'test', '--qrels', 'x'], '--task and --qrels contradict each other'],
    [['--queries', 'x'], '--queries needs --corpus and --qrels too'],
    [['--task', 'test', '--contenders', 'bm52'], 'Did you mean bm25?'],
    [['--task', 'test', '--contenders', 'bm25,bm25'], '--contenders names bm25 twice'],
    [['--task', 'test', '--contenders', ' , '], '--contenders names no contender'],
    [['--task', 'test', '-o', 'result.xlsx'], 'ends in .json, .md, .csv, and result.xlsx does not'],
    [['--task', 'test', '--limit', '0'], '--limit is a whole number from 1'],
    [['--task', 'test', '--seed', '2'], '--seed goes with --limit'],
    [['pairs.csv'], 'evaluate takes options only; "pairs.csv" is too much'],
  ])('says what is wrong with %j', async (args, message) => {
    const { code, err, encoders } = await run(['evaluate', ...args]);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(encoders).toEqual([]);
  });

  it('refuses a reference that is not there before anything runs', () =>
    inFolder(async (folder) => {
      write(folder, { 'pairs.csv': PAIRS });
      const args = ['--task', join(folder, 'pairs.csv'), '--contenders', 'base,bm25', '--reference', 'tuned'];
      const { code, err, encoders } = await run(['evaluate', ...args, '-q']);
      expect(code).toBe(2);
      expect(err).toContain('--reference is one of the contenders, base, bm25, not "tuned"');
      expect(encoders).toEqual([]);
    }));

  it('has help with the tasks, the contenders and whole commands', async () => {
    const { code, out } = await run(['evaluate', '--help']);
    expect(code).toBe(0);
    for (const text of ['holdout-skills', 'char-tfidf', '--qrels FILE', 'rolemap evaluate --task test'])
      expect(out).toContain(text);
    expect((await run(['--help'])).out).toMatch(/\n {2}evaluate +Measure which model/u);
  });
});

describe('a model folder', () => {
  it('gives the vectors that the shipped encoder gives', { timeout: 120_000 }, async () => {
    const file = 'onnx/model_quantized.onnx';
    expect(existsSync(join(TUNED, file)), `${file} comes with the repository`).toBe(true);
    const [folder, shipped] = [await loadFolderEncoder(TUNED), await loadWasm(TUNED, file)];
    const texts = ['Registered Nurse', ' ward  nurse ', 'word '.repeat(400)];
    const [vectors, expected] = [await folder.encode(texts, 'query'), await shipped.encode(texts)];
    await folder.dispose();
    await shipped.dispose();
    expect(folder.settings).toMatchObject({
      modelFile: file,
      pooling: 'mean',
      dimension: 384,
      maxTokens: 128,
    });
    expect(folder.file.sha256).toMatch(/^[0-9a-f]{64}$/u);
    texts.forEach((text, row) => {
      const [mine, other] = [vectors, expected].map((rows) => rows.subarray(row * 384, (row + 1) * 384));
      expect(dot(mine!, other!), text).toBeCloseTo(1, 6);
    });
  });

  it('that is none says which file is missing', () =>
    inFolder(async (folder) => {
      mkdirSync(join(folder, 'model'));
      write(folder, { 'pairs.csv': PAIRS, 'model/config.json': '{}' });
      const args = ['--task', join(folder, 'pairs.csv'), '--contenders', join(folder, 'model')];
      const { code, err } = await run(['evaluate', ...args, '-q']);
      expect(code).toBe(1);
      expect(err).toContain('tokenizer.json');
    }));
});
