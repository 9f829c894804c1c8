/** @file The files of a folder that was chosen or dropped, with their paths. */
import type { FolderFile } from '../../core/models/folder-files.ts';

/** A file with its path, as the reader of model folders wants it, and the file itself. */
export interface PickedFile extends FolderFile {
  readonly file: File;
}

/** More files than a model has: somebody chose a whole disk. */
const MAXIMUM_FILES = 2000;

/** Files of an `<input type="file">`, with webkitdirectory or without. */
export function pickedFiles(files: Iterable<File>): readonly PickedFile[] {
  return Array.from(files, (file) => picked(file, file.webkitRelativePath || file.name));
}

/** Files of a drop, those of folders included. Call it in the event's own turn: the browser empties the transfer afterwards. */
export async function droppedFiles(transfer: DataTransfer): Promise<readonly PickedFile[]> {
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry()).filter(
    (entry) => entry !== null,
  );
  if (entries.length === 0) return pickedFiles(transfer.files);
  const found: PickedFile[] = [];
  for (const entry of entries) await collect(entry, found);
  return found;
}

async function collect(entry: FileSystemEntry, found: PickedFile[]): Promise<void> {
  if (found.length >= MAXIMUM_FILES) return;
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    found.push(picked(file, entry.fullPath.replace(/^\//, '')));
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A directory comes in pieces of a hundred, and ends with an empty one.
    const children = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (children.length === 0) return;
    for (const child of children) await collect(child, found);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function picked(file: File, path: string): PickedFile {
  return { path, bytes: file.size, text: () => file.text(), file };
}
