import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { answer, type MockState, type Reply, newState } from './answers.js';

const CSP =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

export interface MockServer {
  readonly url: string;
  readonly state: MockState;
  /** Method and address of every API request since the start. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** Serves the built pages and an API over a made-up hospital, with the security headers of the real one. */
export async function startMockServer(uiDir: string, port = 0): Promise<MockServer> {
  const state = newState();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://mock');
    response.setHeader('content-security-policy', CSP);
    if (!url.pathname.startsWith('/api/')) return servePage(uiDir, url.pathname, response);
    requests.push(`${request.method} ${url.pathname}${url.search}`);
    void serveApi(state, request, url, response);
  });
  await listen(server, port);
  const address = server.address();
  const actual = typeof address === 'object' && address ? address.port : port;
  return {
    url: `http://127.0.0.1:${actual}`,
    state,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));

function servePage(uiDir: string, path: string, response: ServerResponse): void {
  const file = join(uiDir, path);
  if (path.startsWith('/assets/') && existsSync(file)) {
    response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
    createReadStream(file).pipe(response);
    return;
  }
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(readFileSync(join(uiDir, 'index.html')));
}

async function serveApi(
  state: MockState,
  request: IncomingMessage,
  url: URL,
  response: ServerResponse,
): Promise<void> {
  const body = await bodyOf(request);
  const reply: Reply = answer(state, request.method ?? 'GET', url, body);
  response.statusCode = reply.status;
  if (reply.text !== undefined) {
    response.setHeader('content-type', reply.type ?? 'text/csv');
    response.end(reply.text);
    return;
  }
  response.setHeader('content-type', reply.status >= 400 ? 'application/problem+json' : 'application/json');
  response.end(reply.body === undefined ? undefined : JSON.stringify(reply.body));
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}
