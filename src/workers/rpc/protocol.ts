/** @file The one message protocol between the page and its workers: calls with ids, cancellation, progress, structured errors. */

export interface CallMessage {
  readonly kind: 'call';
  readonly id: number;
  readonly method: string;
  readonly input: unknown;
}
export interface AbortMessage {
  readonly kind: 'abort';
  readonly id: number;
}
export type ToWorker = CallMessage | AbortMessage;

/** An error as it crosses the thread border. `code` is what programs branch on, `message` is what people read. */
export interface ErrorShape {
  readonly name: string;
  readonly message: string;
  readonly code: string;
  readonly stack: string | undefined;
}

export type FromWorker =
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: ErrorShape }
  | { readonly kind: 'progress'; readonly id: number; readonly value: unknown };

/** What a method of a service is given beside its input. */
export interface CallContext<P = unknown> {
  /** Aborted when the caller gave up; a method that runs long looks at it between its steps. */
  readonly signal: AbortSignal;
  readonly progress: (value: P) => void;
  /** Hands buffers of the result over instead of copying them. */
  readonly transfer: (...buffers: ArrayBuffer[]) => void;
}

/** A service: named methods of one input each. The worker implements it, the page calls it through `Remote`. */
export type Service<S> = { [M in keyof S]: (input: never, context: never) => unknown };

export type InputOf<F> = F extends (input: infer I, ...rest: never[]) => unknown ? I : never;
export type OutputOf<F> = F extends (...parameters: never[]) => infer O ? Awaited<O> : never;
export type ProgressOf<F> = F extends (input: never, context: CallContext<infer P>) => unknown ? P : never;

/** The two ends of a message channel that both a Worker and a worker's global scope have. */
export interface MessageEnd {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

/** An error that a method threw in a worker, or that ended the worker. */
export class WorkerError extends Error {
  readonly code: string;
  constructor(shape: ErrorShape) {
    super(shape.message);
    this.name = shape.name;
    this.code = shape.code;
    if (shape.stack !== undefined) this.stack = shape.stack;
  }
}

/** The worker itself died (out of memory, killed, script failed to load): every call under way is lost, a new worker is needed. */
export const WORKER_CRASHED = 'worker-crashed';

export function describeError(error: unknown): ErrorShape {
  if (!(error instanceof Error))
    return { name: 'Error', message: String(error), code: 'unknown', stack: undefined };
  const code: unknown = 'code' in error ? error.code : undefined;
  return {
    name: error.name,
    message: error.message,
    code: typeof code === 'string' ? code : 'unknown',
    stack: error.stack,
  };
}
