/** Serves the built pages. Every address below /m and /desk is a page of its single-page application. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const faces = ['m', 'desk'] as const;
const policy =
  "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'; connect-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'";

export async function servePages(app: FastifyInstance, dir: string): Promise<boolean> {
  if (!existsSync(join(dir, 'm/index.html'))) return false;
  await app.register(fastifyStatic, {
    root: dir,
    wildcard: false,
    // The addresses of folders are the redirects and the applications below, not files.
    index: false,
    setHeaders: (reply, path) => {
      // Hashed names never change their content; everything else is asked for anew.
      reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
      if (path.endsWith('.html')) reply.header('content-security-policy', policy);
    },
  });
  app.get('/', { schema: { hide: true } }, (_request, reply) => reply.redirect('/m/'));
  for (const face of faces) {
    app.get(`/${face}`, { schema: { hide: true } }, (_request, reply) => reply.redirect(`/${face}/`));
    app.get(`/${face}/*`, { schema: { hide: true } }, (_request, reply) => reply.sendFile(`${face}/index.html`));
  }
  return true;
}
