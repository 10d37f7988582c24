/** What a deployment may set. Read once at start; anything wrong ends the start with a sentence that says what to do. */
import { isAbsolute, resolve } from 'node:path';
import type { DeploymentKind } from './platform/context.ts';

export interface Config {
  readonly kind: DeploymentKind;
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  readonly secureCookies: boolean;
  /** Local socket that drives the clock, for replays and simulations only. */
  readonly controlSocket: string | null;
  readonly silentClosing: boolean;
  /** Address that takes one-time codes as JSON {phone, code}; required outside the demonstration. */
  readonly codeGatewayUrl: string | null;
  readonly seed: string | null;
}

const kinds: readonly DeploymentKind[] = ['demonstration', 'production', 'test'];

/** Reads the configuration from SHAOYING_… variables. Throws a readable error when it contradicts itself. */
export function readConfig(env: NodeJS.ProcessEnv, root: string): Config {
  const kind = kinds.find((k) => k === (env['SHAOYING_DEPLOYMENT'] ?? 'demonstration'));
  if (!kind) throw new Error(`SHAOYING_DEPLOYMENT must be one of ${kinds.join(', ')}.`);
  const port = Number(env['PORT'] ?? 8610);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error('PORT must be a number between 0 and 65535.');
  const controlSocket = env['SHAOYING_CONTROL'] ?? null;
  if (controlSocket && kind === 'production')
    throw new Error('A production deployment refuses SHAOYING_CONTROL: its clock is not driven by anyone.');
  const dataDir = env['SHAOYING_DATA'] ?? '.data';
  return {
    kind,
    dataDir: isAbsolute(dataDir) ? dataDir : resolve(root, dataDir),
    host: env['HOST'] ?? '127.0.0.1',
    port,
    secureCookies: env['SHAOYING_SECURE_COOKIES'] ? env['SHAOYING_SECURE_COOKIES'] === 'on' : kind === 'production',
    controlSocket,
    silentClosing: !(controlSocket && env['SHAOYING_SILENT_CLOSING'] === 'off'),
    codeGatewayUrl: env['SHAOYING_CODE_GATEWAY'] ?? null,
    seed: controlSocket ? (env['SHAOYING_SEED'] ?? null) : null,
  };
}
