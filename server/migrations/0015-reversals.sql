-- Taking a posting back is proposed by one person and carried out by another (FND-10). Nothing is ever removed: what was
-- declined or withdrawn stays beside what was done.
create table reversal_proposal (
  tenant_id int not null, proposal_id uuid not null, claim_id uuid not null, person_id uuid not null, title text not null, reason text not null check (reason <> ''),
  state text not null check (state in ('proposed', 'carried_out', 'declined', 'withdrawn')),
  proposed_by uuid not null, proposed_at timestamptz not null, decided_by uuid, decided_at timestamptz, decision text not null default '',
  -- What was touched when it was proposed, and when it was carried out what the accounts then held: owner, asset, before, after.
  accounts jsonb not null, transfers uuid[] not null default '{}',
  primary key (tenant_id, proposal_id),
  foreign key (tenant_id, claim_id) references claim (tenant_id, claim_id),
  check ((state = 'proposed') = (decided_by is null) and (decided_by is null) = (decided_at is null)),
  check (state <> 'declined' or decision <> ''),
  check (state <> 'withdrawn' or decided_by = proposed_by),
  constraint reversal_two_people check (state not in ('carried_out', 'declined') or decided_by <> proposed_by)
);
create index reversal_proposal_state on reversal_proposal (tenant_id, state, proposal_id desc);
create unique index reversal_proposal_one_open on reversal_proposal (tenant_id, claim_id) where state = 'proposed';
create index reversal_proposal_claim on reversal_proposal (tenant_id, claim_id, proposal_id desc);

do $$
begin
  execute 'alter table reversal_proposal enable row level security';
  execute 'alter table reversal_proposal force row level security';
  execute 'create policy tenant_rows on reversal_proposal using (tenant_id = app_tenant()) with check (tenant_id = app_tenant())';
end $$;
