/**
 * Builds the two faces into dist/web: `/m/` for phones and `/desk/` for the workbench.
 * Asset addresses are absolute because deep links such as /m/orders/1/… are answered with the same page.
 */
import react from '@vitejs/plugin-react';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, defineConfig, type Plugin } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** Where the build goes; a measurement of one face may send it elsewhere. */
const outDir = process.env['SHAOYING_WEB_OUT'] ?? here('../dist/web');

interface Chunk {
  readonly type: string;
  readonly fileName: string;
  readonly facadeModuleId?: string | null;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
  readonly viteMetadata?: { readonly importedCss?: ReadonlySet<string> };
}

/** The files that the phone face needs without a network, found by following imports from its entry. */
function shellOf(bundle: Readonly<Record<string, Chunk>>): string[] {
  const entry = Object.values(bundle).find((c) => c.facadeModuleId?.endsWith('/web/m/index.html'));
  const found = new Set<string>();
  const queue = entry ? [entry.fileName] : [];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const chunk = bundle[name];
    if (!chunk || found.has(name)) continue;
    found.add(name);
    for (const css of chunk.viteMetadata?.importedCss ?? []) found.add(css);
    queue.push(...(chunk.imports ?? []), ...(chunk.dynamicImports ?? []));
  }
  return [...found].sort().map((name) => `/${name}`);
}

/** The service worker is built after the pages, because it carries the list of their hashed files. It is one plain script. */
function serviceWorker(): Plugin {
  let shell: string[] = [];
  return {
    name: 'shaoying-service-worker',
    apply: 'build',
    generateBundle(_options, bundle) {
      shell = shellOf(bundle as unknown as Record<string, Chunk>);
    },
    async closeBundle() {
      if (shell.length === 0) return;
      await build({
        configFile: false,
        logLevel: 'warn',
        define: { __SHELL__: JSON.stringify(['/m/', ...shell]) },
        build: {
          outDir,
          emptyOutDir: false,
          copyPublicDir: false,
          lib: { entry: here('./m/sw.ts'), formats: ['iife'], name: 'shaoying', fileName: () => 'm/sw.js' },
        },
      });
    },
  };
}

/** While developing, deep links inside a face are answered with that face's page, as the server does. */
function faces(): Plugin {
  return {
    name: 'shaoying-faces',
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        const face = /^\/(m|desk)\/(?!.*\.\w+(\?|$))/.exec(request.url ?? '')?.[1];
        if (face && request.headers.accept?.includes('text/html')) request.url = `/${face}/index.html`;
        next();
      });
    },
  };
}

/** `SHAOYING_FACES=m` builds the phone face alone, for measuring it. */
const withDesk = process.env['SHAOYING_FACES'] !== 'm' && existsSync(here('./desk/main.tsx'));

export default defineConfig({
  root: here('.'),
  base: '/',
  plugins: [react(), faces(), serviceWorker()],
  server: {
    proxy: { '/api': { target: process.env['SHAOYING_API'] ?? 'http://127.0.0.1:8610', changeOrigin: false } },
  },
  build: {
    outDir,
    emptyOutDir: true,
    target: ['chrome87', 'safari14', 'firefox90'],
    sourcemap: false,
    rolldownOptions: {
      // The kit is one face with many rooms: a page loads the rooms that it uses.
      treeshake: { moduleSideEffects: (id: string) => !/\/web\/kit\/[\w-]+\.tsx?$/.test(id) },
      input: { m: here('./m/index.html'), ...(withDesk ? { desk: here('./desk/index.html') } : {}) },
    },
  },
});
