/** @file `rolemap serve`: the built site on a port, as any static host serves it. */
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream';
import { numberOf, type Arguments } from './arguments.ts';
import type { Command } from './command.ts';
import type { Environment } from './environment.ts';
import { CommandError, EXIT, UsageError } from './errors.ts';
import { parseHeaders, siteAnswer, type HeaderRule } from './site-answer.ts';

const DEFAULT_PORT = 8080;
const DEFAULT_HOST = '127.0.0.1';

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
  rules: readonly HeaderRule[],
): void {
  const { method = '', url = '/', headers } = request;
  const found = siteAnswer({ method, url, ifNoneMatch: headers['if-none-match'] }, folder, rules);
  response.writeHead(found.status, found.headers);
  if (found.file === null) response.end(method === 'HEAD' ? '' : found.text);
  // A visitor who goes away in the middle is no failure.
  else pipeline(createReadStream(found.file), response, () => undefined);
}

async function serve(args: Arguments, { signal, errors, siteFolder }: Environment): Promise<number> {
  if (args.positionals.length > 0) throw new UsageError('serve takes no file; --folder names the site.');
  const port = numberOf(args, 'port', { least: 0, most: 65_535, whole: true }) ?? DEFAULT_PORT;
  const host = args.text('host') ?? DEFAULT_HOST;
  const folder = resolve(args.text('folder') ?? siteFolder);
  if (!existsSync(join(folder, 'index.html')))
    throw new CommandError(`${folder} holds no built site. Make it with: npm run build.`);
  const headers = join(folder, '_headers');
  const rules = existsSync(headers) ? parseHeaders(readFileSync(headers, 'utf8')) : [];
  const server = createServer((request, response) => answer(request, response, folder, rules));
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  await errors.write(`Rolemap is at http://${host}:${bound}/ (Ctrl-C ends it).\n`);
  if (!signal.aborted) await once(signal, 'abort');
  server.close();
  server.closeAllConnections();
  return EXIT.ok;
}

export const SERVE: Command = {
  name: 'serve',
  summary: 'Serve the built site on this machine, as the container does.',
  usage: '[OPTIONS]',
  description: [
    'Serves dist/ with the headers of its file _headers: the content security policy, and what may be cached. Only for the machine itself unless --host says otherwise. Browsers give service workers and storage to https and to localhost only, so put it behind a host with a certificate.',
  ],
  options: [
    { name: 'port', value: 'N', help: `Port (default ${DEFAULT_PORT}; 0 takes any that is free).` },
    {
      name: 'host',
      value: 'ADDRESS',
      help: `Address to listen at (default ${DEFAULT_HOST}; 0.0.0.0 for all).`,
    },
    { name: 'folder', value: 'PATH', help: 'Folder of the site (default dist/).' },
  ],
  examples: [['rolemap serve --port 8080', 'The site at http://127.0.0.1:8080/']],
  run: serve,
};
