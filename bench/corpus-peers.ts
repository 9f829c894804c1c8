/**
 * @file Packages that search vectors in a browser, for the same rows and queries. They are no dependencies of the app: a peer that is
 * not installed is left out, and the bench says so. `npm install --no-save @orama/orama@3.1.18 hnswlib-wasm@0.8.2 voy-search@0.6.3`.
 */
import { DIMENSION } from './corpus-vectors.ts';

/** An index that was built. */
export interface PeerIndex {
  /** Rows nearest to a query, the nearest first. */
  nearest(query: Float32Array, k: number): Promise<readonly number[]> | readonly number[];
}

export interface Peer {
  readonly name: string;
  /** Null where the package is not installed. */
  readonly build: ((rows: readonly Float32Array[]) => Promise<PeerIndex>) | null;
}

type Load = () => Promise<unknown>;

/** Globs of nothing where the package is not there. */
const ORAMA: Record<string, Load> = import.meta.glob('/node_modules/@orama/orama/dist/browser/index.js');
const HNSWLIB: Record<string, Load> = import.meta.glob('/node_modules/hnswlib-wasm/dist/hnswlib.js');
const VOY: Record<string, Load> = import.meta.glob('/node_modules/voy-search/voy_search_bg.js');
const VOY_WASM: Record<string, Load> = import.meta.glob('/node_modules/voy-search/voy_search_bg.wasm', {
  query: '?url',
  import: 'default',
});

function only(found: Record<string, Load>): Load | undefined {
  return Object.values(found)[0];
}

interface Orama {
  create(plan: { schema: Record<string, string> }): unknown;
  insertMultiple(database: unknown, documents: readonly object[], batch: number): Promise<unknown>;
  search(database: unknown, query: object): Promise<{ hits: readonly { document: { row: number } }[] }>;
}

async function buildOrama(load: Load, rows: readonly Float32Array[]): Promise<PeerIndex> {
  const orama = (await load()) as Orama;
  const database = orama.create({ schema: { row: 'number', vector: `vector[${DIMENSION}]` } });
  const documents = rows.map((vector, row) => ({ id: String(row), row, vector: [...vector] }));
  await orama.insertMultiple(database, documents, 1000);
  return {
    nearest: async (query, k) => {
      const vector = { value: [...query], property: 'vector' };
      const { hits } = await orama.search(database, { mode: 'vector', vector, similarity: 0, limit: k });
      return hits.map(({ document }) => document.row);
    },
  };
}

interface Hnswlib {
  loadHnswlib(): Promise<{
    HierarchicalNSW: new (
      space: 'ip',
      dimension: number,
      autosave: string,
    ) => {
      initIndex(most: number, m: number, efConstruction: number, seed: number): void;
      setEfSearch(ef: number): void;
      addItems(vectors: Float32Array[], replaceDeleted: boolean): number[];
      searchKnn(query: Float32Array, k: number, filter: undefined): { neighbors: number[] };
    };
  }>;
}

async function buildHnswlib(load: Load, rows: readonly Float32Array[]): Promise<PeerIndex> {
  const { HierarchicalNSW } = await ((await load()) as Hnswlib).loadHnswlib();
  const index = new HierarchicalNSW('ip', DIMENSION, '');
  index.initIndex(rows.length, 16, 200, 7);
  const labels = index.addItems([...rows], false);
  index.setEfSearch(100);
  const rowOf = new Map(labels.map((label, row) => [label, row]));
  return {
    nearest: (query, k) =>
      index.searchKnn(query, k, undefined).neighbors.map((label) => rowOf.get(label) ?? -1),
  };
}

interface Voy {
  __wbg_set_wasm(exports: unknown): void;
  readonly Voy: new (resource: {
    embeddings: readonly { id: string; title: string; url: string; embeddings: readonly number[] }[];
  }) => { search(query: Float32Array, k: number): { neighbors: readonly { id: string }[] } };
}

async function buildVoy(load: Load, rows: readonly Float32Array[]): Promise<PeerIndex> {
  const module = (await load()) as Voy;
  const url = (await only(VOY_WASM)!()) as string;
  const imports = { './voy_search_bg.js': module as unknown as WebAssembly.ModuleImports };
  const { instance } = await WebAssembly.instantiate(await (await fetch(url)).arrayBuffer(), imports);
  module.__wbg_set_wasm(instance.exports);
  const index = new module.Voy({
    embeddings: rows.map((vector, row) => ({ id: String(row), title: '', url: '', embeddings: [...vector] })),
  });
  return { nearest: (query, k) => index.search(query, k).neighbors.map(({ id }) => Number(id)) };
}

function peer(
  name: string,
  load: Load | undefined,
  build: (load: Load, rows: readonly Float32Array[]) => Promise<PeerIndex>,
): Peer {
  return { name, build: load ? (rows) => build(load, rows) : null };
}

export const PEERS: readonly Peer[] = [
  peer('@orama/orama 3.1.18', only(ORAMA), buildOrama),
  peer('hnswlib-wasm 0.8.2', only(HNSWLIB), buildHnswlib),
  peer('voy-search 0.6.3', only(VOY), buildVoy),
];
