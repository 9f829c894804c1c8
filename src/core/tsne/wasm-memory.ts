/** @file A compiled kernel with memory of its own, handed out piece by piece. */

const PAGE = 65536;
/** Below lies the compiler's own data (the tables of the logarithm). */
const FIRST = PAGE;

/** Compiles a kernel's bytes; once for all maps of a worker. */
export function compileKernel(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  return new WebAssembly.Module(bytes);
}

/** Nothing is given back: a map's memory goes with the map. Views are taken anew after every `take`, which may move the buffer. */
export class KernelMemory<Exports extends { readonly memory: WebAssembly.Memory }> {
  readonly exports: Exports;
  #next = FIRST;

  constructor(module: WebAssembly.Module) {
    this.exports = new WebAssembly.Instance(module, {}).exports as unknown as Exports;
  }

  /** Address of `bytes` bytes, a multiple of 64. */
  take(bytes: number): number {
    const address = this.#next;
    this.#next = Math.ceil((address + bytes) / 64) * 64;
    const missing = this.#next - this.exports.memory.buffer.byteLength;
    if (missing > 0) this.exports.memory.grow(Math.ceil(missing / PAGE));
    return address;
  }

  put(values: Float32Array | Float64Array | Uint32Array): number {
    const address = this.take(values.byteLength);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    new Uint8Array(this.exports.memory.buffer).set(bytes, address);
    return address;
  }

  doubles(address: number, count: number): Float64Array<ArrayBuffer> {
    return new Float64Array(this.exports.memory.buffer, address, count);
  }

  singles(address: number, count: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.exports.memory.buffer, address, count);
  }

  integers(address: number, count: number): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.exports.memory.buffer, address, count);
  }
}
