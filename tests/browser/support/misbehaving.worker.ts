/** @file A worker that can be told to fail in the ways in which workers fail. */
import type { CallContext, MessageEnd } from '../../../src/workers/rpc/protocol.ts';
import { serve } from '../../../src/workers/rpc/serve.ts';

export class Misbehaving {
  readonly #started: string[] = [];

  started(): readonly string[] {
    return this.#started;
  }

  note({ text }: { text: string }): void {
    this.#started.push(text);
  }

  double(
    { buffer }: { buffer: ArrayBuffer },
    { transfer }: CallContext,
  ): { doubled: Uint8Array; received: number } {
    const doubled = new Uint8Array(buffer).map((byte) => byte * 2);
    transfer(doubled.buffer);
    return { doubled, received: buffer.byteLength };
  }

  /** Holds the thread, so that what is posted meanwhile waits. */
  hold(milliseconds: number): void {
    const end = performance.now() + milliseconds;
    while (performance.now() < end);
  }

  endless(): Promise<never> {
    return new Promise(() => undefined);
  }

  /** Throws outside any call, as a broken script does. */
  breakDown(): Promise<never> {
    setTimeout(() => {
      throw new Error('broken on purpose');
    }, 0);
    return this.endless();
  }
}

serve(new Misbehaving(), self as unknown as MessageEnd);
