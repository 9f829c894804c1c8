/** @file A Blob as the tables know a file. */
import type { TableFile } from '../../core/tables/table-types.ts';

/** @param name how messages and exports call it */
export function tableFileOf(blob: Blob, name: string): TableFile {
  return {
    name,
    size: blob.size,
    slice: (start, end) => blob.slice(start, end).arrayBuffer(),
    stream: () => blob.stream(),
  };
}
