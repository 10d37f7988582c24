/**
 * The hand-listed mutants of the ledger's SQL functions: each is a mistake that somebody could make there, as a fragment
 * of the function's text that occurs once and what would stand in its place.
 */
import type { Defect } from '../server/engines/ledger/ledger-fixture.ts';

const of = (name: string, pairs: readonly (readonly [find: string, replace: string])[]): Defect[] =>
  pairs.map(([find, replace]) => ({ function: name, find, replace }));

export const sqlMutants: readonly Defect[] = [
  ...of('ledger_post', [
    // The legs.
    ['-e.amount order by', 'e.amount order by'],
    ['v_original.reverses is not null then', 'false then'],
    ['coalesce(p_value_date, v_original.value_date)', `coalesce(p_value_date, date '2000-01-01')`],
    ['v_amounts[1] - p_amounts[i]', 'v_amounts[1] + p_amounts[i]'],
    [`v_n < 2 or v_sums <> '{0,0,0,0,0}'`, 'v_n < 2'],
    ['v_k := array_position(c_assets, v_assets[i]);', 'v_k := 1;'],
    // The lock, and what is decided under it.
    ['for no key update\n  loop', '\n  loop'],
    ['order by a.account_id\n    for no key', 'order by array_position(v_ids, a.account_id)\n    for no key'],
    ['r.entry_no + 1', 'r.entry_no'],
    ['r.balance + v_amounts[v_k]', 'r.balance + v_amounts[v_k] / 2 * 2'],
    ['greatest(v_posted_at, r.last_posted_at)', 'v_posted_at'],
    [`p_reverses is null and r.owner_kind = 'person'`, `r.owner_kind = 'person'`],
    [`r.owner_kind = 'person' and r.asset in`, 'r.asset in'],
    [`r.asset in ('annual_minutes', 'honour_points')`, `r.asset = 'annual_minutes'`],
    ['v_after[v_k] - r.held +', 'v_after[v_k] +'],
    ['then v_release else 0 end) < r.floor', 'then v_release else 0 end) <= r.floor'],
    ['then v_release else 0 end) < r.floor', 'then v_release else 0 end) < 0'],
    ['(case when r.account_id = v_hold.account_id then v_release else 0 end)', '0'],
    [`when r.asset = 'time_minutes' then 'INSUFFICIENT_TIME'`, `when true then 'INSUFFICIENT_TIME'`],
    ['v_after[v_k] > r.cap', 'v_after[v_k] >= r.cap'],
    ['elsif r.cap is not null and', 'elsif false and'],
    ['v_k < r_leg_no', 'v_k > r_leg_no'],
    // The key, the reversal, the hold.
    [`case when not v_old.same then 'IDEMPOTENCY_KEY_REUSED' end`, 'null'],
    [`elsif not found then\n      r_code := 'ALREADY_REVERSED'`, 'elsif not found then\n      r_code := null'],
    [`v_hold.state <> 'pending' then 'HOLD_CLOSED'`, `false then 'HOLD_CLOSED'`],
    ['v_hold.expires_at <= p_at', 'v_hold.expires_at < p_at'],
    ['-v_amounts[1] > v_hold.amount', '-v_amounts[1] >= v_hold.amount'],
    ['when -v_amounts[1] > v_hold.amount', 'when false'],
    [
      `if r_code is not null or r_replayed then\n    delete from ledger_account a where v_opened <> '{}'`,
      'if r_code is not null or r_replayed then\n    delete from ledger_account a where false',
    ],
    // What is written.
    ['last_posted_at = v_posted_at', 'last_posted_at = p_at'],
    ['held = a.held - case when a.account_id = v_hold.account_id', 'held = a.held - case when false'],
    [`v_no[i], v_after[i], v_posted_at, v_value_date), 'UTF8')`, `v_no[i], v_after[i], p_at, v_value_date), 'UTF8')`],
    ['v_all := v_all || v_hashes[i]', 'v_all := v_hashes[i]'],
    ['v_posted_at, p_meta, p_reverses', `v_posted_at, '{}', p_reverses`],
    ['p_reason, v_n,', 'p_reason, 2,'],
    ['set balance = a.balance - v_amounts[i], entry_no = a.entry_no - 1', 'set balance = a.balance'],
    ['v_after[i], v_posted_at, v_value_date, v_hashes[i]', 'v_after[i], p_at, v_value_date, v_hashes[i]'],
    ['settled_amount = -v_amounts[1]', 'settled_amount = v_hold.amount'],
    ['closed_at = p_at', 'closed_at = v_hold.opened_at'],
    ['r_transfer_id := p_transfer_id;', ''],
  ]),
  ...of('ledger_post_many', [
    ['having sum(l.amount) <> 0', 'having false'],
    ['group by l.turn, l.asset having', 'group by l.turn having'],
    ['for no key update of a\n', '\n'],
    ['order by a.account_id\n        for no key', 'order by random()\n        for no key'],
    ['lag(l.turn) over mine = l.turn', 'false'],
    ['a.entry_no + row_number() over mine', 'a.entry_no + 1'],
    ['a.balance + sum(l.amount) over mine', 'a.balance + l.amount'],
    ['greatest(p_at, (select max(k.last_posted_at) from locked k))', 'p_at'],
    ['when x.amount > 0 then x.cap is null or', 'when x.amount > 0 then true or'],
    ['x.after - x.held >= x.floor', 'x.after >= x.floor'],
    // Wrongly careful (“<” for “<=”) would only be slower: the careful way decides anew.
    [`not (x.owner_kind = 'person' and`, `not (false and`],
    ['if not v_clean or', 'if false or'],
    ['t.key = any (p_keys)) > 0', 't.key = any (p_keys)) > 1'],
    ['r_replayed[i] := r.r_replayed', 'r_replayed[i] := false'],
    ['r_leg_nos[i] := r.r_leg_no', 'r_leg_nos[i] := 1'],
    [`where v_opened <> '{}' and a.tenant_id`, 'where false and a.tenant_id'],
    ['entry_no = a.entry_no + x.entries', 'entry_no = a.entry_no + 1'],
    ['last_posted_at = v_at', 'last_posted_at = p_at'],
    [`'UTF8') || l.hashes`, `'UTF8')`],
    [`string_agg(l.hash, '' order by l.i)`, `string_agg(l.hash, '' order by l.i desc)`],
    ['if round = 2 then raise; end if;', 'raise;'],
  ]),
  ...of('ledger_hold_place', [
    ['for no key update;', ';'],
    [`p_owner_kind = 'person' and p_asset in`, 'false and p_asset in'],
    ['v_account.balance - v_account.held - p_amount', 'v_account.balance - p_amount'],
    ['- p_amount < v_account.floor', '- p_amount <= v_account.floor'],
    ['v_account.account_id is null or', ''],
    ['set held = a.held + p_amount', 'set held = p_amount'],
    [`then null else 'IDEMPOTENCY_KEY_REUSED' end`, 'then null end'],
    ['r_replayed := v_old.same', 'r_replayed := false'],
    [`case when p_asset = 'time_minutes' then`, 'case when true then'],
  ]),
  ...of('ledger_hold_close', [
    ['a.account_id = v_hold.account_id for no key update', 'a.account_id = v_hold.account_id'],
    ['if v_hold.state = p_state then', 'if false then'],
    [`if v_hold.state <> 'pending' then`, 'if false then'],
    ['v_hold.expires_at > p_at, true', 'v_hold.expires_at >= p_at, true'],
    ['v_hold.expires_at > p_at, true', 'v_hold.expires_at > p_at, false'],
    ['set held = a.held - v_hold.amount', 'set held = a.held'],
    ['closed_at = p_at', 'closed_at = v_hold.opened_at'],
    ['set state = p_state', `set state = 'released'`],
  ]),
  ...of('ledger_set_limits', [
    ['v_account.balance - v_account.held < p_floor', 'v_account.balance < p_floor'],
    ['v_account.held < p_floor', 'v_account.held <= p_floor'],
    ['set floor = p_floor, cap = p_cap', 'set floor = p_floor'],
    ['count(*) + 1, v_account.entry_no', 'count(*) + 1, 0'],
    ['count(*) + 1, v_account.entry_no', '1, v_account.entry_no'],
    ['and a.floor is not null', ''],
  ]),
  ...of('ledger_open', [
    [`in ('issue', 'clearing') then null`, `in ('issue') then null`],
    ['r_opened := r_account_id is not null', 'r_opened := true'],
    ['on conflict do nothing', ''],
  ]),
  ...of('ledger_check_tenant', [
    ['p_tenant_id is distinct from', 'p_tenant_id <>'],
    ['p_tenant_id is distinct from', 'false and p_tenant_id is distinct from'],
  ]),
  // Writer and proof use the same text, so only the check of an export, which makes its own, can tell.
  ...of('ledger_entry_text', [
    [`p_leg_no || '|' || p_account_id`, 'p_account_id'],
    [`coalesce(p_balance_after::text, '')`, `''`],
  ]),
  ...of('ledger_transfer_text', [
    [`encode(p_body_hash, 'hex')`, `''`],
    [`coalesce(encode(sha256(convert_to(p_reason, 'UTF8')), 'hex'), '')`, `''`],
  ]),
  ...of('ledger_chain_append', [
    ['c.position + v_count', 'c.position + 1'],
    ['chain = p_chains[v_count]', 'chain = p_chains[1]'],
  ]),
];
