/** @file What the Library says of a stored file beside its size: its group, its licence, its name on disk. */
import type { Manifest, ModelId } from '../../core/formats/manifest.ts';
import type { FileKind, ListedFile } from '../../store/records.ts';

/** Kinds in the order in which they stand, with their headings. */
export const KIND_NAMES: Readonly<Record<FileKind, string>> = {
  model: 'Models',
  runtime: 'Runtimes',
  data: 'Data',
  coder: 'Coder',
};

export interface FileGroup {
  readonly kind: FileKind;
  readonly name: string;
  readonly bytes: number;
  readonly files: readonly ListedFile[];
}

/** The files by kind, kinds without files left out. */
export function groupFiles(files: readonly ListedFile[]): readonly FileGroup[] {
  return (Object.keys(KIND_NAMES) as FileKind[]).flatMap((kind) => {
    const own = files.filter((file) => file.kind === kind);
    const bytes = own.reduce((sum, file) => sum + file.bytes, 0);
    return own.length > 0 ? [{ kind, name: KIND_NAMES[kind], bytes, files: own }] : [];
  });
}

/** Licence of a stored file (see NOTICE): models and postings say their own, tables made from the title data have that one's. */
export function licenceOf({ path, kind }: Pick<ListedFile, 'path' | 'kind'>, manifest: Manifest): string {
  if (kind === 'model') return manifest.models[path.split('/')[1] as ModelId].licence;
  return path.startsWith('data/') ? manifest.corpus.licence : 'MIT';
}

/** Name under which the file is saved: its path without folders that mean nothing outside, "tuned-model_q4.onnx". */
export function diskName(path: string): string {
  return path
    .split('/')
    .slice(1)
    .filter((part) => part !== 'onnx')
    .join('-');
}
