import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CallContext } from '../../src/workers/rpc/protocol.ts';
import { describeError, WORKER_CRASHED, WorkerError } from '../../src/workers/rpc/protocol.ts';
import { arrive, launchFake, type FakeWorker } from './fake-worker.ts';

class CodedError extends RangeError {
  readonly code = 'too-long';
}

interface Log {
  readonly started: string[];
  readonly aborted: string[];
}

class Echo {
  readonly #log: Log;
  constructor(log: Log) {
    this.#log = log;
  }
  echo({ text }: { text: string }): string {
    this.#log.started.push(text);
    return text;
  }
  async late({ text, milliseconds }: { text: string; milliseconds: number }): Promise<string> {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return text;
  }
  async endless({ text }: { text: string }, { signal }: CallContext): Promise<never> {
    this.#log.started.push(text);
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        this.#log.aborted.push(text);
        reject(new Error('given up'));
      });
    });
  }
  count({ to }: { to: number }, { progress }: CallContext<{ done: number }>): number {
    for (let done = 1; done <= to; done++) progress({ done });
    return to;
  }
  bytes({ buffer }: { buffer: ArrayBuffer }, { transfer }: CallContext): Uint8Array {
    const result = new Uint8Array(buffer).map((byte) => byte + 1);
    transfer(result.buffer);
    return result;
  }
  fail(): never {
    throw new CodedError('The text is too long.');
  }
  failPlainly(): never {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- libraries do
    throw 'a string';
  }
  unreadable(): unknown {
    return () => 'a function cannot be cloned';
  }
}

let workers: FakeWorker[] = [];

function launch() {
  const log: Log = { started: [], aborted: [] };
  const launched = launchFake<Echo>(new Echo(log));
  workers.push(launched.worker);
  return { ...launched, log };
}

afterEach(() => {
  for (const worker of workers) worker.terminate();
  workers = [];
});

describe('a call', () => {
  it('gets the answer of its own id, whatever the order of the answers', async () => {
    const { remote } = launch();
    const slow = remote.call('late', { text: 'slow', milliseconds: 30 });
    const fast = remote.call('late', { text: 'fast', milliseconds: 0 });
    expect(await Promise.race([slow, fast])).toBe('fast');
    expect(await slow).toBe('slow');
  });

  it('reports progress before its result', async () => {
    const { remote } = launch();
    const seen: number[] = [];
    const result = remote.call('count', { to: 3 }, { onProgress: ({ done }) => seen.push(done) });
    expect(await result).toBe(3);
    expect(seen).toEqual([1, 2, 3]);
  });

  it('hands buffers over in both directions', async () => {
    const { remote } = launch();
    const buffer = Uint8Array.of(1, 2).buffer;
    const result = await remote.call('bytes', { buffer }, { transfer: [buffer] });
    expect([...result]).toEqual([2, 3]);
    expect(buffer.byteLength).toBe(0);
  });

  it('copies a buffer that is not in the transfer list', async () => {
    const { remote } = launch();
    const buffer = Uint8Array.of(1, 2).buffer;
    await remote.call('bytes', { buffer });
    expect(buffer.byteLength).toBe(2);
  });

  it('with an input that cannot be cloned rejects, and the next one works', async () => {
    const { remote } = launch();
    const text = (() => 'no text') as unknown as string;
    await expect(remote.call('echo', { text })).rejects.toMatchObject({ name: 'DataCloneError' });
    expect(await remote.call('echo', { text: 'next' })).toBe('next');
  });
});

describe('an error of a method', () => {
  it('arrives with its name, code and message', async () => {
    const { remote } = launch();
    const error: unknown = await remote.call('fail', undefined as never).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WorkerError);
    expect(error).toMatchObject({ name: 'RangeError', code: 'too-long', message: 'The text is too long.' });
  });

  it('that is no Error has the code "unknown"', async () => {
    const { remote } = launch();
    const call = remote.call('failPlainly', undefined);
    await expect(call).rejects.toMatchObject({ code: 'unknown', message: 'a string' });
  });

  it('includes results that cannot be cloned, and methods that are not there', async () => {
    const { remote } = launch();
    await expect(remote.call('unreadable', undefined as never)).rejects.toMatchObject({
      name: 'DataCloneError',
    });
    await expect(remote.call('none' as 'echo', { text: '' })).rejects.toThrow('no method "none"');
  });

  it('keeps a code only if it is text', () => {
    expect(describeError(Object.assign(new Error('x'), { code: 5 })).code).toBe('unknown');
    expect(describeError(new DOMException('x', 'AbortError'))).toMatchObject({
      name: 'AbortError',
      code: 'unknown',
    });
  });
});

describe('an abort', () => {
  it('before the call sends nothing', async () => {
    const { remote, worker } = launch();
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(remote.call('echo', { text: 'a' }, { signal })).rejects.toThrow('too late');
    expect(worker.sent).toEqual([]);
  });

  it('that overtakes the start keeps the method from running at all', async () => {
    const { remote, log } = launch();
    const abort = new AbortController();
    const call = remote.call('echo', { text: 'abandoned' }, { signal: abort.signal });
    abort.abort(new Error('replaced'));
    await expect(call).rejects.toThrow('replaced');
    expect(await remote.call('echo', { text: 'next' })).toBe('next');
    expect(log.started).toEqual(['next']);
  });

  it('under way reaches the method, and the call rejects at once', async () => {
    const { remote, log } = launch();
    const abort = new AbortController();
    const call = remote.call('endless', { text: 'long' }, { signal: abort.signal });
    await vi.waitFor(() => expect(log.started).toEqual(['long']));
    abort.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
    await vi.waitFor(() => expect(log.aborted).toEqual(['long']));
  });

  it('after the answer is nothing', async () => {
    const { remote, worker } = launch();
    const abort = new AbortController();
    await remote.call('echo', { text: 'a' }, { signal: abort.signal });
    abort.abort();
    expect(worker.sent).toHaveLength(1);
  });
});

describe('a worker that dies', () => {
  it('rejects every call under way and all later ones, and says why', async () => {
    const { remote, worker, log } = launch();
    const calls = ['a', 'b'].map((text) => remote.call('endless', { text }));
    const ends = Promise.allSettled(calls);
    await vi.waitFor(() => expect(log.started).toEqual(['a', 'b']));
    worker.crash('memory access out of bounds');
    for (const end of await ends) {
      expect(end).toMatchObject({ status: 'rejected', reason: { code: WORKER_CRASHED } });
    }
    expect((await remote.crashed).message).toContain('memory access out of bounds');
    expect(worker.terminated).toBe(true);
    await expect(remote.call('echo', { text: 'c' })).rejects.toMatchObject({ code: WORKER_CRASHED });
  });

  it('without a message is said to have not loaded or run out of memory', async () => {
    const { remote, worker } = launch();
    worker.crash('');
    expect((await remote.crashed).message).toContain('could not be loaded or it ran out of memory');
  });

  it('includes one whose message cannot be read', async () => {
    const { remote, worker } = launch();
    worker.dispatchEvent(new Event('messageerror'));
    expect(await remote.crashed).toMatchObject({ code: WORKER_CRASHED });
  });

  it('does not if the page ended it: calls reject, nothing is reported', async () => {
    const { remote, worker } = launch();
    const reported = vi.fn();
    void remote.crashed.then(reported);
    const call = remote.call('endless', { text: 'a' });
    remote.terminate();
    await expect(call).rejects.toMatchObject({ code: WORKER_CRASHED });
    expect(worker.terminated).toBe(true);
    await arrive();
    expect(reported).not.toHaveBeenCalled();
  });
});
