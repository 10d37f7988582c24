/**
 * A browser for tests on any machine with npm: Chromium and a Chinese font come from packages, nothing from the system.
 * SHAOYING_BROWSER may name another Chromium or Chrome.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';

const require = createRequire(import.meta.url);
const cacheRoot = findCacheRoot();

/** The three weights in which the pages are set. */
const fontFiles = [
  '400Regular/NotoSansSC_400Regular.ttf',
  '500Medium/NotoSansSC_500Medium.ttf',
  '700Bold/NotoSansSC_700Bold.ttf',
];

/**
 * Starts a headless Chromium that can draw Chinese. The caller closes it; its scratch directory goes with it.
 * The first call on a machine unpacks the browser once, which takes a few seconds.
 */
export async function launchBrowser(): Promise<Browser> {
  const unpacked = await unpackedBrowser();
  // A directory of its own: two browsers that share one TMPDIR take each other's sockets and profiles.
  const scratch = mkdtempSync(join(tmpdir(), 'shaoying-browser-'));
  const remove = (): void => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  try {
    const browser = await start(unpacked, scratch);
    browser.once('disconnected', remove);
    return browser;
  } catch (error) {
    remove();
    throw error;
  }
}

function start(unpacked: string, scratch: string): Promise<Browser> {
  const libraries = [join(unpacked, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':');
  return chromium.launch({
    executablePath: process.env['SHAOYING_BROWSER'] ?? join(unpacked, 'chromium'),
    headless: true,
    args: browserFlags,
    env: {
      ...process.env,
      TMPDIR: scratch,
      HOME: scratch,
      LD_LIBRARY_PATH: libraries,
      FONTCONFIG_FILE: writeFontConfig(scratch, unpacked),
      // Dates on the pages are Asia/Shanghai by themselves; the browser's own zone is set to something else on purpose.
      TZ: 'UTC',
    },
  });
}

/**
 * The package's own list of flags fits one-shot functions: it would run everything in one process, which breaks
 * service workers and contexts, and switch off the web's security, which tests must not do without.
 */
const browserFlags = [
  // Containers and root have no user namespaces for the sandbox.
  '--no-sandbox',
  '--disable-setuid-sandbox',
  // /dev/shm is tiny in many containers.
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];

/** Beside the packages, or, where those belong to somebody else, in this user's part of the temporary directory. */
function findCacheRoot(): string {
  const beside = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'shaoying-browser');
  try {
    mkdirSync(beside, { recursive: true });
    accessSync(beside, constants.W_OK);
    return beside;
  } catch {
    return join(tmpdir(), `shaoying-browser-cache-${userInfo().username}`);
  }
}

let unpacking: Promise<string> | undefined;

function unpackedBrowser(): Promise<string> {
  unpacking ??= unpack();
  return unpacking;
}

/** Unpacks the browser and its libraries once per version into the packages' cache. */
async function unpack(): Promise<string> {
  // The package has no './package.json' export; its entry tells where it lies.
  const home = packageHome('@sparticuz/chromium');
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
  const target = join(cacheRoot, `chromium-${version}-${process.arch}`);
  if (existsSync(target)) return target;
  mkdirSync(cacheRoot, { recursive: true });
  const partial = mkdtempSync(join(cacheRoot, 'partial-'));
  // The package unpacks into TMPDIR, so that this runs in a process with a TMPDIR of its own.
  const archives = ['chromium.br', 'al2023.tar.br', 'fonts.tar.br', 'swiftshader.tar.br'].map((name) =>
    join(home, 'bin', name),
  );
  const script = `const { inflate } = await import('@sparticuz/chromium');
    for (const archive of ${JSON.stringify(archives)}) await inflate(archive);`;
  const words = ['--input-type=module', '--eval', script];
  await promisify(execFile)(process.execPath, words, {
    cwd: import.meta.dirname,
    env: { ...process.env, TMPDIR: partial },
  });
  try {
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    // Another test process was faster; its copy is as good.
    if (!existsSync(target)) throw error;
  }
  return target;
}

function packageHome(name: string): string {
  for (let dir = dirname(require.resolve(name)); dir !== dirname(dir); dir = dirname(dir)) {
    if (dir.endsWith(join('node_modules', ...name.split('/')))) return dir;
  }
  throw new Error(`${name} is not installed`);
}

/** A font set-up that knows the packages' fonts alone, so that pages look the same on every machine. */
function writeFontConfig(scratch: string, unpacked: string): string {
  const fonts = fontFiles.map((file) => dirname(join(packageHome('@expo-google-fonts/noto-sans-sc'), file)));
  const cache = join(cacheRoot, `fonts-${createHash('sha256').update(unpacked).digest('hex').slice(0, 8)}`);
  mkdirSync(cache, { recursive: true });
  const prefer = (family: string): string =>
    `<alias binding="strong"><family>${family}</family><prefer><family>Noto Sans SC</family></prefer></alias>`;
  // The names that the pages' own list of system fonts asks for first.
  const aliases = ['sans-serif', 'serif', 'system-ui', 'PingFang SC', 'Noto Sans CJK SC', 'Microsoft YaHei'].map(
    prefer,
  );
  const text = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
${[...fonts, join(unpacked, 'fonts')].map((dir) => `  <dir>${dir}</dir>`).join('\n')}
  <cachedir>${cache}</cachedir>
  ${aliases.join('\n  ')}
</fontconfig>
`;
  const file = join(scratch, 'fonts.conf');
  writeFileSync(file, text);
  return file;
}
