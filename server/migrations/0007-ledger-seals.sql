-- Limits of accounts with their history; the community's hash chain over its ledger, and the signed roots that can be kept
-- outside.
--
-- A sealed item is an account that was opened, a change of an account's limits, or a transfer. Its place in the chain is
-- given when it is sealed: the next number after everything sealed before. What is sealed is whatever has no place yet, so
-- a transfer that commits late, with an instant long past, gets the next place instead of none.

-- Every change of an account's limits: they hold for the entries after `after_entry_no`, so that an old entry is judged by
-- the floor and the cap of its day.
create table ledger_limit (
  tenant_id       int    not null,
  account_id      uuid   not null,
  change_no       int    not null,
  after_entry_no  bigint not null,
  floor           bigint not null,
  cap             bigint,
  primary key (tenant_id, account_id, change_no)
);
alter table ledger_limit enable row level security;
alter table ledger_limit force row level security;
create policy ledger_limit_read on ledger_limit for select using (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
create policy ledger_limit_insert on ledger_limit for insert to current_user
  with check (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
revoke insert, update, delete, truncate on ledger_limit from public;

-- Changes the floor and the cap of an account that keeps a balance. A cap below the balance takes nothing away; it
-- stops further credits. Codes: null, ACCOUNT_UNKNOWN, FLOOR_ABOVE_BALANCE.
create function ledger_set_limits(
  p_tenant_id int, p_owner_kind text, p_owner_id text, p_asset text, p_floor bigint, p_cap bigint,
  out r_code text
) language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_account ledger_account%rowtype;
begin
  perform ledger_check_tenant(p_tenant_id);
  select * into v_account from ledger_account a
  where a.tenant_id = p_tenant_id and a.owner_kind = p_owner_kind and a.owner_id = p_owner_id and a.asset = p_asset and a.floor is not null
  for no key update;
  if not found then r_code := 'ACCOUNT_UNKNOWN'; return; end if;
  if v_account.balance - v_account.held < p_floor then r_code := 'FLOOR_ABOVE_BALANCE'; return; end if;
  update ledger_account a set floor = p_floor, cap = p_cap
  where a.tenant_id = p_tenant_id and a.account_id = v_account.account_id;
  -- The account's lock makes the number exact.
  insert into ledger_limit (tenant_id, account_id, change_no, after_entry_no, floor, cap)
  select p_tenant_id, v_account.account_id, count(*) + 1, v_account.entry_no, p_floor, p_cap
  from ledger_limit l where l.tenant_id = p_tenant_id and l.account_id = v_account.account_id;
end $$;

-- The end of the chain; its row is the lock under which items are sealed.
create table ledger_chain (
  tenant_id  int    not null,
  position   bigint not null check (position >= 0),
  chain      bytea  not null check (length(chain) = 32),
  primary key (tenant_id)
);

create table ledger_sealed (
  tenant_id  int    not null,
  position   bigint not null check (position > 0),
  item_kind  text   not null check (item_kind in ('account', 'limits', 'transfer')),
  item_id    uuid   not null,
  -- Number of the change of limits; 0 for the others.
  item_no    int    not null,
  -- sha256 over the chain before and the sha256 of the item's line in an export.
  chain      bytea  not null check (length(chain) = 32),
  primary key (tenant_id, position),
  unique (tenant_id, item_kind, item_id, item_no)
);

create table ledger_root (
  tenant_id   int         not null,
  root_no     int         not null,
  day         date        not null,
  position    bigint      not null,
  chain       bytea       not null check (length(chain) = 32),
  -- What the proof of the books said when the root was signed; 0 is the only right answer.
  difference  bigint      not null check (difference >= 0),
  signed_at   timestamptz not null,
  key_id      text        not null,
  signature   bytea       not null,
  primary key (tenant_id, root_no)
);

do $$
declare
  t text;
begin
  foreach t in array array['ledger_chain', 'ledger_sealed', 'ledger_root'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy %I on %I for select using (tenant_id = nullif(current_setting(''app.tenant'', true), '''')::int)', t || '_read', t);
    execute format('create policy %I on %I for insert to current_user with check (tenant_id = nullif(current_setting(''app.tenant'', true), '''')::int)', t || '_insert', t);
  end loop;
end $$;
create policy ledger_chain_update on ledger_chain for update to current_user
  using (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
revoke insert, update, delete, truncate on ledger_chain, ledger_sealed, ledger_root from public;

-- Locks the end of the chain until the transaction ends, and tells it. p_genesis is the end of an empty chain.
create function ledger_chain_lock(p_tenant_id int, p_genesis bytea, out r_position bigint, out r_chain bytea)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform ledger_check_tenant(p_tenant_id);
  insert into ledger_chain (tenant_id, position, chain) values (p_tenant_id, 0, p_genesis) on conflict do nothing;
  select c.position, c.chain into strict r_position, r_chain from ledger_chain c where c.tenant_id = p_tenant_id for no key update;
end $$;

-- Puts items behind the end of the chain that the caller has locked.
create function ledger_chain_append(
  p_tenant_id int, p_position bigint, p_kinds text[], p_ids uuid[], p_nos int[], p_chains bytea[]
) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_count int := cardinality(p_ids);
begin
  perform ledger_check_tenant(p_tenant_id);
  update ledger_chain c set position = c.position + v_count, chain = p_chains[v_count]
  where c.tenant_id = p_tenant_id and c.position = p_position;
  if not found then
    raise exception 'ledger: the chain of % does not end at %', p_tenant_id, p_position using errcode = 'serialization_failure';
  end if;
  insert into ledger_sealed (tenant_id, position, item_kind, item_id, item_no, chain)
  select p_tenant_id, p_position + i.ordinality, i.kind, i.id, i.no, i.chain
  from unnest(p_kinds, p_ids, p_nos, p_chains) with ordinality as i (kind, id, no, chain);
end $$;

-- Keeps a signed root, numbered after the last. The end of the chain is locked by the caller.
create function ledger_root_keep(
  p_tenant_id int, p_root_no int, p_day date, p_position bigint, p_chain bytea, p_difference bigint, p_at timestamptz, p_key_id text,
  p_signature bytea
) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform ledger_check_tenant(p_tenant_id);
  insert into ledger_root (tenant_id, root_no, day, position, chain, difference, signed_at, key_id, signature)
  values (p_tenant_id, p_root_no, p_day, p_position, p_chain, p_difference, p_at, p_key_id, p_signature);
end $$;
