-- Many transfers in one call, each with its own answer: for batches, and for the posts of many callers that the server
-- gathers while the batch before commits. A statement costs far more than a row, so a whole batch is locked, decided,
-- hashed and written by a handful of set statements.

-- Posts the transfers in their order and answers each as ledger_post would. Legs lie flat: p_turns names the transfer of
-- each leg (counted from 1, ascending), and a leg names its account by its owner; reversals and holds are not for this
-- form. All transfers get one instant: p_at, or the latest one of their accounts when that is later.
--
-- The usual batch is accepted as a whole, and only then is the running sum over the batch what each transfer meets in its
-- turn. As soon as one transfer must be refused, or one key is known already, the transfers are posted one after the
-- other by ledger_post, under the locks taken here in id order, so that a refused one does not touch its neighbours.
--
-- Fails as a whole (unique_violation) when a key occurs twice or another transaction takes it at this very moment; the
-- caller then posts one by one.
create function ledger_post_many(
  p_tenant_id int, p_at timestamptz,
  p_transfers uuid[], p_keys text[], p_body_hashes bytea[], p_kinds text[], p_value_dates date[], p_metas jsonb[],
  p_turns int[], p_accounts uuid[], p_owner_kinds text[], p_owner_ids text[], p_assets text[], p_amounts bigint[],
  out r_codes text[], out r_transfers uuid[], out r_replayed boolean[], out r_leg_nos int[]
) language plpgsql security definer set search_path = public, pg_temp set plan_cache_mode = force_generic_plan as $$
declare
  v_count   int := cardinality(p_transfers);
  v_opened  uuid[] := '{}';
  v_clean   boolean;                 -- nothing to refuse, nothing to repeat
  v_twice   boolean;
  v_at      timestamptz;
  -- For each leg, in the order of the legs.
  v_leg_nos int[];
  v_ids     uuid[];
  v_no      bigint[];                -- entry numbers; 0 where no running balance is kept
  v_after   bigint[];
  v_hashes  bytea[];
  v_written int;
  r         record;
begin
  perform ledger_check_tenant(p_tenant_id);
  if exists (
    select from unnest(p_turns, p_assets, p_amounts) as l (turn, asset, amount) group by l.turn, l.asset having sum(l.amount) <> 0
  ) then
    raise exception 'ledger: the legs of a transfer in the batch do not balance' using errcode = 'check_violation';
  end if;

  -- 1. Lock in id order; accounts without a floor are read and not locked. Then what each leg would find and leave. To
  -- look for missing accounts first would cost a tenth of every batch and find none nearly always. When some are missing,
  -- the locks are given back, the accounts are opened in the order of their names, as everybody opens them before any lock,
  -- and the second round finds them.
  for round in 1 .. 2 loop
    begin
      with leg as materialized (
        select l.turn, l.kind, l.id, l.asset, l.amount, l.i
        from unnest(p_turns, p_owner_kinds, p_owner_ids, p_assets, p_amounts) with ordinality as l (turn, kind, id, asset, amount, i)
      ), named as materialized (
        select distinct l.kind, l.id, l.asset from leg l
      ), locked as materialized (
        select a.account_id, a.owner_kind, a.owner_id, a.asset, a.floor, a.cap, a.balance, a.held, a.entry_no, a.last_posted_at
        from named n
        join ledger_account a on a.tenant_id = p_tenant_id and a.owner_kind = n.kind and a.owner_id = n.id and a.asset = n.asset
        where n.kind not in ('issue', 'clearing')
        order by a.account_id
        for no key update of a
      ), account as (
        select * from locked
        union all
        select a.account_id, a.owner_kind, a.owner_id, a.asset, a.floor, a.cap, a.balance, a.held, a.entry_no, a.last_posted_at
        from named n
        join ledger_account a on a.tenant_id = p_tenant_id and a.owner_kind = n.kind and a.owner_id = n.id and a.asset = n.asset
        where n.kind in ('issue', 'clearing')
      ), line as (
        select l.i, l.turn, l.asset, l.amount, a.account_id, a.owner_kind, a.floor, a.cap, a.held,
          row_number() over (partition by l.turn order by l.i)::int as leg_no,
          lag(l.turn) over mine = l.turn as twice,
          case when a.floor is null then 0 else a.entry_no + row_number() over mine end as entry_no,
          case when a.floor is not null then a.balance + sum(l.amount) over mine end::bigint as after,
          greatest(p_at, (select max(k.last_posted_at) from locked k)) as posted_at
        from leg l
        join account a on a.owner_kind = l.kind and a.owner_id = l.id and a.asset = l.asset
        window mine as (partition by a.account_id order by l.i)
      )
      select array_agg(x.leg_no order by x.i), array_agg(x.account_id order by x.i), array_agg(x.entry_no order by x.i),
        array_agg(x.after order by x.i), min(x.posted_at), bool_or(x.twice),
        array_agg(sha256(convert_to(ledger_entry_text(p_tenant_id, p_transfers[x.turn], x.leg_no, x.account_id, x.asset, x.amount,
          x.entry_no, x.after, x.posted_at, p_value_dates[x.turn]), 'UTF8')) order by x.i),
        bool_and(case
          when x.floor is null then true
          when x.amount > 0 then x.cap is null or x.after <= x.cap
          -- Hours and honour are lowered by the reversal of an error only (PTS-05, PTS-06).
          else not (x.owner_kind = 'person' and x.asset in ('annual_minutes', 'honour_points')) and x.after - x.held >= x.floor
        end)
      into v_leg_nos, v_ids, v_no, v_after, v_at, v_twice, v_hashes, v_clean
      from line x;
      exit when cardinality(v_ids) = cardinality(p_amounts);
      raise exception 'ledger: an account of the batch is missing' using errcode = 'no_data_found';
    exception when no_data_found then
      if round = 2 then raise; end if;
      for r in
        select distinct on (l.kind, l.id, l.asset) l.account_id, l.kind, l.id, l.asset
        from unnest(p_accounts, p_owner_kinds, p_owner_ids, p_assets) as l (account_id, kind, id, asset)
        where not exists (select from ledger_account a
          where a.tenant_id = p_tenant_id and a.owner_kind = l.kind and a.owner_id = l.id and a.asset = l.asset)
        order by l.kind, l.id, l.asset
      loop
        select case when o.r_opened then v_opened || o.r_account_id else v_opened end into v_opened
        from ledger_open(p_tenant_id, r.account_id, r.kind, r.id, r.asset, p_at) o;
      end loop;
    end;
  end loop;
  if v_twice then
    raise exception 'ledger: a transfer in the batch names one account in two legs' using errcode = 'check_violation';
  end if;

  -- 2. Not a usual batch: one after the other. The locks are held already, and the order of the locks was that of the ids.
  -- Counted, because the planner takes "exists" for something that the first few rows of the whole table would show.
  if not v_clean or (select count(*) from ledger_transfer t where t.tenant_id = p_tenant_id and t.key = any (p_keys)) > 0 then
    for i in 1 .. v_count loop
      select p.* into r
      from (
        select array_agg(l.account_id order by l.n) as accounts, array_agg(l.kind order by l.n) as kinds,
          array_agg(l.id order by l.n) as ids, array_agg(l.asset order by l.n) as assets, array_agg(l.amount order by l.n) as amounts
        from unnest(p_turns, p_accounts, p_owner_kinds, p_owner_ids, p_assets, p_amounts) with ordinality
          as l (turn, account_id, kind, id, asset, amount, n)
        where l.turn = i
      ) l
      cross join ledger_post(p_tenant_id, p_transfers[i], p_keys[i], p_body_hashes[i], p_kinds[i], p_value_dates[i], p_at,
        p_metas[i], l.accounts, l.kinds, l.ids, l.assets, l.amounts) p;
      r_codes[i] := r.r_code;
      r_transfers[i] := r.r_transfer_id;
      r_replayed[i] := r.r_replayed;
      r_leg_nos[i] := r.r_leg_no;
    end loop;
    -- An account that only refused transfers named goes again.
    delete from ledger_account a
    where v_opened <> '{}' and a.tenant_id = p_tenant_id and a.account_id = any (v_opened)
      and not exists (select from ledger_entry e where e.tenant_id = p_tenant_id and e.account_id = a.account_id);
    return;
  end if;

  -- 3. Balances, then the transfers, then the entries.
  update ledger_account a set balance = a.balance + x.amount, entry_no = a.entry_no + x.entries, last_posted_at = v_at
  from (
    select l.id, sum(l.amount) as amount, count(*) as entries from unnest(v_ids, v_no, p_amounts) as l (id, no, amount)
    where l.no > 0 group by l.id
  ) x
  where a.tenant_id = p_tenant_id and a.account_id = x.id;

  insert into ledger_transfer (tenant_id, transfer_id, key, body_hash, kind, value_date, posted_at, meta, leg_count, hash)
  select p_tenant_id, t.transfer_id, t.key, t.body_hash, t.kind, t.value_date, v_at, t.meta, l.legs,
    sha256(convert_to(ledger_transfer_text(p_tenant_id, t.transfer_id, t.key, t.body_hash, t.kind, t.value_date, v_at, null, null),
      'UTF8') || l.hashes)
  from unnest(p_transfers, p_keys, p_body_hashes, p_kinds, p_value_dates, p_metas) with ordinality
    as t (transfer_id, key, body_hash, kind, value_date, meta, turn)
  join (
    select l.turn, count(*) as legs, string_agg(l.hash, '' order by l.i) as hashes
    from unnest(p_turns, v_hashes) with ordinality as l (turn, hash, i) group by l.turn
  ) l on l.turn = t.turn;
  get diagnostics v_written = row_count;
  if v_written <> v_count then
    raise exception 'ledger: a transfer of the batch has no legs' using errcode = 'check_violation';
  end if;

  insert into ledger_entry (tenant_id, transfer_id, leg_no, account_id, asset, amount, entry_no, balance_after, posted_at, value_date, hash)
  select p_tenant_id, p_transfers[l.turn], l.leg_no, l.id, l.asset, l.amount, l.no, l.after, v_at, p_value_dates[l.turn], l.hash
  from unnest(p_turns, v_leg_nos, v_ids, p_assets, p_amounts, v_no, v_after, v_hashes)
    as l (turn, leg_no, id, asset, amount, no, after, hash);

  r_codes := array_fill(null::text, array[v_count]);
  r_transfers := p_transfers;
  r_replayed := array_fill(false, array[v_count]);
  r_leg_nos := array_fill(null::int, array[v_count]);
end $$;
