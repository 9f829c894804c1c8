/** @file HTTP headers of the site: for the development and preview servers, for hosts that read `_headers`, and as `<meta>`. */
import type { HtmlTagDescriptor, Plugin } from 'vite';
import { CONTENT_SECURITY_POLICY } from '../../src/core/security-policy.ts';

const COMMON: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

/** Vite's development page has inline scripts and styles and a WebSocket; the rest is as in production. */
const DEVELOPMENT_POLICY: string = CONTENT_SECURITY_POLICY.replace(
  "script-src 'self'",
  "script-src 'self' 'unsafe-inline'",
)
  .replace("connect-src 'self'", "connect-src 'self' ws: wss:")
  .concat("; style-src 'self' 'unsafe-inline'");

/** A name that carries a hash never changes its content; everything else is asked for again at each visit. */
const IMMUTABLE = 'public, max-age=31536000, immutable';
const REVALIDATED = 'no-cache';

/** Headers that every response of a server in this mode carries. */
export function securityHeaders(mode: 'development' | 'production'): Record<string, string> {
  const policy = mode === 'production' ? CONTENT_SECURITY_POLICY : DEVELOPMENT_POLICY;
  return { 'Content-Security-Policy': policy, ...COMMON };
}

/** `_headers` as Cloudflare Pages and Netlify read it, for a deployment at the root of its host. */
export function headersFile(): string {
  const rules: Record<string, Record<string, string>> = {
    '/*': securityHeaders('production'),
    '/store/*': { 'Cache-Control': IMMUTABLE },
    '/assets/*': { 'Cache-Control': IMMUTABLE },
    '/': { 'Cache-Control': REVALIDATED },
    '/index.html': { 'Cache-Control': REVALIDATED },
    '/manifest.json': { 'Cache-Control': REVALIDATED },
    '/service-worker.js': { 'Cache-Control': REVALIDATED },
    '/runtimes/*': { 'Cache-Control': REVALIDATED },
    '/data/*': { 'Cache-Control': REVALIDATED },
  };
  const blocks = Object.entries(rules).map(([path, headers]) =>
    [path, ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`)].join('\n'),
  );
  return ['# Below a path of the host, put the path before each rule.', ...blocks].join('\n') + '\n';
}

/** Adds the policy to the built page as `<meta>` (for hosts without headers) and writes `_headers`. */
export function securityPlugin(): Plugin {
  const meta: HtmlTagDescriptor = {
    tag: 'meta',
    attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_SECURITY_POLICY },
    injectTo: 'head-prepend',
  };
  return {
    name: 'rolemap-security',
    apply: 'build',
    transformIndexHtml: () => [meta],
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: '_headers', source: headersFile() });
    },
  };
}
