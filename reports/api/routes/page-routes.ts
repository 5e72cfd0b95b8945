import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Dependencies } from '../dependencies.js';
import { notFound } from '../problems.js';

/** Addresses of pages; the pages find their way from there themselves. */
const PAGES = [
  '/',
  '/ct',
  '/rf',
  '/mg',
  '/dx',
  '/nm',
  '/studies/:id',
  '/imports',
  '/exports',
  '/api',
  '/sign-in',
  '/admin',
  '/admin/*',
];
const ASSET = /^[A-Za-z0-9][A-Za-z0-9._-]{0,150}(?:\/[A-Za-z0-9][A-Za-z0-9._-]{0,150}){0,4}$/;

/** The built pages and their files. Both are public: they hold no data. */
export const pageRoutes =
  ({ config }: Dependencies): FastifyPluginAsync =>
  async (app) => {
    const folder = config.uiFolder;
    const isBuilt = folder !== null && existsSync(join(folder, 'index.html'));
    if (isBuilt) {
      await app.register(fastifyStatic, {
        root: folder,
        serve: false,
        cacheControl: false,
        dotfiles: 'deny',
        preCompressed: true,
      });
    }
    const page = async (_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      if (!isBuilt) {
        return reply
          .code(503)
          .type('text/plain; charset=utf-8')
          .send('The pages are not built. Run `npm run build`, then start the server again.\n');
      }
      return reply.header('cache-control', 'no-cache').sendFile('index.html');
    };
    for (const path of PAGES)
      app.get(path, { config: { permission: 'public' }, schema: { hide: true } }, page);
    // The pages say that there is none at this address, and lead on; a program is told by the problem alone.
    app.get('/*', { config: { permission: 'public' }, schema: { hide: true } }, async (request, reply) => {
      const isReader = request.headers.accept?.includes('text/html') && !request.url.startsWith('/api/');
      if (!isReader) throw notFound();
      return page(request, reply.code(404));
    });

    app.get<{ Params: { '*': string } }>(
      '/assets/*',
      { config: { permission: 'public' }, schema: { hide: true } },
      async (request, reply) => {
        const path = request.params['*'];
        if (!isBuilt || !ASSET.test(path)) throw notFound();
        const hashed = /[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$/.test(path);
        const kept = hashed ? 'public, max-age=31536000, immutable' : 'public, no-cache';
        return reply
          .header('cache-control', kept)
          .header('vary', 'accept-encoding')
          .sendFile(`assets/${path}`);
      },
    );
  };
