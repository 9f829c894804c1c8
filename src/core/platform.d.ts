/**
 * The few globals that every place core runs in has (page, worker, Node), declared here because core's tsconfig leaves the
 * DOM and worker libraries out. Only core's own type check reads this file.
 */
declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  interface Module {
    readonly brand?: 'WebAssembly.Module';
  }
  interface Instance {
    readonly exports: Record<string, unknown>;
  }
  const Memory: new (descriptor: { initial: number; maximum?: number }) => Memory;
  const Module: new (bytes: Uint8Array<ArrayBuffer>) => Module;
  const Instance: new (module: Module, imports?: Record<string, Record<string, unknown>>) => Instance;
  function validate(bytes: Uint8Array<ArrayBuffer>): boolean;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: ArrayBuffer | ArrayBufferView, options?: { stream?: boolean }): string;
}
declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
}
declare function setTimeout(callback: () => void, milliseconds?: number): unknown;
declare class CompressionStream {
  constructor(format: 'deflate-raw');
  readonly writable: {
    getWriter(): {
      write(chunk: Uint8Array<ArrayBuffer>): Promise<void>;
      close(): Promise<void>;
      abort(reason?: unknown): Promise<void>;
    };
  };
  readonly readable: {
    getReader(): {
      read(): Promise<
        | { done: false; value: Uint8Array<ArrayBuffer> }
        | { done: true; value?: Uint8Array<ArrayBuffer> | undefined }
      >;
      cancel(reason?: unknown): Promise<void>;
    };
  };
}
