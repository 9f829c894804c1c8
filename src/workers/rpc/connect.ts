/** @file The page's end of the RPC. */
import {
  WORKER_CRASHED,
  WorkerError,
  type FromWorker,
  type InputOf,
  type OutputOf,
  type ProgressOf,
  type Service,
} from './protocol.ts';

export interface CallOptions<P> {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (value: P) => void;
  readonly transfer?: readonly Transferable[];
}

/** A typed proxy of a service that lives in a worker. */
export interface Remote<S extends Service<S>> {
  /**
   * Calls a method. Rejects with the caller's abort reason, with a `WorkerError` that carries the method's error code, or with
   * code `worker-crashed` when the worker died.
   */
  call<M extends keyof S & string>(
    method: M,
    input: InputOf<S[M]>,
    options?: CallOptions<ProgressOf<S[M]>>,
  ): Promise<OutputOf<S[M]>>;
  /** Settles, with the reason, when the worker has died by itself. */
  readonly crashed: Promise<WorkerError>;
  /** Ends the worker; calls under way reject with code `worker-crashed`. */
  terminate(): void;
}

interface Pending {
  resolve(value: unknown): void;
  reject(reason: Error): void;
  onProgress: ((value: unknown) => void) | undefined;
}

export function connect<S extends Service<S>>(worker: Worker): Remote<S> {
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let death: WorkerError | null = null;
  let reportCrash: (error: WorkerError) => void;
  const crashed = new Promise<WorkerError>((resolve) => (reportCrash = resolve));

  function die(message: string): WorkerError {
    death ??= new WorkerError({ name: 'WorkerError', message, code: WORKER_CRASHED, stack: undefined });
    for (const call of pending.values()) call.reject(death);
    pending.clear();
    worker.terminate();
    return death;
  }

  worker.addEventListener('message', (event: MessageEvent<FromWorker>) => {
    const message = event.data;
    const call = pending.get(message.id);
    if (!call) return; // Abandoned by its caller.
    if (message.kind === 'progress') return call.onProgress?.(message.value);
    pending.delete(message.id);
    if (message.kind === 'result') call.resolve(message.value);
    else call.reject(new WorkerError(message.error));
  });
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    reportCrash(
      die(
        `The worker stopped: ${event.message || 'its script could not be loaded or it ran out of memory'}.`,
      ),
    );
  });
  worker.addEventListener('messageerror', () =>
    reportCrash(die('The worker sent a message that could not be read.')),
  );

  function call(method: string, input: unknown, options: CallOptions<unknown> = {}): Promise<unknown> {
    const { signal, onProgress, transfer = [] } = options;
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    if (death) return Promise.reject(death);
    const id = ++lastId;
    return new Promise((resolve, reject) => {
      // First, because it throws where the input cannot be cloned.
      worker.postMessage({ kind: 'call', id, method, input }, [...transfer]);
      const abort = () => {
        if (!pending.delete(id)) return;
        worker.postMessage({ kind: 'abort', id });
        reject(signal!.reason as Error);
      };
      signal?.addEventListener('abort', abort, { once: true });
      // A signal may outlive thousands of calls.
      const forget = () => signal?.removeEventListener('abort', abort);
      pending.set(id, {
        resolve: (value) => {
          forget();
          resolve(value);
        },
        reject: (reason) => {
          forget();
          reject(reason);
        },
        onProgress,
      });
    });
  }

  return { call: call as Remote<S>['call'], crashed, terminate: () => void die('The worker was ended.') };
}
