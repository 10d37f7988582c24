/** Puts the house together: one explicit list of what is mounted. A room added here is reachable; nothing else is. */
import type pg from 'pg';
import { delivererOf, mountDelivery, type Channel, type Deliverer } from './engines/notice/index.ts';
import { recordAttempt } from './engines/record/index.ts';
import type { Deps } from './platform/context.ts';
import { httpServer, type Server } from './platform/http.ts';
import { relayOf, type Relay } from './platform/outbox.ts';
import * as accounts from './systems/accounts/index.ts';
import * as annualHours from './systems/annual-hours/index.ts';
import * as boards from './systems/boards/index.ts';
import * as certificates from './systems/certificates/index.ts';
import * as checkInAudit from './systems/check-in-audit/index.ts';
import * as dailyBooks from './systems/daily-books/index.ts';
import * as doubleRegistration from './systems/double-registration/index.ts';
import * as fourParty from './systems/four-party/index.ts';
import * as goodsCounter from './systems/goods-counter/index.ts';
import * as memberBank from './systems/member-bank/index.ts';
import * as messages from './systems/messages/index.ts';
import * as partyNetwork from './systems/party-network/index.ts';
import * as points from './systems/points/index.ts';
import * as policyBasis from './systems/policy-basis/index.ts';
import * as scheduling from './systems/scheduling/index.ts';
import * as searchExport from './systems/search-export/index.ts';
import * as territory from './systems/territory/index.ts';
import * as threeLists from './systems/three-lists/index.ts';
import * as timeBank from './systems/time-bank/index.ts';

export interface App {
  readonly server: Server;
  readonly relay: Relay;
  /** Brings notices to the gateways; idle when none is configured. */
  readonly deliverer: Deliverer;
}
export interface AppOptions {
  readonly pool: pg.Pool;
  readonly secureCookies: boolean;
  /** Ways out of the platform; none: the inbox and the list of calls do everything. */
  readonly channels?: readonly Channel[];
  readonly demonstration?: () => accounts.DemonstrationAccount[] | null;
}

export type Room = { mount(server: Server, deps: Deps, relay: Relay): void };

/** Rooms in the order in which a request of the loop meets them. */
const rooms: readonly Room[] = [
  territory,
  policyBasis,
  doubleRegistration,
  partyNetwork,
  memberBank,
  fourParty,
  threeLists,
  scheduling,
  checkInAudit,
  points,
  annualHours,
  dailyBooks,
  goodsCounter,
  certificates,
  timeBank,
  boards,
  searchExport,
];

export async function buildApp(deps: Deps, options: AppOptions): Promise<App> {
  const server = await httpServer(deps, { pool: options.pool, secureCookies: options.secureCookies, recordAttempt });
  const relay = relayOf(deps);
  accounts.mount(server, deps, {
    secureCookies: options.secureCookies,
    demonstration: options.demonstration ?? (() => null),
  });
  for (const room of rooms) room.mount(server, deps, relay);
  const channels = options.channels ?? [];
  messages.mount(server, channels);
  mountDelivery(relay, channels);
  return { server, relay, deliverer: delivererOf(deps, channels) };
}
