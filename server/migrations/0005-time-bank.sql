-- The time bank: who keeps a passbook, exchanges of time by mutual choice, gifts, grants from the pool, how it is run.
-- Minutes themselves are in the ledger alone; a row here names the hold or the transfer that carries them.

-- Deposits follow the person's consent; this row keeps what the person chose around it. Leaving keeps it.
create table time_passbook (
  tenant_id int not null, person_id uuid not null, opened_at timestamptz not null, left_at timestamptz,
  -- TBK-09: the index is shown only while this stands.
  index_on boolean not null default false,
  -- What becomes of served minutes that a rule pack keeps out of the passbook.
  excess text not null default 'honour' check (excess in ('pool', 'honour')),
  heir text check (heir in ('pool', 'person')), heir_id uuid,
  version int not null default 1,
  primary key (tenant_id, person_id),
  check ((heir is not distinct from 'person') = (heir_id is not null))
);

-- E-37. `mutually chosen` and `held`, `both confirmed` and `settled`, `both rated` and `closed` are one moment each.
create table time_order (
  tenant_id int not null, order_id uuid not null, requester_id uuid not null, provider_id uuid, chosen_offer uuid,
  title text not null, body text not null default '', kind text not null, place text not null default '',
  starts_at timestamptz not null, plan_min int not null check (plan_min between 1 and 1440),
  state text not null check (state in ('posted', 'offered', 'held', 'served', 'settled', 'closed', 'cancelled', 'disputed', 'arbitrated')),
  posted_at timestamptz not null, held_at timestamptz, started_at timestamptz, ended_at timestamptz, actual_min int check (actual_min >= 0),
  -- What is set aside: own minutes on the requester's account, the rest on a grant's.
  hold_id uuid, own_min int not null default 0, grant_id uuid, grant_min int not null default 0,
  confirmed_at timestamptz, silent boolean not null default false, settled_at timestamptz, settled_min int, rate_until timestamptz,
  disputed_by uuid, dispute text, disputed_at timestamptz, arbitrated_by uuid, arbitration text,
  ended_by uuid, reason text not null default '', finished_at timestamptz,
  -- What was settled by mistake is taken back by two: one says why, another one does it.
  undo_by uuid, undo_reason text, undone_by uuid, undone_at timestamptz, version int not null default 1,
  primary key (tenant_id, order_id),
  check (provider_id is distinct from requester_id),
  check (state in ('posted', 'offered', 'cancelled') or provider_id is not null),
  check (state not in ('held', 'served', 'disputed') or own_min + grant_min = plan_min),
  constraint time_order_undone_by_two check (undone_by is null or (undo_by is not null and undone_by <> undo_by)),
  check (settled_min is null or settled_min between 0 and plan_min)
);
create index time_order_state on time_order (tenant_id, state, order_id desc);
create index time_order_requester on time_order (tenant_id, requester_id, order_id desc);
create index time_order_provider on time_order (tenant_id, provider_id, order_id desc);

-- Somebody offers; the requester chooses one, the chosen one agrees: only both together start anything (TBK-06).
create table time_offer (
  tenant_id int not null, offer_id uuid not null, order_id uuid not null, person_id uuid not null, words text not null default '',
  state text not null check (state in ('offered', 'withdrawn', 'taken', 'passed_over')), offered_at timestamptz not null,
  chosen_at timestamptz, agreed_at timestamptz,
  primary key (tenant_id, offer_id),
  foreign key (tenant_id, order_id) references time_order (tenant_id, order_id)
);
create unique index time_offer_once on time_offer (tenant_id, order_id, person_id) where state <> 'withdrawn';
create index time_offer_person on time_offer (tenant_id, person_id, offer_id desc);

create table time_rating (
  tenant_id int not null, order_id uuid not null, rater_id uuid not null, subject_id uuid not null, score int not null check (score between 1 and 10),
  body text not null default '', at timestamptz not null, blind_until timestamptz not null, reply text, replied_at timestamptz,
  primary key (tenant_id, order_id, rater_id),
  foreign key (tenant_id, order_id) references time_order (tenant_id, order_id),
  check (rater_id <> subject_id)
);
create index time_rating_subject on time_rating (tenant_id, subject_id, order_id);

-- TBK-04. A gift to a person waits for the answer; what goes to the pool is given at once.
create table time_gift (
  tenant_id int not null, gift_id uuid not null, giver_id uuid not null, receiver text not null check (receiver in ('person', 'pool', 'organisation')), receiver_id text,
  minutes int not null check (minutes > 0), words text not null default '', family boolean not null default false,
  state text not null check (state in ('offered', 'accepted', 'refused', 'expired', 'taken_back')), hold_id uuid, transfer_id uuid,
  at timestamptz not null, answer_until timestamptz, ended_at timestamptz,
  primary key (tenant_id, gift_id),
  check ((receiver = 'pool') = (receiver_id is null)),
  check ((state = 'accepted') = (transfer_id is not null))
);
create index time_gift_giver on time_gift (tenant_id, giver_id, gift_id desc);
create index time_gift_receiver on time_gift (tenant_id, receiver_id, gift_id desc);

-- E-38. Two of the welfare committee decide; the minutes stay in the pool, set aside, until a service spends them.
create table pool_grant (
  tenant_id int not null, grant_id uuid not null, beneficiary_id uuid not null, minutes int not null check (minutes > 0), reserved_min int not null default 0, spent_min int not null default 0,
  basis text not null, reason text not null, state text not null check (state in ('proposed', 'decided', 'declined', 'spent', 'ended')),
  proposed_by uuid not null, proposed_at timestamptz not null, first_by uuid, first_at timestamptz, decided_by uuid, decided_at timestamptz, decision text not null default '',
  hold_id uuid, hold_no int not null default 0, version int not null default 1,
  primary key (tenant_id, grant_id),
  check (spent_min >= 0 and reserved_min >= 0 and spent_min + reserved_min <= minutes),
  constraint pool_grant_two_people check (state not in ('decided', 'spent') or (first_by is not null and decided_by is not null and first_by <> decided_by)),
  check (proposed_by is distinct from decided_by)
);
create index pool_grant_beneficiary on pool_grant (tenant_id, beneficiary_id, grant_id);
create index pool_grant_state on pool_grant (tenant_id, state, grant_id desc);

-- TBK-10. Without a row the community leads and its own staff run it.
create table time_bank (
  tenant_id int primary key, model text not null check (model in ('party_linkage', 'community_led', 'civil_affairs')), operator_name text not null default '', supervisor_name text not null default '',
  changed_at timestamptz not null, changed_by uuid not null, version int not null default 1
);

-- Social organisations that hold an account; the minutes are in the ledger.
create table time_organisation (
  tenant_id int not null, organisation_id int not null, opened_at timestamptz not null, opened_by uuid not null,
  primary key (tenant_id, organisation_id)
);

do $$
declare t text;
begin
  foreach t in array array['time_passbook', 'time_order', 'time_offer', 'time_rating', 'time_gift', 'pool_grant', 'time_bank', 'time_organisation'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant_rows on %I using (tenant_id = app_tenant()) with check (tenant_id = app_tenant())', t);
  end loop;
end $$;
