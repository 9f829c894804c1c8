/** @file Pasted lines as a file, so that they are read like one. */
import type { TableFile } from './table-types.ts';

/** Pasted text, which is UTF-8 whatever it holds. @param name how messages and exports call it */
export function pastedTable(text: string, name = 'Pasted lines'): TableFile {
  const bytes = new TextEncoder().encode(text);
  return {
    name,
    size: bytes.length,
    slice: (start, end) => Promise.resolve(bytes.slice(start, end).buffer),
    stream: () =>
      new ReadableStream<Uint8Array<ArrayBuffer>>({
        start(controller) {
          controller.enqueue(bytes.slice());
          controller.close();
        },
      }),
  };
}
