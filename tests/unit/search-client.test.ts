import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SearchClient } from '../../src/features/setup/search-client.ts';
import type { SearchRemote } from '../../src/workers/launch.ts';
import type { SearchService } from '../../src/workers/search/search-service.ts';
import { launchFake, type FakeWorker } from './fake-worker.ts';

/** Stands in for the search service: keeps what was loaded into it, by `clear` with a made-up corpus name. */
class Recorder {
  readonly loaded: string[] = [];
  clear({ corpus }: { corpus: string }): void {
    this.loaded.push(corpus);
  }
  kernel(): string {
    return this.loaded.join(' ');
  }
}

let workers: FakeWorker[];
let services: Recorder[];
let client: SearchClient;
let dieOnLoad: string | null;

const loadOf = (name: string) => (remote: SearchRemote) => {
  if (dieOnLoad === name) {
    dieOnLoad = null;
    workers.at(-1).crash();
  }
  return remote.call('clear', { corpus: name as 'file' });
};

const load = (name: string, key = 'shipped') => client.load(key, loadOf(name));
const held = () => client.call('kernel', undefined);

beforeEach(() => {
  [workers, services, dieOnLoad] = [[], [], null];
  client = new SearchClient(() => {
    const service = new Recorder();
    const { worker, remote } = launchFake(service as unknown as SearchService);
    services.push(service);
    workers.push(worker);
    return remote;
  });
});
afterEach(() => {
  for (const worker of workers) worker.terminate();
});

describe('the search client', () => {
  it('starts one worker, at the first call', async () => {
    expect(workers).toHaveLength(0);
    await Promise.all([load('a'), load('b'), held()]);
    expect(workers).toHaveLength(1);
  });

  it('replaces a dead worker by one with the same data, in the same order', async () => {
    for (const name of ['table', 'vectors', 'roles']) await load(name);
    workers[0]!.crash();
    expect(await held()).toBe('table vectors roles');
    expect(workers).toHaveLength(2);
  });

  it('replaces it once for all calls that were under way', async () => {
    await load('table');
    const calls = [held(), held(), held()];
    workers[0]!.crash();
    expect(await Promise.all(calls)).toEqual(['table', 'table', 'table']);
    expect(workers).toHaveLength(2);
  });

  it('repeats a load under which the worker died, and keeps it once', async () => {
    await load('table');
    dieOnLoad = 'vectors';
    await load('vectors');
    expect(services[1]!.loaded).toEqual(['table', 'vectors']);
    workers[1]!.crash();
    expect(await held()).toBe('table vectors');
  });

  it('does not bring back what was forgotten, not even what was still loading', async () => {
    await load('table');
    await load('rows', 'file');
    const loading = load('more rows', 'file');
    client.forget('file');
    await loading;
    workers[0]!.crash();
    expect(await held()).toBe('table');
    await load('new rows', 'file');
    workers[1]!.crash();
    expect(await held()).toBe('table new rows');
  });

  it('does not keep a load that failed', async () => {
    await expect(client.load('shipped', () => Promise.reject(new Error('no such file')))).rejects.toThrow(
      'no such file',
    );
    workers[0]!.crash();
    expect(await held()).toBe('');
  });

  it('tries again after a replacement that could not be filled', async () => {
    let readable = true;
    await client.load('shipped', (remote) =>
      readable ? loadOf('table')(remote) : Promise.reject(new Error('The store was evicted.')),
    );
    workers[0]!.crash();
    readable = false;
    await expect(held()).rejects.toThrow('The store was evicted.');
    expect(workers[1]!.terminated).toBe(true);
    readable = true;
    expect(await held()).toBe('table');
  });

  it('gives up when the second worker dies too', async () => {
    const dying = vi.fn((_: SearchRemote) => {
      workers.at(-1).crash();
      return loadOf('x')(_);
    });
    await expect(client.load('shipped', dying)).rejects.toMatchObject({ code: 'worker-crashed' });
    expect(dying).toHaveBeenCalledTimes(2);
  });

  it("hands a method's own error over, and keeps the worker", async () => {
    await expect(client.call('none' as 'kernel', undefined as never)).rejects.toThrow('no method "none"');
    await held();
    expect(workers).toHaveLength(1);
  });

  it('can be aborted', async () => {
    await held();
    const call = client.call('kernel', undefined, {
      signal: AbortSignal.abort(new Error('replaced')),
    });
    await expect(call).rejects.toThrow('replaced');
  });
});
