/**
 * Every refusal the product can give: its code, HTTP status, the sentence a layperson reads and what to do next.
 * The order of the list is the order in which guards answer when several would refuse.
 * Source: glossary section 5; codes marked "product" are ours and are explained in docs/decisions.
 */
import { booksRefusals } from './books.ts';
import { certificatesRefusals } from './certificates.ts';
import { claimsRefusals } from './claims.ts';
import { demandRefusals } from './demand.ts';
import { doorRefusals } from './door.ts';
import { peopleRefusals } from './people.ts';
import { pointsRefusals } from './points.ts';
import { serviceRefusals } from './service.ts';
import { timeBankRefusals } from './time-bank.ts';
import type { RefusalText } from './text.ts';

export type { RefusalText } from './text.ts';
export const refusals = {
  ...doorRefusals,
  ...peopleRefusals,
  ...demandRefusals,
  ...claimsRefusals,
  ...serviceRefusals,
  ...booksRefusals,
  ...pointsRefusals,
  ...certificatesRefusals,
  ...timeBankRefusals,
} as const satisfies Record<string, RefusalText>;

export type RefusalCode = keyof typeof refusals;
