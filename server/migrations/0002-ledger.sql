-- The double-entry ledger: one engine for annual minutes, honour points, redeemable points, time minutes and funds.
--
-- Only the functions of this file write. They run with the owner's rights; the application's role holds a policy
-- for reading and none for writing, so no statement of the application can insert, change or remove a posting,
-- whatever table privileges it is granted. Transfers and entries have no policy for UPDATE or DELETE at all, and row
-- security is FORCEd: append only holds for the owner as well. A correction is a new transfer (ledger_post with
-- p_reverses).
--
-- Order inside every writing function: lock the accounts in id order, check the idempotency key, decide, write the
-- balances, then the transfer, then the entries. Refusals are returned as codes; exceptions are for bugs. Instants
-- and ids are parameters. READ COMMITTED is assumed.

create table ledger_account (
  tenant_id       int         not null,
  account_id      uuid        not null,
  owner_kind      text        not null check (owner_kind in ('person', 'pool', 'organisation', 'issue', 'clearing')),
  owner_id        text        not null check (owner_id ~ '^[0-9A-Za-z._:-]{1,64}$'),
  asset           text        not null check (asset in ('annual_minutes', 'honour_points', 'redeemable_points', 'time_minutes', 'fund_fen')),
  -- Without a floor (issue, clearing) an account keeps no running balance, is never locked and so is never hot.
  floor           bigint,
  cap             bigint,
  balance         bigint,
  held            bigint      not null default 0,
  -- Number of the account's last entry; 0 for an account without a floor.
  entry_no        bigint      not null default 0,
  -- Instants of one account never go back, so that a balance at a past instant is one index look-up.
  last_posted_at  timestamptz not null,
  opened_at       timestamptz not null,
  primary key (tenant_id, account_id),
  unique (tenant_id, owner_kind, owner_id, asset),
  constraint ledger_account_floor_has_balance check ((floor is null) = (balance is null)),
  constraint ledger_account_floorless_kinds check ((floor is null) = (owner_kind in ('issue', 'clearing'))),
  constraint ledger_account_above_floor check (balance - held >= floor),
  constraint ledger_account_held_not_negative check (held >= 0)
) with (fillfactor = 80);

-- No foreign key leads from entries to accounts or transfers: its check would lock the issue accounts' rows and make
-- them hot. One function writes all three, and the daily check counts orphans.
create table ledger_transfer (
  tenant_id    int         not null,
  transfer_id  uuid        not null,
  key          text        not null check (length(key) between 1 and 200),
  body_hash    bytea       not null check (length(body_hash) = 32),
  kind         text        not null check (kind ~ '^[0-9A-Za-z._:-]{1,64}$'),
  value_date   date        not null,
  posted_at    timestamptz not null,
  meta         jsonb       not null,
  reverses     uuid,
  reason       text,
  leg_count    int         not null check (leg_count >= 2),
  -- sha256 over the header and the hashes of all entries; what the sealing job chains.
  hash         bytea       not null check (length(hash) = 32),
  primary key (tenant_id, transfer_id),
  unique (tenant_id, key),
  foreign key (tenant_id, reverses) references ledger_transfer (tenant_id, transfer_id),
  constraint ledger_transfer_reversal_has_reason check ((reverses is null) = (reason is null) and length(reason) > 0)
);
create unique index ledger_transfer_reversed_once on ledger_transfer (tenant_id, reverses) where reverses is not null;

create table ledger_entry (
  tenant_id      int         not null,
  transfer_id    uuid        not null,
  leg_no         int         not null,
  account_id     uuid        not null,
  asset          text        not null,
  amount         bigint      not null check (amount <> 0),
  -- 0 and null for an account that keeps no running balance.
  entry_no       bigint      not null,
  balance_after  bigint,
  posted_at      timestamptz not null,
  value_date     date        not null,
  hash           bytea       not null check (length(hash) = 32),
  primary key (tenant_id, transfer_id, leg_no)
);
create index ledger_entry_by_account on ledger_entry (tenant_id, account_id, posted_at, entry_no);

create table ledger_hold (
  tenant_id       int         not null,
  hold_id         uuid        not null,
  key             text        not null check (length(key) between 1 and 200),
  body_hash       bytea       not null check (length(body_hash) = 32),
  account_id      uuid        not null,
  amount          bigint      not null check (amount > 0),
  state           text        not null check (state in ('pending', 'settled', 'released', 'expired')),
  settled_amount  bigint      check (settled_amount between 1 and amount),
  transfer_id     uuid,
  meta            jsonb       not null,
  opened_at       timestamptz not null,
  expires_at      timestamptz,
  closed_at       timestamptz,
  primary key (tenant_id, hold_id),
  unique (tenant_id, key),
  foreign key (tenant_id, account_id) references ledger_account (tenant_id, account_id),
  foreign key (tenant_id, transfer_id) references ledger_transfer (tenant_id, transfer_id),
  constraint ledger_hold_closed check ((state = 'pending') = (closed_at is null)),
  constraint ledger_hold_settled check ((state = 'settled') = (transfer_id is not null) and (state = 'settled') = (settled_amount is not null))
);
create index ledger_hold_by_account on ledger_hold (tenant_id, account_id);
create index ledger_hold_due on ledger_hold (tenant_id, expires_at) where state = 'pending';

-- Row security. Reading: everyone inside the tenant. Writing: the owner alone, that is the functions below.
do $$
declare
  t text;
begin
  foreach t in array array['ledger_account', 'ledger_transfer', 'ledger_entry', 'ledger_hold'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy %I on %I for select using (tenant_id = nullif(current_setting(''app.tenant'', true), '''')::int)', t || '_read', t);
    execute format('create policy %I on %I for insert to current_user with check (tenant_id = nullif(current_setting(''app.tenant'', true), '''')::int)', t || '_insert', t);
  end loop;
end $$;
create policy ledger_account_update on ledger_account for update to current_user
  using (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
-- A refused transfer takes back the empty account that it had just opened.
create policy ledger_account_take_back on ledger_account for delete to current_user
  using (tenant_id = nullif(current_setting('app.tenant', true), '')::int and held = 0 and not exists (
    select from ledger_entry e where e.tenant_id = ledger_account.tenant_id and e.account_id = ledger_account.account_id));
create policy ledger_hold_update on ledger_hold for update to current_user
  using (tenant_id = nullif(current_setting('app.tenant', true), '')::int);

revoke insert, update, delete, truncate on ledger_account, ledger_transfer, ledger_entry, ledger_hold from public;

-- On a server of the operator's own the owner may be a superuser: the tenant is checked here as well as by row security.
create function ledger_check_tenant(p_tenant_id int) returns void language plpgsql stable as $$
begin
  if p_tenant_id is distinct from nullif(current_setting('app.tenant', true), '')::int then
    raise exception 'ledger: tenant % is not the tenant of this transaction', p_tenant_id using errcode = 'insufficient_privilege';
  end if;
end $$;

-- The text whose sha256 is an entry's hash. No field can hold a '|'; instants are milliseconds since 1970.
create function ledger_entry_text(
  p_tenant_id int, p_transfer_id uuid, p_leg_no int, p_account_id uuid, p_asset text, p_amount bigint,
  p_entry_no bigint, p_balance_after bigint, p_posted_at timestamptz, p_value_date date
) returns text language sql stable as $$
  select 'entry.1|' || p_tenant_id || '|' || p_transfer_id || '|' || p_leg_no || '|' || p_account_id || '|' || p_asset || '|'
    || p_amount || '|' || p_entry_no || '|' || coalesce(p_balance_after::text, '') || '|'
    || (extract(epoch from p_posted_at) * 1000)::bigint || '|' || (p_value_date - date '1970-01-01')
$$;

-- The text whose sha256, followed by the entries' hashes, is a transfer's hash. The free texts (key, reason) come as
-- their own sha256; the body hash covers kind, value date, legs and meta as the caller sent them.
create function ledger_transfer_text(
  p_tenant_id int, p_transfer_id uuid, p_key text, p_body_hash bytea, p_kind text, p_value_date date,
  p_posted_at timestamptz, p_reverses uuid, p_reason text
) returns text language sql stable as $$
  select 'transfer.1|' || p_tenant_id || '|' || p_transfer_id || '|' || encode(sha256(convert_to(p_key, 'UTF8')), 'hex') || '|'
    || encode(p_body_hash, 'hex') || '|' || p_kind || '|' || (p_value_date - date '1970-01-01') || '|'
    || (extract(epoch from p_posted_at) * 1000)::bigint || '|' || coalesce(p_reverses::text, '') || '|'
    || coalesce(encode(sha256(convert_to(p_reason, 'UTF8')), 'hex'), '')
$$;

-- Opens the account if the owner has none for this asset and gives its id. New accounts of persons, pools and
-- organisations have floor 0 and no cap; issue and clearing accounts have neither.
create function ledger_open(
  p_tenant_id int, p_account_id uuid, p_owner_kind text, p_owner_id text, p_asset text, p_at timestamptz,
  out r_account_id uuid, out r_opened boolean
) language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_floor bigint := case when p_owner_kind in ('issue', 'clearing') then null else 0 end;
begin
  perform ledger_check_tenant(p_tenant_id);
  insert into ledger_account (tenant_id, account_id, owner_kind, owner_id, asset, floor, balance, last_posted_at, opened_at)
  values (p_tenant_id, p_account_id, p_owner_kind, p_owner_id, p_asset, v_floor, v_floor, p_at, p_at)
  on conflict do nothing
  returning account_id into r_account_id;
  r_opened := r_account_id is not null;
  if not r_opened then
    select a.account_id into strict r_account_id from ledger_account a
    where a.tenant_id = p_tenant_id and a.owner_kind = p_owner_kind and a.owner_id = p_owner_id and a.asset = p_asset;
  end if;
end $$;

-- Writes one transfer. Three forms: legs as given; a reversal (p_reverses: the original's legs negated, the arrays
-- ignored); the settlement of a hold (p_hold_id: the legs are the recipients, the debit of the held account is put in
-- front and the rest of the hold returns). A leg names its account by owner (kind, id, asset; p_accounts then holds
-- the id for an account still to be opened) or by its id alone (kind null).
-- Codes: null (posted, or r_replayed), IDEMPOTENCY_KEY_REUSED, TRANSFER_UNKNOWN, REVERSAL_IS_FINAL, ALREADY_REVERSED, HOLD_UNKNOWN,
-- HOLD_CLOSED, HOLD_EXPIRED, HOLD_EXCEEDED, ACCOUNT_UNKNOWN, NO_NEGATIVE_POINTS, INSUFFICIENT_TIME,
-- INSUFFICIENT_BALANCE, OVER_CAP.
create function ledger_post(
  p_tenant_id int, p_transfer_id uuid, p_key text, p_body_hash bytea, p_kind text, p_value_date date,
  p_at timestamptz, p_meta jsonb,
  p_accounts uuid[], p_owner_kinds text[], p_owner_ids text[], p_assets text[], p_amounts bigint[],
  p_reverses uuid default null, p_reason text default null, p_hold_id uuid default null,
  out r_code text, out r_transfer_id uuid, out r_replayed boolean, out r_leg_no int
) language plpgsql security definer set search_path = public, pg_temp
-- The planner would otherwise plan anew for the arrays of every call, which costs a third of the whole.
set plan_cache_mode = force_generic_plan as $$
declare
  c_assets constant text[] := array['annual_minutes', 'honour_points', 'redeemable_points', 'time_minutes', 'fund_fen'];
  v_ids      uuid[]   := '{}';
  v_assets   text[]   := '{}';
  v_amounts  bigint[] := '{}';
  v_no       bigint[] := '{}';      -- entry numbers; 0 where no running balance is kept
  v_after    bigint[] := '{}';      -- balances after; null where none is kept
  v_last     timestamptz[] := '{}'; -- previous instants, to undo
  v_hashes   bytea[]  := '{}';
  v_opened   uuid[]   := '{}';
  v_sums     bigint[] := '{0,0,0,0,0}';
  v_floored  int := 0;              -- legs on accounts that keep a balance
  v_locked   int := 0;
  v_posted_at timestamptz := p_at;
  v_value_date date := p_value_date;
  v_release  bigint := 0;
  v_code     text;
  v_all      bytea := '';
  v_n        int;
  v_k        int;
  v_original ledger_transfer%rowtype;
  v_hold     ledger_hold%rowtype;
  v_old      record;
  r          record;
begin
  perform ledger_check_tenant(p_tenant_id);
  r_replayed := false;

  -- 1. The legs, with their accounts.
  if p_reverses is not null then
    select * into v_original from ledger_transfer t where t.tenant_id = p_tenant_id and t.transfer_id = p_reverses;
    if not found then r_code := 'TRANSFER_UNKNOWN'; return; end if;
    if v_original.reverses is not null then r_code := 'REVERSAL_IS_FINAL'; return; end if;
    v_value_date := coalesce(p_value_date, v_original.value_date);
    select array_agg(e.account_id order by e.leg_no), array_agg(e.asset order by e.leg_no), array_agg(-e.amount order by e.leg_no),
           count(*) filter (where e.balance_after is not null)
    into v_ids, v_assets, v_amounts, v_floored
    from ledger_entry e where e.tenant_id = p_tenant_id and e.transfer_id = p_reverses;
  else
    if p_hold_id is not null then
      select * into v_hold from ledger_hold h where h.tenant_id = p_tenant_id and h.hold_id = p_hold_id;
      if not found then r_code := 'HOLD_UNKNOWN'; return; end if;
      select a.asset into strict r from ledger_account a
      where a.tenant_id = p_tenant_id and a.account_id = v_hold.account_id;
      v_assets[1] := r.asset;
      v_ids[1] := v_hold.account_id;
      v_amounts[1] := 0;
      v_floored := 1;
    end if;
    for i in 1 .. cardinality(p_amounts) loop
      v_k := cardinality(v_ids) + 1;
      if p_owner_kinds[i] is null then
        select a.account_id, a.asset, a.floor is not null as floored into r from ledger_account a
        where a.tenant_id = p_tenant_id and a.account_id = p_accounts[i];
        if not found then r_code := 'ACCOUNT_UNKNOWN'; r_leg_no := i; return; end if;
        v_assets[v_k] := r.asset;
      else
        select a.account_id, a.floor is not null as floored into r from ledger_account a
        where a.tenant_id = p_tenant_id and a.owner_kind = p_owner_kinds[i] and a.owner_id = p_owner_ids[i] and a.asset = p_assets[i];
        if not found then r.floored := p_owner_kinds[i] not in ('issue', 'clearing'); end if;
        v_assets[v_k] := p_assets[i];
      end if;
      if r.account_id is not null and array_position(v_ids, r.account_id) is not null then
        raise exception 'ledger: % names one account in two legs', p_key using errcode = 'check_violation';
      end if;
      v_ids[v_k] := r.account_id;
      v_amounts[v_k] := p_amounts[i];
      if r.floored then v_floored := v_floored + 1; end if;
      if p_hold_id is not null then v_amounts[1] := v_amounts[1] - p_amounts[i]; end if;
    end loop;
  end if;
  v_n := cardinality(v_ids);

  -- Each asset by itself sums to zero: no transfer converts one asset into another (TBK-11).
  for i in 1 .. v_n loop
    v_k := array_position(c_assets, v_assets[i]);
    v_sums[v_k] := v_sums[v_k] + v_amounts[i];
  end loop;
  if v_n < 2 or v_sums <> '{0,0,0,0,0}' then
    raise exception 'ledger: the legs of % do not balance', p_key using errcode = 'check_violation';
  end if;

  -- 2. First use opens an account, in the order of its name and before any lock, so that two openers cannot wait for
  -- each other.
  if array_position(v_ids, null) is not null then
    v_k := v_n - cardinality(p_amounts);
    for r in
      select o.i::int as i, o.kind, o.id, o.asset
      from unnest(p_owner_kinds, p_owner_ids, p_assets) with ordinality as o (kind, id, asset, i)
      where v_ids[o.i + v_k] is null
      order by o.kind, o.id, o.asset
    loop
      select o.r_account_id, o.r_opened into v_old
      from ledger_open(p_tenant_id, p_accounts[r.i], r.kind, r.id, r.asset, p_at) o;
      v_ids[r.i + v_k] := v_old.r_account_id;
      if v_old.r_opened then v_opened := v_opened || v_old.r_account_id; end if;
    end loop;
  end if;

  -- 3. Lock in id order and decide with what the lock shows. The refusal of the first leg in the caller's order counts.
  v_no := array_fill(0::bigint, array[v_n]);
  v_after := array_fill(null::bigint, array[v_n]);
  if p_hold_id is not null then v_release := v_hold.amount; end if;
  for r in
    select a.account_id, a.owner_kind, a.asset, a.floor, a.cap, a.balance, a.held, a.entry_no, a.last_posted_at
    from ledger_account a
    where a.tenant_id = p_tenant_id and a.account_id = any (v_ids) and a.floor is not null
    order by a.account_id
    for no key update
  loop
    v_locked := v_locked + 1;
    v_k := array_position(v_ids, r.account_id);
    v_no[v_k] := r.entry_no + 1;
    v_after[v_k] := r.balance + v_amounts[v_k];
    v_last[v_k] := r.last_posted_at;
    v_posted_at := greatest(v_posted_at, r.last_posted_at);
    v_code := null;
    if v_amounts[v_k] < 0 then
      -- Hours and honour are lowered by the reversal of an error only (PTS-05, PTS-06).
      if p_reverses is null and r.owner_kind = 'person' and r.asset in ('annual_minutes', 'honour_points') then
        v_code := 'NO_NEGATIVE_POINTS';
      elsif v_after[v_k] - r.held + (case when r.account_id = v_hold.account_id then v_release else 0 end) < r.floor then
        v_code := case when r.asset = 'time_minutes' then 'INSUFFICIENT_TIME' else 'INSUFFICIENT_BALANCE' end;
      end if;
    elsif r.cap is not null and v_after[v_k] > r.cap then
      v_code := 'OVER_CAP';
    end if;
    if v_code is not null and (r_leg_no is null or v_k < r_leg_no) then r_code := v_code; r_leg_no := v_k; end if;
  end loop;
  if v_locked <> v_floored then
    raise exception 'ledger: % names one account in two legs', p_key using errcode = 'check_violation';
  end if;

  -- 4. The key decides before anything else: a repeated request gets the first answer even when the balance has
  -- changed since.
  select t.transfer_id, t.body_hash = p_body_hash as same into v_old from ledger_transfer t
  where t.tenant_id = p_tenant_id and t.key = p_key;
  if found then
    r_code := case when not v_old.same then 'IDEMPOTENCY_KEY_REUSED' end;
    r_replayed := v_old.same;
    r_transfer_id := case when v_old.same then v_old.transfer_id end;
    r_leg_no := null;
  elsif p_reverses is not null and exists (
    select from ledger_transfer t where t.tenant_id = p_tenant_id and t.reverses = p_reverses
  ) then
    r_code := 'ALREADY_REVERSED';
    r_leg_no := null;
  elsif p_hold_id is not null then
    -- The account's lock guards the hold; what was read before it may be old.
    select * into strict v_hold from ledger_hold h where h.tenant_id = p_tenant_id and h.hold_id = p_hold_id;
    v_code := case
      when v_hold.state <> 'pending' then 'HOLD_CLOSED'
      when v_hold.expires_at <= p_at then 'HOLD_EXPIRED'
      when -v_amounts[1] > v_hold.amount then 'HOLD_EXCEEDED'
    end;
    if v_code is not null then r_code := v_code; r_leg_no := null; end if;
  end if;
  if r_code is not null or r_replayed then
    delete from ledger_account a where v_opened <> '{}' and a.tenant_id = p_tenant_id and a.account_id = any (v_opened);
    return;
  end if;

  -- 5. Balances, then the transfer, then the entries.
  for i in 1 .. v_n loop
    if v_no[i] > 0 then
      update ledger_account a
      set balance = v_after[i], entry_no = v_no[i], last_posted_at = v_posted_at,
          held = a.held - case when a.account_id = v_hold.account_id then v_release else 0 end
      where a.tenant_id = p_tenant_id and a.account_id = v_ids[i];
    end if;
    v_hashes[i] := sha256(convert_to(ledger_entry_text(p_tenant_id, p_transfer_id, i, v_ids[i], v_assets[i], v_amounts[i],
      v_no[i], v_after[i], v_posted_at, v_value_date), 'UTF8'));
    v_all := v_all || v_hashes[i];
  end loop;

  insert into ledger_transfer (tenant_id, transfer_id, key, body_hash, kind, value_date, posted_at, meta, reverses, reason, leg_count, hash)
  values (p_tenant_id, p_transfer_id, p_key, p_body_hash, p_kind, v_value_date, v_posted_at, p_meta, p_reverses, p_reason, v_n,
    sha256(convert_to(ledger_transfer_text(p_tenant_id, p_transfer_id, p_key, p_body_hash, p_kind, v_value_date, v_posted_at,
      p_reverses, p_reason), 'UTF8') || v_all))
  on conflict do nothing;
  if not found then
    -- Only a request that shares no locked account with this one can have taken the key (or the reversal) since
    -- step 4. Undo the balances under the locks still held, and answer as step 4 would have.
    for i in 1 .. v_n loop
      update ledger_account a
      set balance = a.balance - v_amounts[i], entry_no = a.entry_no - 1, last_posted_at = v_last[i],
          held = a.held + case when a.account_id = v_hold.account_id then v_release else 0 end
      where a.tenant_id = p_tenant_id and a.account_id = v_ids[i] and v_no[i] > 0;
    end loop;
    delete from ledger_account a where v_opened <> '{}' and a.tenant_id = p_tenant_id and a.account_id = any (v_opened);
    select t.transfer_id, t.body_hash = p_body_hash as same into v_old from ledger_transfer t
    where t.tenant_id = p_tenant_id and t.key = p_key;
    if not found and p_reverses is null then
      raise exception 'ledger: transfer id % is taken by another key', p_transfer_id using errcode = 'unique_violation';
    elsif not found then
      r_code := 'ALREADY_REVERSED';
      return;
    end if;
    r_code := case when v_old.same then null else 'IDEMPOTENCY_KEY_REUSED' end;
    r_replayed := v_old.same;
    r_transfer_id := case when v_old.same then v_old.transfer_id end;
    return;
  end if;

  for i in 1 .. v_n loop
    insert into ledger_entry (tenant_id, transfer_id, leg_no, account_id, asset, amount, entry_no, balance_after, posted_at, value_date, hash)
    values (p_tenant_id, p_transfer_id, i, v_ids[i], v_assets[i], v_amounts[i], v_no[i], v_after[i], v_posted_at, v_value_date, v_hashes[i]);
  end loop;
  if p_hold_id is not null then
    update ledger_hold h
    set state = 'settled', settled_amount = -v_amounts[1], transfer_id = p_transfer_id, closed_at = p_at
    where h.tenant_id = p_tenant_id and h.hold_id = p_hold_id;
  end if;
  r_transfer_id := p_transfer_id;
end $$;

-- Sets an amount aside on an account that keeps a balance. A hold changes what is available, not the balance.
-- Codes: null (held, or r_replayed), IDEMPOTENCY_KEY_REUSED, INSUFFICIENT_TIME, INSUFFICIENT_BALANCE, NO_NEGATIVE_POINTS.
create function ledger_hold_place(
  p_tenant_id int, p_hold_id uuid, p_key text, p_body_hash bytea, p_owner_kind text, p_owner_id text, p_asset text,
  p_amount bigint, p_at timestamptz, p_expires_at timestamptz, p_meta jsonb,
  out r_code text, out r_hold_id uuid, out r_replayed boolean
) language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_account ledger_account%rowtype;
  v_old record;
begin
  perform ledger_check_tenant(p_tenant_id);
  r_replayed := false;
  if p_owner_kind in ('issue', 'clearing') then
    raise exception 'ledger: an account of kind % keeps no balance to hold', p_owner_kind using errcode = 'check_violation';
  end if;
  select * into v_account from ledger_account a
  where a.tenant_id = p_tenant_id and a.owner_kind = p_owner_kind and a.owner_id = p_owner_id and a.asset = p_asset
  for no key update;

  -- Two rounds at most: the second answers when another account's hold takes the key at this very moment.
  for round in 1 .. 2 loop
    select h.hold_id, h.body_hash = p_body_hash as same into v_old from ledger_hold h
    where h.tenant_id = p_tenant_id and h.key = p_key;
    if found then
      r_code := case when v_old.same then null else 'IDEMPOTENCY_KEY_REUSED' end;
      r_replayed := v_old.same;
      r_hold_id := case when v_old.same then v_old.hold_id end;
      return;
    end if;
    if p_owner_kind = 'person' and p_asset in ('annual_minutes', 'honour_points') then
      r_code := 'NO_NEGATIVE_POINTS';
      return;
    end if;
    -- An account that was never opened has nothing to hold; the refusal does not open it.
    if v_account.account_id is null or v_account.balance - v_account.held - p_amount < v_account.floor then
      r_code := case when p_asset = 'time_minutes' then 'INSUFFICIENT_TIME' else 'INSUFFICIENT_BALANCE' end;
      return;
    end if;
    insert into ledger_hold (tenant_id, hold_id, key, body_hash, account_id, amount, state, meta, opened_at, expires_at)
    values (p_tenant_id, p_hold_id, p_key, p_body_hash, v_account.account_id, p_amount, 'pending', p_meta, p_at, p_expires_at)
    on conflict do nothing;
    if found then
      update ledger_account a set held = a.held + p_amount
      where a.tenant_id = p_tenant_id and a.account_id = v_account.account_id;
      r_hold_id := p_hold_id;
      return;
    end if;
  end loop;
  raise exception 'ledger: hold id % is taken by another key', p_hold_id using errcode = 'unique_violation';
end $$;

-- Ends a hold without a transfer: 'released' by an act, 'expired' by the clock. Repeating it changes nothing.
-- Codes: null (closed, or r_replayed), HOLD_UNKNOWN, HOLD_CLOSED (ended otherwise), HOLD_NOT_DUE.
create function ledger_hold_close(
  p_tenant_id int, p_hold_id uuid, p_state text, p_at timestamptz,
  out r_code text, out r_replayed boolean
) language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_hold ledger_hold%rowtype;
begin
  perform ledger_check_tenant(p_tenant_id);
  r_replayed := false;
  if p_state not in ('released', 'expired') then
    raise exception 'ledger: a hold cannot be closed as %', p_state using errcode = 'check_violation';
  end if;
  select * into v_hold from ledger_hold h where h.tenant_id = p_tenant_id and h.hold_id = p_hold_id;
  if not found then r_code := 'HOLD_UNKNOWN'; return; end if;
  perform from ledger_account a where a.tenant_id = p_tenant_id and a.account_id = v_hold.account_id for no key update;
  select * into strict v_hold from ledger_hold h where h.tenant_id = p_tenant_id and h.hold_id = p_hold_id;
  if v_hold.state = p_state then r_replayed := true; return; end if;
  if v_hold.state <> 'pending' then r_code := 'HOLD_CLOSED'; return; end if;
  if p_state = 'expired' and coalesce(v_hold.expires_at > p_at, true) then r_code := 'HOLD_NOT_DUE'; return; end if;
  update ledger_account a set held = a.held - v_hold.amount
  where a.tenant_id = p_tenant_id and a.account_id = v_hold.account_id;
  update ledger_hold h set state = p_state, closed_at = p_at where h.tenant_id = p_tenant_id and h.hold_id = p_hold_id;
end $$;
