import { afterEach, describe, expect, it } from 'vitest';
import { connect, type Remote } from '../../src/workers/rpc/connect.ts';
import { WORKER_CRASHED } from '../../src/workers/rpc/protocol.ts';
import type { Misbehaving } from './support/misbehaving.worker.ts';

const remotes: Remote<Misbehaving>[] = [];

function launch(
  worker = new Worker(new URL('./support/misbehaving.worker.ts', import.meta.url), { type: 'module' }),
): Remote<Misbehaving> {
  const remote = connect<Misbehaving>(worker);
  remotes.push(remote);
  return remote;
}

afterEach(() => {
  for (const remote of remotes.splice(0)) remote.terminate();
});

describe('a real worker', () => {
  it('takes buffers over and hands its own back', async () => {
    const remote = launch();
    const buffer = Uint8Array.of(1, 2, 3).buffer;
    const { doubled, received } = await remote.call('double', { buffer }, { transfer: [buffer] });
    expect([...doubled]).toEqual([2, 4, 6]);
    expect([buffer.byteLength, received]).toEqual([0, 3]);
  });

  it('does not run calls that were abandoned before they began', async () => {
    const remote = launch();
    expect(await remote.call('started', undefined as never)).toEqual([]);
    // Calls and their ends are posted while the worker's thread is held, so that none of them can have begun.
    const held = remote.call('hold', 400);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const typed = ['n', 'nu', 'nur', 'nurse'].map((text) => {
      const abort = new AbortController();
      return { text, abort, call: remote.call('note', { text }, { signal: abort.signal }) };
    });
    for (const { abort } of typed.slice(0, -1)) abort.abort(new Error('replaced'));
    const ends = await Promise.allSettled(typed.map(({ call }) => call));
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled']);
    await held;
    expect(await remote.call('started', undefined as never)).toEqual(['nurse']);
  });

  it('that throws outside a call is taken for dead, with all its calls', async () => {
    const remote = launch();
    const waiting = remote.call('endless', undefined);
    const breaking = remote.call('breakDown', undefined);
    await expect(waiting).rejects.toMatchObject({ code: WORKER_CRASHED });
    await expect(breaking).rejects.toMatchObject({ code: WORKER_CRASHED });
    expect((await remote.crashed).message).toContain('broken on purpose');
  });

  it('whose script is not there is dead too', async () => {
    const remote = launch(new Worker('/no-such-folder/no-such.worker.js', { type: 'module' }));
    await expect(remote.call('started', undefined as never)).rejects.toMatchObject({ code: WORKER_CRASHED });
  });

  it('that the page ends answers nothing any more', async () => {
    const remote = launch();
    const call = remote.call('endless', undefined);
    remote.terminate();
    await expect(call).rejects.toMatchObject({ code: WORKER_CRASHED });
    await expect(remote.call('started', undefined as never)).rejects.toMatchObject({ code: WORKER_CRASHED });
  });
});
