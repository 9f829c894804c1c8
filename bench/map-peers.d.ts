/** @file Types of the peers that bring none. */
declare module 'tsne' {
  interface Model {
    initDataRaw(rows: number[][]): void;
    step(): number;
    getSolution(): ArrayLike<number>[];
  }
  const tsnejs: { readonly tSNE: new (settings: Readonly<Record<string, number>>) => Model };
  export default tsnejs;
}
