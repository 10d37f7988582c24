/** Development: the server, restarted when its sources change, and Vite's own server for the pages beside it. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const vite = [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), '--config', join(root, 'web', 'vite.config.ts')];
const server = ['--watch', join(root, 'server', 'main.ts'), ...process.argv.slice(2)];
const children = [server, vite].map((words) => spawn(process.execPath, words, { cwd: root, stdio: 'inherit' }));

const endAll = (): void => {
  for (const child of children) child.kill('SIGTERM');
};
process.on('SIGINT', endAll);
process.on('SIGTERM', endAll);
for (const child of children) {
  child.once('exit', (code) => {
    process.exitCode ||= code ?? 1;
    endAll();
  });
}
