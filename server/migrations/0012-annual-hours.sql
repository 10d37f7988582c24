-- The annual hours: what was open to each member, and for which months somebody is excused (HRS-02).

-- Whom a published slot suited when it was published; a cancelled task takes its rows back.
create table slot_opening (
  tenant_id int not null, slot_id uuid not null, task_id uuid not null, year int not null, minutes int not null check (minutes > 0), persons uuid[] not null,
  primary key (tenant_id, slot_id)
);
create index slot_opening_task on slot_opening (tenant_id, task_id);
-- The same added up for each member, so that no page reads all slots of a year.
create table opportunity (
  tenant_id int not null, person_id uuid not null, year int not null, minutes int not null default 0 check (minutes >= 0), slots int not null default 0 check (slots >= 0),
  primary key (tenant_id, person_id, year)
);
-- By self-declaration and without proof; the person's alone.
create table hours_exemption (
  person_id uuid not null, exemption_id uuid not null, kind text not null check (kind in ('illness', 'pregnancy', 'care_duty', 'secondment', 'production_shift')),
  from_day date not null, to_day date not null check (to_day >= from_day), declared_at timestamptz not null, withdrawn_at timestamptz,
  primary key (person_id, exemption_id)
);

do $$
declare t text;
begin
  foreach t in array array['slot_opening', 'opportunity'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant_rows on %I using (tenant_id = app_tenant()) with check (tenant_id = app_tenant())', t);
  end loop;
  execute 'alter table hours_exemption enable row level security';
  execute 'alter table hours_exemption force row level security';
  execute 'create policy person_rows on hours_exemption using (person_id = any ((select app_persons())::uuid[])) with check (person_id = any ((select app_persons())::uuid[]))';
end $$;
