-- Service record certificates (民发〔2015〕149号): asked for by the person, put up publicly before the first, prepared by one
-- and issued by another, frozen and signed. What the record does afterwards changes no certificate.
create table certificate (
  tenant_id int not null, certificate_id uuid not null, person_id uuid not null,
  state text not null check (state in ('publicity', 'ready', 'prepared', 'issued', 'revoked', 'declined', 'withdrawn')),
  period_from date not null, period_to date not null,
  -- Kind and number of the identity document, the volunteer number: sealed until they are printed.
  identity_enc bytea not null,
  -- What the public sees while it is put up: figures of the day of the request.
  masked_name text not null, minutes int not null, services int not null,
  first boolean not null, requested_at timestamptz not null, publicity_until timestamptz,
  prepared_by uuid, prepared_at timestamptz,
  issued_by uuid, issued_at timestamptz, number text, check_code text,
  -- The signed text itself, sealed; its bytes are what the signature covers.
  snapshot_enc bytea, key_id text references signing_key, signature bytea,
  revoked_by uuid, revoked_at timestamptz, reason text,
  -- A service in it was taken back after the issue: somebody has to look.
  questioned_at timestamptz,
  version int not null default 1,
  primary key (tenant_id, certificate_id),
  check (period_from <= period_to),
  check ((state in ('issued', 'revoked')) = (snapshot_enc is not null)),
  check ((snapshot_enc is null) = (signature is null) and (snapshot_enc is null) = (number is null) and (snapshot_enc is null) = (key_id is null)),
  -- Two people: whoever prepares does not issue.
  check (issued_by is null or issued_by <> prepared_by),
  check ((state in ('revoked', 'declined')) = (reason is not null))
);
create unique index certificate_waiting on certificate (tenant_id, person_id) where state in ('publicity', 'ready', 'prepared');
create index certificate_person on certificate (tenant_id, person_id, certificate_id desc);
create index certificate_state on certificate (tenant_id, state, certificate_id);

-- Which services an issued certificate names, so that a later reversal finds it.
create table certificate_service (
  tenant_id int not null, certificate_id uuid not null, claim_id uuid not null,
  primary key (tenant_id, certificate_id, claim_id),
  foreign key (tenant_id, certificate_id) references certificate (tenant_id, certificate_id)
);
create index certificate_service_claim on certificate_service (tenant_id, claim_id);

create table certificate_objection (
  tenant_id int not null, objection_id uuid not null, certificate_id uuid not null, by_person_id uuid not null, body text not null, at timestamptz not null,
  answer text, upheld boolean, answered_by uuid, answered_at timestamptz,
  primary key (tenant_id, objection_id),
  foreign key (tenant_id, certificate_id) references certificate (tenant_id, certificate_id),
  check ((answer is null) = (answered_at is null) and (answer is null) = (upheld is null))
);
create index certificate_objection_of on certificate_objection (tenant_id, certificate_id, objection_id);
create unique index certificate_objection_once on certificate_objection (tenant_id, certificate_id, by_person_id);

-- Numbers run without a gap within a community and year.
create table certificate_number (
  tenant_id int not null, year int not null, last int not null,
  primary key (tenant_id, year)
);

-- Leads a printed number to its community before anyone is signed in; alone it shows nothing.
create table certificate_lookup (number text primary key, tenant_id int not null, certificate_id uuid not null);

do $$
declare t text;
begin
  foreach t in array array['certificate', 'certificate_service', 'certificate_objection', 'certificate_number'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant_rows on %I using (tenant_id = app_tenant()) with check (tenant_id = app_tenant())', t);
  end loop;
end $$;
