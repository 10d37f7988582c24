/** Every route of the platform. The server mounts them, the web's client and the OpenAPI document follow from them. */
import { accounts } from './accounts/index.ts';
import { boards } from './boards/index.ts';
import { certificates } from './certificates/index.ts';
import { hours } from './hours/index.ts';
import { ledger } from './ledger/index.ts';
import { members } from './members/index.ts';
import { notices } from './notices/index.ts';
import { pointsHonour } from './points/index.ts';
import { orders } from './orders/index.ts';
import { places } from './places/index.ts';
import { goods } from './goods/index.ts';
import { policy } from './policy/index.ts';
import { registration } from './registration/index.ts';
import { service } from './service/index.ts';
import { tasks } from './tasks/index.ts';
import { timeBank } from './time-bank/index.ts';

export const capabilities = {
  accounts,
  places,
  policy,
  registration,
  members,
  orders,
  tasks,
  service,
  ledger,
  hours,
  pointsHonour,
  goods,
  certificates,
  timeBank,
  notices,
  boards,
};

type Capabilities = typeof capabilities;
type AnyRoute = { [K in keyof Capabilities]: Capabilities[K][keyof Capabilities[K]] }[keyof Capabilities];
/** Route contracts by their id, for typed clients. */
export type Routes = { [R in AnyRoute as R['id']]: R };
export const routes: readonly AnyRoute[] = Object.values(capabilities).flatMap((c) => Object.values(c) as AnyRoute[]);
