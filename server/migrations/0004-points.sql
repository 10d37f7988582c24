-- Points and what stands around them: the goods counter, the 100-point list, care and motives, hours served before.

-- What the points of a service were counted from, so that a draft of the standard can be tried on real records (PTS-01).
alter table claim add column points_inputs jsonb;
create index claim_credited on claim (tenant_id, credited_at) where credited_at is not null;
-- One draft at a time: who enacts knows what is enacted.
create unique index point_standard_draft on point_standard (city_id) where state = 'draft';

-- Who gives goods (C-32). `supervisors` are units that supervise the sponsor: their leading cadres take nothing from it.
create table goods_sponsor (
  tenant_id int not null, sponsor_id uuid not null, name text not null, kind text not null check (kind in ('merchant', 'unit', 'social_organisation', 'pool')),
  unit_id int, supervisors int[] not null default '{}', contact text not null default '', state text not null check (state in ('active', 'ended')), created_at timestamptz not null,
  primary key (tenant_id, sponsor_id)
);
create table goods_item (
  tenant_id int not null, item_id uuid not null, sponsor_id uuid not null, title text not null, description text not null default '', kind text not null check (kind in ('daily', 'culture', 'service')),
  price_hundredths int not null check (price_hundredths > 0), stock int not null default 0, reserved int not null default 0, per_person_year int check (per_person_year > 0),
  state text not null check (state in ('draft', 'open', 'paused', 'closed')), created_at timestamptz not null,
  primary key (tenant_id, item_id),
  foreign key (tenant_id, sponsor_id) references goods_sponsor (tenant_id, sponsor_id),
  -- Nothing is promised that is not on the shelf.
  constraint goods_item_in_stock check (reserved between 0 and stock)
);
create index goods_item_sponsor on goods_item (tenant_id, sponsor_id);
create table goods_order (
  tenant_id int not null, order_id uuid not null, item_id uuid not null, person_id uuid not null, quantity int not null check (quantity > 0), total_hundredths int not null check (total_hundredths > 0),
  state text not null check (state in ('reserved', 'collected', 'cancelled', 'expired')), code_enc bytea not null, code_blind bytea not null, hold_id uuid not null, transfer_id uuid,
  ordered_at timestamptz not null, collect_until timestamptz not null, ended_at timestamptz, ended_by uuid, reason text not null default '',
  primary key (tenant_id, order_id),
  foreign key (tenant_id, item_id) references goods_item (tenant_id, item_id),
  constraint goods_order_collected_paid check ((state = 'collected') = (transfer_id is not null))
);
create index goods_order_person on goods_order (tenant_id, person_id, order_id desc);
create index goods_order_item on goods_order (tenant_id, item_id, order_id desc);
create unique index goods_order_code on goods_order (tenant_id, code_blind) where state = 'reserved';
-- Every change of a shelf, written once: deliveries, what was handed out, differences of a stock-taking with their reason.
create table goods_move (
  tenant_id int not null, move_id uuid not null, item_id uuid not null, kind text not null check (kind in ('delivered', 'collected', 'counted', 'given_back')), change int not null, stock_after int not null check (stock_after >= 0),
  order_id uuid, reason text not null default '', by_person_id uuid not null, at timestamptz not null,
  primary key (tenant_id, move_id),
  foreign key (tenant_id, item_id) references goods_item (tenant_id, item_id)
);
create index goods_move_item on goods_move (tenant_id, item_id, move_id desc);

-- Who reached the points of the commendation list in a year (PTS-04). Named only by the person's own word.
create table commendation (
  tenant_id int not null, person_id uuid not null, year int not null, hundredths int not null,
  state text not null check (state in ('asked', 'named', 'unnamed', 'below')), reached_at timestamptz not null, answered_at timestamptz,
  primary key (tenant_id, person_id, year)
);
create index commendation_year on commendation (tenant_id, year, state);

-- What was done for those who serve, beside points (PTS-08).
create table care_event (
  tenant_id int not null, care_id uuid not null, person_id uuid not null, kind text not null check (kind in ('letter', 'health_check', 'talk', 'visit')), text text not null, at timestamptz not null, by_person_id uuid not null,
  primary key (tenant_id, care_id)
);
create index care_event_person on care_event (tenant_id, person_id, care_id desc);
-- Who was proposed for a title of the year (PTS-04).
create table nomination (
  tenant_id int not null, nomination_id uuid not null, person_id uuid not null, year int not null, title text not null check (title in ('service_star', 'finest_cadre')), reason text not null, by_person_id uuid not null, at timestamptz not null,
  primary key (tenant_id, nomination_id),
  constraint nomination_once unique (tenant_id, person_id, year, title)
);
-- What a member gains by an activity (PTS-09).
alter table activity add column supplies text[] not null default '{}';

do $$
declare t text;
begin
  foreach t in array array['goods_sponsor','goods_item','goods_order','commendation'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant_rows on %I using (tenant_id = app_tenant()) with check (tenant_id = app_tenant())', t);
  end loop;
  foreach t in array array['goods_move','care_event','nomination'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant_read on %I for select using (tenant_id = app_tenant())', t);
    execute format('create policy tenant_add on %I for insert with check (tenant_id = app_tenant())', t);
  end loop;
end $$;
