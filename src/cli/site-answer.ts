/** @file What a plain static host answers: files of a folder, with the headers that the build wrote into its `_headers`. */
import { statSync } from 'node:fs';
import { extname, join, sep } from 'node:path';

/** Headers of all paths that match. */
export interface HeaderRule {
  /** Begins with "/"; a "*" at its end stands for anything. */
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

export interface SiteRequest {
  readonly method: string;
  /** Path with the query, as it stands in the request. */
  readonly url: string;
  readonly ifNoneMatch: string | undefined;
}

export interface SiteAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** File to send; null where `text` says all. */
  readonly file: string | null;
  readonly text: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** Rules of a `_headers` file: a path at the beginning of a line, its headers below it with white space before them. */
export function parseHeaders(text: string): HeaderRule[] {
  const rules: HeaderRule[] = [];
  let headers: [string, string][] = [];
  for (const line of text.split(/\r?\n/u)) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    if (line.startsWith('/')) {
      headers = [];
      rules.push({ path: line.trim(), headers });
      continue;
    }
    const colon = line.indexOf(':');
    headers.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()]);
  }
  return rules;
}

function matches(rule: string, path: string): boolean {
  return rule.endsWith('*') ? path.startsWith(rule.slice(0, -1)) : path === rule;
}

function headersOf(rules: readonly HeaderRule[], path: string): Record<string, string> {
  return Object.fromEntries(
    rules.filter((rule) => matches(rule.path, path)).flatMap(({ headers }) => headers),
  );
}

/** The path that a request names; null where it is none, or leaves the folder. */
function pathOf(url: string): string | null {
  let path: string;
  try {
    path = decodeURIComponent(url.replace(/[?#].*$/su, ''));
  } catch {
    return null;
  }
  const hostile = !path.startsWith('/') || /[\0\\]/u.test(path) || path.split('/').includes('..');
  return hostile ? null : path;
}

/**
 * Answers a request out of `folder`. Missing files are 404, never another page: Rolemap would take it for a model.
 * @param rules out of the folder's `_headers`, which is not served itself
 */
export function siteAnswer(request: SiteRequest, folder: string, rules: readonly HeaderRule[]): SiteAnswer {
  const path = pathOf(request.url);
  const headers = headersOf(rules, path ?? '/');
  const plain = (status: number, text: string, more: Record<string, string> = {}): SiteAnswer => ({
    status,
    headers: { ...headers, ...more, 'Content-Type': 'text/plain; charset=utf-8' },
    file: null,
    text: `${text}\n`,
  });
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return plain(405, 'Only GET and HEAD.', { Allow: 'GET, HEAD' });
  if (path === null) return plain(400, 'This is no path.');
  const file = join(folder, ...(path === '/' ? '/index.html' : path).split('/').filter(Boolean));
  const facts = statSync(file, { throwIfNoEntry: false });
  const served =
    facts?.isFile() === true && file !== join(folder, '_headers') && file.startsWith(folder + sep);
  if (!served) return plain(404, 'There is no such file.', { 'Cache-Control': 'no-cache' });
  const tag = `"${facts.size.toString(36)}-${Math.trunc(facts.mtimeMs).toString(36)}"`;
  const type = TYPES[extname(file)] ?? 'application/octet-stream';
  const own = { ...headers, ETag: tag, 'Content-Type': type, 'Content-Length': String(facts.size) };
  if (request.ifNoneMatch === tag)
    return { status: 304, headers: { ...headers, ETag: tag }, file: null, text: '' };
  return { status: 200, headers: own, file: request.method === 'HEAD' ? null : file, text: '' };
}
