/** Dumps the history of the replayed communities as JSON lines, read-only, for the auditor and for the counts. */
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { once } from 'node:events';
import { withClient } from '../../server/platform/postgres.ts';

/** Tables of the history with the columns left out: sealed ones, and hashes that mean nothing outside. */
const tables: Readonly<Record<string, readonly string[]>> = {
  demand_order: ['address_enc', 'phone_tail_blind'],
  need: [],
  handover: [],
  rating: [],
  task: [],
  task_need: [],
  slot: [],
  invitation: [],
  claim: [],
  check_event: [],
  presence_confirmation: [],
  audit: [],
  record: [],
  attempt: [],
  reschedule: [],
  swap_search: [],
  ledger_account: [],
  ledger_transfer: ['body_hash', 'hash'],
  ledger_entry: ['hash'],
};
/** Rows come in pages, so that a large day needs no large memory. */
const page = 2000;

/** Writes `{ "table": …, "row": … }` per line; times as ISO instants. */
export async function exportHistory(url: string, tenants: readonly number[], path: string): Promise<void> {
  const out = createWriteStream(path);
  const write = async (table: string, row: unknown) => {
    if (!out.write(`${JSON.stringify({ table, row })}\n`)) await once(out, 'drain');
  };
  await withClient(url, async (client) => {
    await client.query('begin isolation level repeatable read read only');
    for (const tenant of tenants) {
      await client.query(`set local app.tenant = '${tenant}'`);
      for (const [table, without] of Object.entries(tables)) {
        for (let from = 0; ; from += page) {
          const { rows } = await client.query<{ row: unknown }>(
            `select to_jsonb(t) - $3::text[] as row from ${table} t where tenant_id = $1 order by t.ctid limit ${page} offset $2`,
            [tenant, from, without],
          );
          for (const { row } of rows) await write(table, row);
          if (rows.length < page) break;
        }
      }
      const people = await client.query<{ person_id: string }>(
        'select distinct person_id from claim where tenant_id = $1',
        [tenant],
      );
      if (people.rows.length === 0) continue;
      await client.query(`set local app.persons = '{${people.rows.map((r) => r.person_id).join(',')}}'`);
      const ids = people.rows.map((r) => r.person_id);
      for (const { row } of (
        await client.query<{ row: unknown }>(
          `select jsonb_build_object('person_id', person_id, 'expertise', body->'expertise') as row from service_profile where person_id = any ($1)`,
          [ids],
        )
      ).rows)
        await write('profile', row);
      for (const { row } of (
        await client.query<{ row: unknown }>(
          `select jsonb_build_object('person_id', person_id, 'purpose', purpose, 'given', given) as row from consent where person_id = any ($1) and purpose = 'time_bank'`,
          [ids],
        )
      ).rows)
        await write('consent', row);
      await client.query(`set local app.persons = '{}'`);
    }
    await client.query('commit');
  });
  out.end();
  await finished(out);
}
