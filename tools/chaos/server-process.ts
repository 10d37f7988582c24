/** The server under fire as the harness sees it: started, killed, started again on the same data and port. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Ready } from './acts.ts';
import type { Line } from './line.ts';

export class ServerProcess {
  port = 0;
  clusterDir = '';
  appUrl = '';
  private child: ChildProcess | null = null;
  private readonly dataDir: string;
  private readonly line: Line;
  private readonly onLog: (line: string) => void;

  constructor(dataDir: string, line: Line, onLog: (line: string) => void) {
    this.dataDir = dataDir;
    this.line = line;
    this.onLog = onLog;
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** Resolves when it listens. One that ends before (the disk is full) is started again, as an operator's system does. */
  async start(): Promise<void> {
    for (let turn = 0; turn < 100; turn += 1) {
      const ready = await this.tryStart();
      if (!ready) continue;
      this.port = ready.port;
      this.clusterDir = ready.clusterDir;
      this.appUrl = ready.appUrl;
      this.line.target = ready.database;
      return;
    }
    throw new Error('The server does not start');
  }

  private async tryStart(): Promise<Ready | null> {
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'serve.ts')],
      {
        env: {
          ...process.env,
          CHAOS_DATA: this.dataDir,
          CHAOS_PORT: String(this.port),
          ...(this.line.target === 0 ? {} : { CHAOS_LINE: String(this.line.port) }),
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    this.child = child;
    createInterface({ input: child.stderr }).on('line', this.onLog);
    const said = createInterface({ input: child.stdout });
    const ended = once(child, 'exit').then(() => null);
    const first = await Promise.race([once(said, 'line').then(([line]) => JSON.parse(line as string) as Ready), ended]);
    return first;
  }

  async kill(): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** Ends it in order, with its database. */
  async stop(): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }
}
