/** @file The state of the title data page: what it loads and when, the latest query wins, what it says of a host that fails. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TitleDataManifest } from '../../src/core/formats/title-data.ts';
import type { TitleDataQuery } from '../../src/features/library/title-data-query.ts';
import { ROWS_PER_PAGE, TitleData } from '../../src/features/library/title-data.svelte.ts';
import { TitleDataService } from '../../src/workers/title-data/title-data-service.ts';
import { launchFake, type FakeWorker } from './fake-worker.ts';
import { BASE, CARD, Host, publish, ROWS, type Published } from './title-data-fixture.ts';

let published: Published;
let manifest: TitleDataManifest;

beforeAll(() => {
  published = publish();
  manifest = published.manifest;
});
afterAll(() => published.remove());

describe('the page', () => {
  const FIRST: TitleDataQuery = { table: '', text: '', split: '', sort: null, page: 1 };
  let host: Host;
  let data: TitleData;
  let workers: FakeWorker[];
  let navigated: TitleDataQuery[];

  function open(mayLaunch: Promise<unknown> = Promise.resolve()): TitleData {
    return new TitleData({
      base: BASE,
      fetch: host.fetch,
      mayLaunch,
      launch: () => {
        const { worker, remote } = launchFake(new TitleDataService());
        workers.push(worker);
        return remote;
      },
      navigate: (query) => navigated.push(query),
    });
  }

  beforeEach(() => {
    host = new Host(published);
    workers = [];
    navigated = [];
    data = open();
  });
  afterEach(() => {
    data.close();
    vi.useRealTimers();
  });

  it('knows the tables without loading one', async () => {
    await data.open();
    expect(data.manifest).toEqual(manifest);
    expect(host.asked).toEqual(['manifest.json']);
    expect(workers).toHaveLength(0);
  });

  it('shows the first table, 50 rows of it', async () => {
    await data.show(FIRST);
    expect(data).toMatchObject({ busy: false, problem: null, received: null });
    expect(data.shown!.table.name).toBe('titles');
    expect(data.shown!.page).toMatchObject({ matches: ROWS, start: 0 });
    expect(data.shown!.page.rows).toHaveLength(ROWS_PER_PAGE);
    expect(data.shown!.page.rows[3]).toEqual({ index: 3, cells: ['Nurse 3', 'false', 'train'] });
    expect(data.shown!.facts).toEqual({ splits: ['train', 'test'], widths: [9, 5, 5] });
  });

  it('loads a table once', async () => {
    await data.show(FIRST);
    await data.show({ ...FIRST, table: 'occupations' });
    await data.show({ ...FIRST, table: 'titles', text: 'nurse', page: 9 });
    expect(host.asked).toEqual(['manifest.json', 'titles.parquet', 'occupations.parquet']);
    expect(data.shown!.page).toMatchObject({ matches: 40, start: 0 });
  });

  it('leaves a split out of account that the table does not have', async () => {
    await data.show({ ...FIRST, split: 'nowhere' });
    expect(data.shown!.page.matches).toBe(ROWS);
    expect(data.shown!.query.split).toBe('');
    await data.show({ ...FIRST, split: 'test' });
    expect(data.shown!.page.matches).toBe(20);
  });

  it('of two queries the later wins', async () => {
    const first = data.show({ ...FIRST, text: 'nurse' });
    const second = data.show({ ...FIRST, table: 'occupations' });
    await Promise.all([first, second]);
    expect(data.shown!.table.name).toBe('occupations');
    const [third, fourth] = [data.show({ ...FIRST, text: 'nurse' }), data.show({ ...FIRST, text: 'baker' })];
    await Promise.all([third, fourth]);
    expect(data.shown!.query.text).toBe('baker');
    expect(data).toMatchObject({ busy: false, problem: null });
  });

  it('filters once, when typing pauses, from the first page on', async () => {
    await data.show({ ...FIRST, page: 2, sort: { column: 'title', descending: true } });
    vi.useFakeTimers();
    for (const text of ['n', 'nu', 'nurse']) {
      data.type(text);
      expect(data.text).toBe(text);
      vi.advanceTimersByTime(199);
    }
    expect(navigated).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(navigated).toEqual([{ ...FIRST, text: 'nurse', sort: { column: 'title', descending: true } }]);
  });

  it('a step taken while typing takes the typed text along, once', async () => {
    await data.show({ ...FIRST, split: 'test', sort: { column: 'title', descending: true } });
    vi.useFakeTimers();
    data.type('nurse');
    data.change({ sort: null });
    vi.advanceTimersByTime(1000);
    expect(navigated).toEqual([{ ...FIRST, split: 'test', text: 'nurse' }]);
    data.change({ page: 2 });
    expect(navigated[1]).toMatchObject({ page: 2, split: 'test', text: 'nurse' });
  });

  it('Back while typing drops what was typed', async () => {
    await data.show(FIRST);
    data.type('nurse');
    await data.show({ ...FIRST, text: 'baker' });
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(data.text).toBe('baker');
    expect(navigated).toEqual([]);
  });

  it('waits with its worker, not with the download', async () => {
    let allow: (value?: unknown) => void = () => undefined;
    data = open(new Promise((resolve) => (allow = resolve)));
    const done = data.show(FIRST);
    await vi.waitFor(() => expect(data.received).toBe(manifest.tables[0]!.parquet.bytes));
    expect(workers).toHaveLength(0);
    allow();
    await done;
    expect(workers).toHaveLength(1);
    expect(data.shown).not.toBeNull();
  });

  it('left while it waits starts no worker', async () => {
    let allow: (value?: unknown) => void = () => undefined;
    data = open(new Promise((resolve) => (allow = resolve)));
    const done = data.show(FIRST);
    await vi.waitFor(() => expect(data.received).toBe(manifest.tables[0]!.parquet.bytes));
    data.close();
    allow();
    await done;
    expect(workers).toHaveLength(0);
    expect(data.problem).toBeNull();
  });

  it('ends its worker when it is left', async () => {
    await data.show(FIRST);
    data.close();
    expect(workers.map(({ terminated }) => terminated)).toEqual([true]);
  });

  it('a dead worker is replaced once, with the table', async () => {
    await data.show(FIRST);
    workers[0]!.crash();
    await data.show({ ...FIRST, text: 'nurse' });
    expect(workers).toHaveLength(2);
    expect(data.problem).toBeNull();
    expect(data.shown!.page.matches).toBe(40);
  });

  it.each<[string, string, () => Response, RegExp]>([
    ['html-page', 'titles.parquet', () => html(), /title-data\/titles\.parquet came as a web page.*sign in/],
    [
      'wrong-bytes',
      'titles.parquet',
      () => inverted('titles.parquet'),
      /titles\.parquet has other bytes.*Reload/,
    ],
    [
      'cut-short',
      'titles.parquet',
      () => new Response('PAR1'),
      /titles\.parquet ended after 4 bytes.*Try again/,
    ],
    ['http-status', 'titles.parquet', () => missing(), /titles\.parquet was refused .* 404/],
    [
      'offline',
      'titles.parquet',
      () => cut(),
      /titles\.parquet could not be fetched.*not kept for use without/,
    ],
    [
      'offline',
      'manifest.json',
      () => cut(),
      /manifest\.json could not be fetched.*not kept for use without/,
    ],
    ['html-page', 'manifest.json', () => html(), /title-data\/manifest\.json came as a web page/],
    [
      'http-status',
      'manifest.json',
      () => missing(),
      /manifest\.json was refused by the server with status 404/,
    ],
    ['wrong-bytes', 'manifest.json', () => new Response('{'), /manifest\.json is not JSON/],
    ['bad-value', 'manifest.json', () => new Response('{"schemaVersion":1}'), /manifest\.json.*date/],
  ])('says %s of %s, and loads it on the next try', async (_, path, response, message) => {
    host.answer = (name) => (name === path ? response() : null);
    await data.show(FIRST);
    expect(data.problem).toMatch(message);
    expect(data).toMatchObject({ shown: null, busy: false });
    host.answer = () => null;
    data.retry();
    await vi.waitFor(() => expect(data.shown).not.toBeNull());
    expect(data.problem).toBeNull();
  });

  it('shows the data card, or why not', async () => {
    host.answer = (name) => (name === 'README.md' ? html() : null);
    await data.loadCard();
    expect(data.card).toBeNull();
    expect(data.cardProblem).toMatch(/README\.md came as a web page/);
    host.answer = () => null;
    await data.loadCard();
    expect(data).toMatchObject({ card: CARD, cardProblem: null });
    await data.loadCard();
    expect(host.asked.filter((name) => name === 'README.md')).toHaveLength(2);
  });

  const html = () => new Response('<!doctype html><p>Sign in', { headers: { 'Content-Type': 'text/html' } });
  const cut = () => {
    throw new TypeError('Failed to fetch');
  };
  const missing = () => new Response('', { status: 404 });
  const inverted = (name: string) => new Response(published.bytesOf(name).map((byte) => ~byte));
});
