/**
 * A folder of sealed copies, as a disk elsewhere may hold it: `objects/` files by the keyed hash of what they say, so
 * that what did not change is copied once; `bases/` one list of files for each base copy; `wal/` the write-ahead log;
 * `closed/` who has left. Everything is compressed and sealed with age, readable with the identity in the key file.
 */
import { createHmac, randomBytes } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress, createZstdDecompress } from 'node:zlib';
import { Decrypter, Encrypter, generateIdentity, identityToRecipient } from 'age-encryption';

/** What the key file holds. Without `identity` copies are still made, but only its keeper can read them. */
export interface BackupKey {
  /** age recipient to which everything is sealed. */
  readonly recipient: string;
  /** age identity that opens it. */
  readonly identity?: string;
  /** Key of the names of objects, base64: equal files are found without telling what they hold. */
  readonly names: string;
}

/** One base copy: enough, with the log from `firstWal` on, to stand up the cluster at any later instant. */
export interface BaseCopy {
  readonly id: string;
  readonly startedAt: string;
  /** From this instant on the copy can be brought to life. */
  readonly finishedAt: string;
  readonly systemId: string;
  readonly firstWal: string;
  readonly lastWal: string;
  readonly directories: readonly string[];
  readonly files: readonly CopiedFile[];
}
export interface CopiedFile {
  /** Below `cluster/` or `data/`. */
  readonly path: string;
  readonly object: string;
  readonly bytes: number;
}

/** Reads the key file, or makes one that only its owner may read. */
export async function readBackupKey(path: string): Promise<BackupKey> {
  if (existsSync(path)) {
    const key = JSON.parse(readFileSync(path, 'utf8')) as Partial<BackupKey>;
    if (!key.recipient || !key.names) throw new Error(`${path} is no backup key: it needs "recipient" and "names".`);
    return key as BackupKey;
  }
  const identity = await generateIdentity();
  const key = { recipient: await identityToRecipient(identity), identity, names: randomBytes(32).toString('base64') };
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(key, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return key;
}

export class BackupStore {
  readonly dir: string;
  private readonly key: BackupKey;

  constructor(dir: string, key: BackupKey) {
    this.dir = dir;
    this.key = key;
    for (const part of ['objects', 'bases', 'wal', 'closed']) mkdirSync(join(dir, part), { recursive: true });
    const owner = join(dir, 'recipient');
    if (!existsSync(owner)) writeFileSync(owner, `${key.recipient}\n`);
    else if (readFileSync(owner, 'utf8').trim() !== key.recipient)
      throw new Error(`The copies in ${dir} are sealed with another key; use its key file, or another folder.`);
  }

  get canRead(): boolean {
    return this.key.identity !== undefined;
  }

  /** Keeps a file; gives its name. What is there already is not written again. */
  async keepFile(path: string): Promise<{ object: string; bytes: number; written: boolean }> {
    const first = this.hash();
    for await (const part of createReadStream(path)) first.update(part as Buffer);
    const known = first.digest('hex');
    if (existsSync(this.objectPath(known))) return { object: known, bytes: first.bytes, written: false };
    // A live file may change between two readings, so the name is that of the bytes which are really written.
    const second = this.hash();
    const partial = join(this.dir, 'objects', `${randomBytes(8).toString('hex')}.partial`);
    const watch = new Transform({
      transform(part: Buffer, _encoding, done) {
        second.update(part);
        done(null, part);
      },
    });
    await this.seal(createReadStream(path).pipe(watch), partial);
    const object = second.digest('hex');
    mkdirSync(dirname(this.objectPath(object)), { recursive: true });
    renameSync(partial, this.objectPath(object));
    return { object, bytes: second.bytes, written: true };
  }

  /** Writes a kept file to `target`. Throws when a byte of it is not what was kept. */
  async bringBack(object: string, target: string): Promise<void> {
    const sum = this.hash();
    const watch = new Transform({
      transform(part: Buffer, _encoding, done) {
        sum.update(part);
        done(null, part);
      },
    });
    await this.unseal(this.objectPath(object), target, watch);
    if (sum.digest('hex') !== object) throw new Error(`The copy ${object} is not what was kept.`);
  }

  async keepBase(base: BaseCopy): Promise<void> {
    await this.seal(Readable.from([Buffer.from(JSON.stringify(base))]), join(this.dir, 'bases', `${base.id}.age`));
  }
  baseIds(): string[] {
    return readdirSync(join(this.dir, 'bases'))
      .filter((name) => name.endsWith('.age'))
      .map((name) => name.slice(0, -4))
      .sort();
  }
  async readBase(id: string): Promise<BaseCopy> {
    const parts: Buffer[] = [];
    await pipeline(await this.opened(join(this.dir, 'bases', `${id}.age`)), createZstdDecompress(), async (source) => {
      for await (const part of source) parts.push(part as Buffer);
    });
    return JSON.parse(Buffer.concat(parts).toString('utf8')) as BaseCopy;
  }

  /** Keeps a file of the write-ahead log under its own name; one that is there stays. */
  async keepWal(path: string, name: string): Promise<void> {
    const target = join(this.dir, 'wal', `${name}.age`);
    if (!existsSync(target)) await this.seal(createReadStream(path), target);
  }
  walNames(): string[] {
    return readdirSync(join(this.dir, 'wal'))
      .filter((name) => name.endsWith('.age'))
      .map((name) => name.slice(0, -4))
      .sort();
  }
  bringBackWal(name: string, target: string): Promise<void> {
    return this.unseal(join(this.dir, 'wal', `${name}.age`), target);
  }

  /** Remembers who has closed an account, so that no restore brings them back. The number says nothing else. */
  keepClosed(personId: string, at: Date): void {
    const path = join(this.dir, 'closed', personId);
    if (!existsSync(path)) writeFileSync(path, at.toISOString());
  }
  closed(): { personId: string; at: Date }[] {
    return readdirSync(join(this.dir, 'closed')).map((personId) => ({
      personId,
      at: new Date(readFileSync(join(this.dir, 'closed', personId), 'utf8')),
    }));
  }

  private hash(): { bytes: number; update(part: Buffer): void; digest(as: 'hex'): string } {
    const hmac = createHmac('sha256', Buffer.from(this.key.names, 'base64'));
    return {
      bytes: 0,
      update(part) {
        hmac.update(part);
        this.bytes += part.length;
      },
      digest: (as) => hmac.digest(as),
    };
  }
  private objectPath(object: string): string {
    return join(this.dir, 'objects', object.slice(0, 2), `${object}.age`);
  }

  /** Compressed, sealed, on the disk, and only then under its name. */
  private async seal(source: Readable, target: string): Promise<void> {
    const encrypter = new Encrypter();
    encrypter.addRecipient(this.key.recipient);
    const partial = `${target}.${randomBytes(4).toString('hex')}.partial`;
    try {
      const packed = source.pipe(createZstdCompress());
      source.once('error', (error) => packed.destroy(error));
      const sealed = await encrypter.encrypt(Readable.toWeb(packed) as ReadableStream<Uint8Array>);
      await pipeline(Readable.fromWeb(sealed as never), createWriteStream(partial, { mode: 0o600, flush: true }));
      renameSync(partial, target);
      await syncDirectory(dirname(target));
    } catch (error) {
      rmSync(partial, { force: true });
      throw error;
    }
  }
  private async unseal(path: string, target: string, watch?: Transform): Promise<void> {
    const out = createWriteStream(target, { mode: 0o600, flush: true });
    const source = await this.opened(path);
    if (watch) await pipeline(source, createZstdDecompress(), watch, out);
    else await pipeline(source, createZstdDecompress(), out);
  }
  private async opened(path: string): Promise<Readable> {
    if (this.key.identity === undefined)
      throw new Error('This key file can seal copies but not read them: it holds no identity.');
    const decrypter = new Decrypter();
    decrypter.addIdentity(this.key.identity);
    try {
      const opened = await decrypter.decrypt(Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>);
      return Readable.fromWeb(opened as never);
    } catch (error) {
      throw new Error(`${path} cannot be opened with this key: ${(error as Error).message}`, { cause: error });
    }
  }
}

/** A new name is kept through a power cut only when its folder is written too. Some systems cannot; then it is theirs. */
async function syncDirectory(dir: string): Promise<void> {
  const handle = await open(dir, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
