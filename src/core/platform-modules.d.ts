/** AssemblyScript sources, compiled by scripts/vite/assemblyscript.ts: the default export is the module's bytes. */
declare module '*.as.ts?wasm' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
declare module '*.as.ts?wasm&relaxed' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
