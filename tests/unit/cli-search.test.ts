import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { headersFile } from '../../scripts/vite/security-headers.ts';
import { parseHeaders, siteAnswer } from '../../src/cli/site-answer.ts';
import { readNpy } from '../../src/core/formats/npy.ts';
import { readParquetRows } from '../../src/core/formats/parquet-rows.ts';
import { CONTENT_SECURITY_POLICY } from '../../src/core/security-policy.ts';
import { inFolder, run } from './cli-fakes.ts';

interface Json {
  readonly query: { readonly title: string; readonly skills: string };
  readonly results: Record<
    string,
    { rank: number; rankInOther: number | null; posting: Record<string, string> }[]
  >;
}
const json = (text: string) => JSON.parse(text) as Json;
const titles = ({ results }: Json, model: string) => results[model]!.map(({ posting }) => posting['title']);
const OWN =
  'Job title,Employer,Location,Skills\nWelder (Nights),Acme,Leeds,MIG\nNurse,Ward,York,care\nNurse,Home,Hull,care\n,,,\n';

describe('rolemap search', () => {
  it('lists the shipped postings, nearest first', async () => {
    const { code, out, err, texts } = await run(['search', 'software developper', '-k', '2']);
    expect([code, err]).toEqual([0, '']);
    expect(out.split('\n')).toEqual([
      expect.stringMatching(/^1 {2}0\.\d{3} {2}Software Developer +Acme/u),
      expect.stringMatching(/^2 {2}0\.\d{3} {2}/u),
      '',
    ]);
    expect(texts).toEqual(['software developper']);
  });

  it('gives a program all it found, under each model', async () => {
    const found = json((await run(['search', 'nurse', '--skills', 'care', '--model', 'both', '--json'])).out);
    expect(found.query).toEqual({ title: 'nurse', skills: 'care' });
    expect(Object.keys(found.results)).toEqual(['tuned', 'base']);
    expect(found.results['tuned']!.map(({ rank, rankInOther }) => [rank, rankInOther])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect((await run(['search', 'nurse', '--model', 'both'])).out).toMatch(
      /^Job-title model[^]*\n\nGeneral model/u,
    );
  });

  it('searches a table of the user, each text encoded once and clean', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'own.csv');
      writeFileSync(path, OWN);
      const { code, out, err, texts } = await run(['search', 'welder', '--data', path, '--json']);
      expect(code).toBe(0);
      expect(titles(json(out), 'tuned')).toEqual(['Welder (Nights)', 'Nurse', 'Nurse']);
      expect(json(out).results['tuned']![0]!.posting).toMatchObject({
        company: 'Acme',
        place: 'Leeds',
        skills: 'MIG',
        id: '2',
      });
      expect(texts).toEqual(['Welder', 'Nurse', 'welder']);
      expect(err).toContain('Encoding title (tuned): 100 %, 2 of 2 texts');
      const piped = await run(['search', 'welder', '--data', '-', '--json', '-q'], { input: OWN });
      expect([piped.out, piped.err]).toEqual([out, '']);
    }));

  it('searches skills alone, where there are any', async () => {
    const skills = await run(['search', '--skills', 'MIG', '--data', '-', '--json', '-q'], { input: OWN });
    expect(titles(json(skills.out), 'tuned')[0]).toBe('Welder (Nights)');
    const none = await run(['search', '--skills', 'MIG', '--data', '-'], { input: 'title\nNurse\n' });
    expect(none).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('needs a column of skills') as string,
    });
  });

  it.each([
    [[], 'Say what to search'],
    [['  '], 'Say what to search'],
    [['code', 'developer'], 'Put the query into quotes; "developer" stands outside'],
    [['nurse', '--model', 'tune'], 'Did you mean tuned?'],
    [['nurse', '-k', '0'], '--k is a whole number from 1'],
  ])('refuses %j', async (args, message) => {
    const { code, err, encoders } = await run(['search', ...args]);
    expect([code, encoders]).toEqual([2, []]);
    expect(err).toContain(message);
  });
});

describe('rolemap embed', () => {
  const embed = (folder: string, ...args: string[]) =>
    run(['embed', '-', '-o', join(folder, 'v.npy'), ...args], { input: OWN });
  const vectorsIn = (folder: string) => readNpy(new Uint8Array(readFileSync(join(folder, 'v.npy'))));
  const factsIn = (folder: string) =>
    JSON.parse(readFileSync(join(folder, 'v.json'), 'utf8')) as Record<string, unknown>;

  it('writes the vectors of the distinct titles, and the titles row for row beside them', () =>
    inFolder(async (folder) => {
      const { code, texts } = await embed(folder, '--column', 'job title');
      expect([code, texts]).toEqual([0, ['Welder', 'Nurse']]);
      expect(vectorsIn(folder)).toMatchObject({ type: 'float32', rows: 2, columns: 384 });
      const parquet = new Uint8Array(readFileSync(join(folder, 'v.parquet')));
      const rows = await readParquetRows(parquet.buffer, {
        required: ['title', 'text', 'rows', 'first_row'],
        name: 'v.parquet',
        remedy: '',
      });
      expect(rows).toEqual([
        { title: 'Welder (Nights)', text: 'Welder', rows: '1', first_row: '2' },
        { title: 'Nurse', text: 'Nurse', rows: '2', first_row: '3' },
      ]);
      expect(factsIn(folder)).toMatchObject({ type: 'float32', scale: 1, rows: 2, model: { id: 'tuned' } });
    }));

  it('writes int8 with a scale, of the titles as they are, by the other model', () =>
    inFolder(async (folder) => {
      const { code, texts } = await embed(folder, '--int8', '--raw', '--model', 'base');
      expect([code, texts]).toEqual([0, ['Welder (Nights)', 'Nurse']]);
      const facts = factsIn(folder);
      const { data, type } = vectorsIn(folder);
      expect([type, facts['type'], facts['model']]).toMatchObject(['int8', 'int8', { id: 'base' }]);
      const length = Math.hypot(
        ...Array.from(data.subarray(0, 384), (value) => value * (facts['scale'] as number)),
      );
      expect(length).toBeGreaterThan(0.9);
      expect(length).toBeLessThan(1.01);
    }));

  it('writes over nothing, and writes all or nothing', () =>
    inFolder(async (folder) => {
      writeFileSync(join(folder, 'v.json'), '{}');
      const refused = await embed(folder);
      expect(refused).toMatchObject({
        code: 1,
        texts: [],
        err: expect.stringContaining('v.json is there already') as string,
      });
      expect(readdirSync(folder)).toEqual(['v.json']);
      expect((await embed(folder, '--overwrite')).code).toBe(0);
      expect(readdirSync(folder).sort()).toEqual(['v.json', 'v.npy', 'v.parquet']);
      expect(await run(['embed', 'a.csv'])).toMatchObject({ code: 2 });
      expect((await run(['embed', 'a.csv', '-o', 'v.bin'])).err).toContain('ends in .npy');
    }));
});

describe('rolemap serve', () => {
  const rules = parseHeaders(headersFile());
  /** Asks a small site. */
  const asking = (
    check: (
      ask: (url: string, method?: string, tag?: string) => ReturnType<typeof siteAnswer>,
      site: string,
    ) => void,
  ) =>
    inFolder((folder) => {
      const site = join(folder, 'site');
      mkdirSync(join(site, 'store'), { recursive: true });
      writeFileSync(join(site, 'index.html'), '<p>');
      writeFileSync(join(site, '_headers'), headersFile());
      writeFileSync(join(site, 'store/a b.bin'), 'x');
      writeFileSync(join(folder, 'secret'), 'x');
      check((url, method = 'GET', tag) => siteAnswer({ method, url, ifNoneMatch: tag }, site, rules), site);
      return Promise.resolve();
    });

  it('sends files with the headers of the one file that the build writes', () =>
    asking((ask, site) => {
      expect(ask('/?x=1')).toMatchObject({
        status: 200,
        file: join(site, 'index.html'),
        headers: {
          'Content-Security-Policy': CONTENT_SECURITY_POLICY,
          'X-Content-Type-Options': 'nosniff',
          'Cache-Control': 'no-cache',
          'Content-Type': 'text/html; charset=utf-8',
          'Content-Length': '3',
        },
      });
      expect(ask('/store/a%20b.bin').headers).toMatchObject({
        'Content-Security-Policy': CONTENT_SECURITY_POLICY,
        'Cache-Control': 'public, max-age=31536000, immutable',
        'Content-Type': 'application/octet-stream',
      });
      expect(ask('/', 'HEAD')).toMatchObject({ status: 200, file: null });
    }));

  it('says that a file is the same as before', () =>
    asking((ask) => {
      const tag = ask('/').headers['ETag']!;
      expect(ask('/', 'GET', tag)).toMatchObject({ status: 304, file: null, text: '' });
      expect(ask('/', 'GET', '"other"').status).toBe(200);
    }));

  it.each([
    ['/../secret', 400],
    ['/%2e%2e/secret', 400],
    ['/store/..%2f..%2fsecret', 400],
    ['/store\\..\\secret', 400],
    ['/%00', 400],
    ['/%', 400],
    ['secret', 400],
    ['/_headers', 404],
    ['//_headers', 404],
    ['/store', 404],
    ['/store/', 404],
    ['/none.bin', 404],
  ])('answers %s with %i and no file', (url, status) =>
    asking((ask) => {
      expect(ask(url)).toMatchObject({ status, file: null });
      expect(ask(url).headers['Content-Security-Policy']).toBe(CONTENT_SECURITY_POLICY);
    }),
  );

  it('changes nothing', () => asking((ask) => expect(ask('/', 'POST').status).toBe(405)));

  it('needs a built site', async () => {
    expect(existsSync('/nowhere')).toBe(false);
    expect(await run(['serve'])).toMatchObject({
      code: 1,
      err: 'rolemap: /nowhere holds no built site. Make it with: npm run build.\n',
    });
    expect(await run(['serve', 'x'])).toMatchObject({ code: 2 });
  });
});
