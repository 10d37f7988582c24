/** The server under replay: a child process with a driven clock, a receiver of one-time codes, and the control socket. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createConnection, type Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const root = resolve(import.meta.dirname, '../..');
const startLimit_ms = 90_000;

/** Takes the codes that the platform would send by SMS. */
export interface CodeBox {
  readonly url: string;
  /** The last code sent to this phone, once. */
  take(phone: string): string | null;
  close(): Promise<void>;
}

export async function codeBox(): Promise<CodeBox> {
  const codes = new Map<string, string>();
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      const { phone, code } = JSON.parse(body) as { phone: string; code: string };
      codes.set(phone, code);
      response.end('{}');
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}/`,
    take(phone) {
      const code = codes.get(phone) ?? null;
      codes.delete(phone);
      return code;
    },
    close: () => new Promise((closed) => void server.close(() => closed())),
  };
}

export interface DeploymentOptions {
  readonly dataDir: string;
  readonly seed: string;
  readonly codes: CodeBox;
  /** Lines that the server writes to its standard error. */
  readonly onLog: (line: string) => void;
}

/** One deployment over the restarts of its server. */
export class Deployment {
  private readonly options: DeploymentOptions;
  private child: ChildProcess | null = null;
  private socket: Socket | null = null;
  private waiting: ((answer: string) => void)[] = [];
  private starts = 0;
  private peak_kb = 0;
  /** Where the server listens; it changes with each start. */
  port = 0;
  /** The platform's clock as last moved; it never goes back. */
  clock_ms = 0;

  constructor(options: DeploymentOptions) {
    this.options = options;
  }

  async start(): Promise<void> {
    const control = join(this.options.dataDir, `control-${this.starts}.sock`);
    const env = {
      ...process.env,
      SHAOYING_DEPLOYMENT: 'test',
      SHAOYING_DATA: this.options.dataDir,
      PORT: '0',
      HOST: '127.0.0.1',
      SHAOYING_CONTROL: control,
      SHAOYING_SILENT_CLOSING: 'off',
      SHAOYING_CODE_GATEWAY: this.options.codes.url,
      // A restarted server must not draw again the random values that it has already given away.
      SHAOYING_SEED: `${this.options.seed}${this.starts === 0 ? '' : `-restart-${this.starts}`}`,
    };
    this.starts += 1;
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'server/main.ts')], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    createInterface({ input: child.stderr }).on('line', this.options.onLog);
    this.port = await this.announced(child);
    this.socket = await connectTo(control);
    createInterface({ input: this.socket }).on('line', (line) => this.waiting.shift()?.(line));
    this.socket.on('close', () => this.hangUp());
  }

  private announced(child: ChildProcess): Promise<number> {
    return new Promise((found, failed) => {
      const timer = setTimeout(() => failed(new Error('The server did not start in time')), startLimit_ms);
      const said: string[] = [];
      createInterface({ input: child.stdout! }).on('line', (line) => {
        said.push(line);
        const port = /http:\/\/127\.0\.0\.1:(\d+)\/api\/openapi\.json/.exec(line)?.[1];
        if (!port) return;
        clearTimeout(timer);
        found(Number(port));
      });
      child.once('exit', (code) => {
        clearTimeout(timer);
        failed(new Error(`The server ended with ${code ?? 'a signal'} before it was ready\n${said.join('\n')}`));
      });
    });
  }

  /** Moves the platform's clock; everything due until then, and all that follows from it, has happened when it answers. */
  async moveTo(at: number): Promise<void> {
    await this.command({ set: new Date(at).toISOString() });
    this.clock_ms = Math.max(this.clock_ms, at);
  }
  async settle(): Promise<void> {
    await this.command({ settle: true });
  }

  private async command(command: Record<string, unknown>): Promise<void> {
    const socket = this.socket;
    if (!socket || socket.destroyed) throw new ServerGone();
    const answer = await new Promise<string>((answered) => {
      this.waiting.push(answered);
      socket.write(`${JSON.stringify(command)}\n`);
    });
    if (answer === '') throw new ServerGone();
    const said = JSON.parse(answer) as { ok: boolean; error?: string };
    if (!said.ok) throw new Error(`The server could not settle: ${said.error ?? ''}`);
  }

  private hangUp(): void {
    for (const waiting of this.waiting.splice(0)) waiting('');
  }

  /** Largest memory of the server so far, in MB. */
  memory_mb(): number {
    const pid = this.child?.pid;
    if (pid !== undefined) this.peak_kb = Math.max(this.peak_kb, peakOf(pid));
    return Math.round(this.peak_kb / 1024);
  }

  /** Ends the server as a power cut would end the process: nothing is flushed, nothing is said. */
  async kill(): Promise<void> {
    this.memory_mb();
    const child = this.child;
    if (!child || child.exitCode !== null) return;
    const gone = new Promise((exited) => child.once('exit', exited));
    child.kill('SIGKILL');
    await gone;
    this.socket?.destroy();
    this.hangUp();
  }

  async stop(): Promise<void> {
    this.memory_mb();
    const child = this.child;
    this.socket?.destroy();
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((exited) => child.once('exit', exited));
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), 30_000);
    await gone;
    clearTimeout(force);
  }
}

/** The server went away while it was asked: the caller starts it again and asks again. */
export class ServerGone extends Error {
  constructor() {
    super('The server is gone');
  }
}

function connectTo(path: string): Promise<Socket> {
  return new Promise((connected, failed) => {
    const socket = createConnection(path);
    socket.once('connect', () => {
      socket.on('error', () => undefined);
      connected(socket);
    });
    socket.once('error', failed);
  });
}

/** Peak resident memory in kB where the system tells it, else 0. */
function peakOf(pid: number): number {
  const status = `/proc/${pid}/status`;
  if (!existsSync(status)) return 0;
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
