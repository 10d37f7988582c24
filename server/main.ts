/** Starts a deployment: database, migrations, ground, server; prints where it is. */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildApp } from './app.ts';
import { readConfig, type Config } from './config.ts';
import {
  demonstrationAccounts,
  isWhole,
  markWhole,
  openDemonstration,
  refuseDemonstrationAccounts,
} from './demonstration/index.ts';
import { channelsOf } from './engines/notice/index.ts';
import { drivenClock, systemClock, type DrivenClock } from './platform/clock.ts';
import type { CodeGateway, Deps } from './platform/context.ts';
import { controlServer } from './platform/control.ts';
import { connect } from './platform/database.ts';
import { idsOf, seededRandom, systemRandom } from './platform/ids.ts';
import { keyRing } from './platform/keys.ts';
import { liveHub } from './platform/live.ts';
import { migrate } from './platform/migrate.ts';
import { keepPostgres } from './platform/keep-postgres.ts';
import { startPostgres } from './platform/postgres.ts';
import { archiveSettings } from './platform/backup/index.ts';
import { keepCopies } from './keep-copies.ts';
import { signerOf } from './platform/signer.ts';
import { loadTerritory } from './platform/territory.ts';
import { servePages } from './static.ts';
import { beginClosings } from './systems/daily-books/index.ts';

const root = resolve(import.meta.dirname, '..');
const say = (line: string) => process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const config = readConfig(process.env, root);
  mkdirSync(config.dataDir, { recursive: true });
  const embedded = {
    dataDir: join(config.dataDir, 'postgres'),
    ...(config.backupDir ? { settings: archiveSettings } : {}),
  };
  const postgres = await startPostgres(embedded);
  const keeper = keepPostgres(postgres, embedded, (event, facts) => deps.log(event, facts));
  const name = config.database;
  const demonstration = config.kind === 'demonstration';
  // A first start that was cut short begins again: nobody has used what it never announced.
  if (demonstration && (await postgres.databaseExists(name)) && !(await isWhole(postgres.ownerUrl(name))))
    await postgres.dropDatabase(name);
  if (!(await postgres.databaseExists(name))) await postgres.createDatabase(name);
  await migrate(postgres.ownerUrl(name));

  const pools = connect(postgres.appUrl(name), 16);
  const driven: DrivenClock | null = config.controlSocket ? drivenClock(new Date(0)) : null;
  const clock = driven ?? systemClock;
  const random = config.seed ? seededRandom(config.seed) : systemRandom;
  const territory = await loadTerritory(pools.db);
  const deps: Deps = {
    db: pools.db,
    clock,
    random,
    territory,
    ids: idsOf(clock, random),
    keys: keyRing(join(config.dataDir, `keys-${config.kind}.json`), systemRandom),
    signer: signerOf(join(config.dataDir, `signing-${config.kind}.json`), config.signature),
    live: liveHub(),
    gateway: gatewayOf(config),
    deployment: {
      kind: config.kind,
      name: demonstration ? '哨应·演示环境' : '哨应',
      home: territory.all().find((n) => n.level === 'community' && n.opened)?.tenant ?? null,
      silentClosing: config.silentClosing,
      publicUrl: config.publicUrl,
    },
    log: (event, facts) =>
      process.stderr.write(`${JSON.stringify({ at: systemClock.now().toISOString(), event, ...facts })}\n`),
  };
  const world = demonstration ? await openDemonstration(deps, { pool: pools.pool, say }) : deps;
  if (demonstration) await markWhole(postgres.ownerUrl(name));
  else await refuseDemonstrationAccounts(world);

  const { server, relay, deliverer } = await buildApp(world, {
    pool: pools.pool,
    channels: channelsOf(config.gateways, world),
    secureCookies: config.secureCookies,
    demonstration: demonstrationAccounts,
  });
  await beginClosings(world);
  const pages = await servePages(server.app, join(root, 'dist/web'));
  const address = await server.app.listen({ host: config.host, port: config.port });
  if (driven && config.controlSocket) await controlServer(config.controlSocket, driven, relay);
  else {
    relay.start();
    deliverer.start();
  }
  announce(address, config, pages);

  const copies = config.backupDir ? await keepCopies(config, config.backupDir, postgres, name, world.log) : null;

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await relay.stop();
    await deliverer.stop();
    await server.app.close();
    await pools.close();
    await copies?.stop();
    await keeper.stop();
    process.exit(0);
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
}

/** Codes go to the configured gateway; in the demonstration everybody knows the one code shown on the page. */
function gatewayOf(config: Config): CodeGateway {
  if (config.kind === 'demonstration') return { fixedCode: '246810', send: async () => undefined };
  const url = config.codeGatewayUrl;
  return {
    fixedCode: null,
    async send(phone, code) {
      if (!url) throw new Error('No gateway for one-time codes is configured (SHAOYING_CODE_GATEWAY).');
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ phone, code }),
        signal: AbortSignal.timeout(10_000),
      });
      if (!answer.ok) throw new Error(`The gateway for one-time codes answered ${answer.status}.`);
    },
  };
}

function announce(address: string, config: Config, pages: boolean): void {
  say(`\n哨应 Shaoying — ${config.kind}`);
  if (pages) {
    say(`  手机页面 Phone      ${address}/m/`);
    say(`  工作台   Workbench  ${address}/desk/`);
  } else say('  (pages are not built; npm run build)');
  say(`  接口说明 API        ${address}/api/openapi.json`);
  if (config.kind !== 'demonstration') return;
  say('\n演示账号（只在演示环境存在） Demonstration accounts:');
  for (const a of demonstrationAccounts() ?? [])
    say(
      `  ${a.face === 'm' ? '手机' : '工作台'}  ${a.title} ${a.title_en}: ${a.account} / ${a.secret}${a.note ? `  ${a.note}` : ''}`,
    );
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
