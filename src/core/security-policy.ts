/** @file The content security policy, once: for the service worker, the `<meta>` of the page, `_headers` and the preview server. */

const DIRECTIVES: readonly (readonly [string, string])[] = [
  ['default-src', "'self'"],
  ['script-src', "'self' 'wasm-unsafe-eval'"],
  ['connect-src', "'self'"],
  ['img-src', "'self' blob: data:"],
  ['object-src', "'none'"],
  ['base-uri', "'none'"],
  // Not covered by default-src: a form could otherwise carry text to another origin.
  ['form-action', "'none'"],
];

/** No third-party origin, no eval; WebAssembly may be compiled. Value of a `Content-Security-Policy` header. */
export const CONTENT_SECURITY_POLICY: string = DIRECTIVES.map(([name, value]) => `${name} ${value}`).join(
  '; ',
);
