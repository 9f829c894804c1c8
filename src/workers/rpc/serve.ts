/** @file The worker's end of the RPC. */
import {
  describeError,
  type CallContext,
  type CallMessage,
  type MessageEnd,
  type Service,
  type ToWorker,
} from './protocol.ts';

type Method = (input: unknown, context: CallContext) => unknown;

/**
 * Answers calls on `end` with the methods of `service`. A call whose abort arrives before its method starts is not run at all:
 * abandoned queries cost nothing.
 */
export function serve<S extends Service<S>>(service: S, end: MessageEnd): void {
  const running = new Map<number, AbortController>();
  const methods = service as unknown as Record<string, Method | undefined>;

  async function answer(call: CallMessage, controller: AbortController): Promise<void> {
    const buffers: ArrayBuffer[] = [];
    const context: CallContext = {
      signal: controller.signal,
      progress: (value) => end.postMessage({ kind: 'progress', id: call.id, value }, []),
      transfer: (...more) => void buffers.push(...more),
    };
    try {
      // One turn of the message queue lets an abort that is already waiting overtake the work.
      await new Promise((resolve) => setTimeout(resolve, 0));
      controller.signal.throwIfAborted();
      const method = methods[call.method];
      if (!method) throw new TypeError(`This worker has no method "${call.method}".`);
      const value = await method.call(service, call.input, context);
      end.postMessage({ kind: 'result', id: call.id, value }, buffers);
    } catch (error) {
      end.postMessage({ kind: 'error', id: call.id, error: describeError(error) }, []);
    } finally {
      running.delete(call.id);
    }
  }

  end.addEventListener('message', (event: MessageEvent) => {
    const message = event.data as ToWorker;
    if (message.kind === 'abort') {
      running.get(message.id)?.abort();
      return;
    }
    const controller = new AbortController();
    running.set(message.id, controller);
    void answer(message, controller);
  });
}
