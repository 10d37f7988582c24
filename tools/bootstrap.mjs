// One command from a fresh clone: installs the packages when they are missing or old, then runs the real command with
// the Node that the packages bring. Plain JavaScript without dependencies, because it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.shaoying-installed');

/** Command → the programs that it runs one after the other; the last one receives the arguments. */
const commands = {
  start: [['tools/build.ts', '--if-needed', '--quiet'], ['server/main.ts']],
  dev: [['tools/dev.ts']],
  build: [['tools/build.ts']],
  test: [['tools/test.ts']],
  check: [['tools/check.ts']],
  schema: [['tools/schema.ts']],
  bench: [['bench/main.ts']],
  replay: [['tools/build.ts', '--if-needed', '--quiet'], ['tools/replay.ts']],
  dispatch: [['tools/dispatch.ts']],
  'verify-ledger': [['tools/verify-ledger.ts']],
  mutants: [['tools/mutants.ts']],
  fuzz: [['tools/fuzz.ts']],
  isolation: [['tools/isolation.ts']],
  backup: [['tools/backup.ts']],
  restore: [['tools/restore.ts']],
  chaos: [['tools/chaos.ts']],
  sbom: [['tools/sbom.ts']],
  client: [['tools/generate-client.ts']],
};

const [name = '', ...args] = process.argv.slice(2);
if (name === 'install') {
  install();
} else if (Object.hasOwn(commands, name)) {
  install();
  process.exitCode = await runAll(commands[name], args);
} else {
  console.error(`Usage: npm run ${Object.keys(commands).join('|')}`);
  process.exitCode = 2;
}

/** Runs `npm ci` unless what is installed is what the lock file asks for. */
function install() {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const stamp = `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}\n`;
  const wanted = JSON.parse(lock);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp && isThere(wanted)) return;
  if (!isThere(wanted) || !matchesLock(wanted)) {
    console.error('Installing packages (once; it takes a minute)…');
    installPackages();
  }
  writeFileSync(stampFile, stamp);
}

/** True when every package has its folder: the notes of an installation may outlive a part of it. */
function isThere(lock) {
  return Object.entries(lock.packages).every(
    ([path, wanted]) => wanted.optional || wanted.devOptional || wanted.peer || existsSync(join(root, path)),
  );
}

/** True when someone has installed by hand what the lock file asks for. */
function matchesLock(lock) {
  const hidden = join(modules, '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const installed = JSON.parse(readFileSync(hidden, 'utf8')).packages ?? {};
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '') return true;
    const found = installed[path];
    if (found) return found.version === wanted.version && found.integrity === wanted.integrity;
    return wanted.optional === true || wanted.devOptional === true || wanted.peer === true;
  });
}

/**
 * `npm ci`, which takes the lock file as it is. Some registry mirrors lack the packages of other systems, and then it
 * refuses; `npm install --no-save` takes the same versions and leaves those out.
 */
function installPackages() {
  for (const verb of [['ci'], ['install', '--no-save']]) {
    const result = npm(verb);
    if (result.status === 0) return;
    console.error(`npm ${verb[0]} did not succeed (${result.error?.message ?? `it ended with ${result.status}`}).`);
  }
  process.exit(1);
}

function npm(verb) {
  // Development packages hold the tests and the builder of the pages: NODE_ENV=production must not leave them out.
  const words = [...verb, '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const env = { ...process.env };
  delete env.NODE_ENV;
  const settings = { cwd: root, env, stdio: ['ignore', process.stderr, process.stderr] };
  const cli = findNpmCli();
  if (cli) return spawnSync(process.execPath, [cli, ...words], settings);
  return spawnSync('npm', words, { ...settings, shell: process.platform === 'win32' });
}

/** The npm that started us, else the one that came with this Node; undefined leaves it to the PATH. */
function findNpmCli() {
  const started = process.env.npm_execpath;
  if (started && /npm-cli\.[cm]?js$/.test(started) && existsSync(started)) return started;
  const home = dirname(process.execPath);
  const places = [join(home, '..', 'lib', 'node_modules'), join(home, 'node_modules')];
  return places.map((place) => join(place, 'npm', 'bin', 'npm-cli.js')).find((file) => existsSync(file));
}

/** Node 24 for this machine: from the packages, else the running one when it is new enough. */
function findNode() {
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const machine = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const packages = [`node-${machine}`, `node-bin-${machine}`];
  const found = packages.map((folder) => join(modules, folder, 'bin', file)).find((path) => existsSync(path));
  if (found) return found;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  console.error(`No Node 24 for ${machine} among the packages; install Node 24 on this machine.`);
  return process.exit(1);
}

async function runAll(programs, lastArgs) {
  const node = findNode();
  for (const [index, [script, ...fixed]] of programs.entries()) {
    const isLast = index === programs.length - 1;
    const code = await run(node, [join(root, script), ...fixed, ...(isLast ? lastArgs : [])]);
    if (code !== 0 || isLast) return code;
  }
  return 0;
}

/** Runs one program in our place: it gets our input, output and signals, and we end as it ends. */
function run(node, words) {
  return new Promise((done) => {
    const env = { ...process.env, PATH: withFirst(dirname(node), process.env.PATH) };
    const child = spawn(node, ['--disable-warning=ExperimentalWarning', ...words], {
      cwd: root,
      env,
      stdio: 'inherit',
    });
    // Ctrl-C reaches the child by itself through the terminal; a signal sent to us alone is passed on.
    const pass = (signal) => child.kill(signal);
    process.on('SIGINT', () => undefined);
    for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, pass);
    child.once('error', (error) => {
      console.error(error.message);
      done(1);
    });
    child.once('exit', (code, signal) => done(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

function withFirst(dir, path) {
  return [dir, path].filter(Boolean).join(process.platform === 'win32' ? ';' : ':');
}
