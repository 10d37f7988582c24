-- Ground: reference tables, personal data, the community's record and the machinery of delivery.
-- Reference tables carry no row security: they hold public registers only. Personal data lead with person_id and are
-- visible to the persons that the transaction has opened (app.persons). Community data lead with tenant_id.

create extension if not exists btree_gist;

-- The tenant and the persons opened in this transaction; empty means none.
create function app_tenant() returns int language sql stable parallel safe as
$$ select nullif(current_setting('app.tenant', true), '')::int $$;
create function app_persons() returns uuid[] language sql stable parallel safe as
$$ select nullif(current_setting('app.persons', true), '')::uuid[] $$;

-- Reference -----------------------------------------------------------------------------------------------------

create table tenant (
  tenant_id int primary key,
  level text not null check (level in ('city', 'district', 'street', 'community', 'unit')),
  name text not null,
  parent_id int references tenant,
  path int[] not null,
  lat double precision, lng double precision,
  population int not null default 0, households int not null default 0,
  opened_at timestamptz,
  hotline text, duty_text text,
  state text not null default 'active' check (state in ('active', 'merged', 'closed'))
);
create index tenant_parent on tenant (parent_id);
create index tenant_name on tenant (name text_pattern_ops);

-- The 12-digit code is a dated attribute: divisions merge and renumber.
create table tenant_code (
  tenant_id int not null references tenant,
  code text not null,
  valid_from date not null default '2000-01-01', valid_to date,
  primary key (tenant_id, valid_from)
);
create index tenant_code_code on tenant_code (code);

create table unit (
  tenant_id int primary key references tenant,
  type text not null, name text not null, in_scope boolean not null,
  party_organisation text not null default '', superior_party_organisation text not null default '',
  lat double precision, lng double precision, resources text[] not null default '{}',
  state text not null default 'active'
);

create table workday (
  day date primary key,
  kind text not null check (kind in ('workday', 'weekend', 'holiday')),
  name text
);

create table policy_document (
  document_id uuid primary key,
  title text not null, organ text not null, number text not null default '', level text not null,
  issued date, effective date, expires date,
  state text not null default 'effective' check (state in ('draft', 'effective', 'expired', 'repealed'))
);
create table policy_clause (
  clause_id uuid primary key,
  document_id uuid not null references policy_document,
  number text not null, body text not null, superior_clause_id uuid references policy_clause
);
create index policy_clause_document on policy_clause (document_id);

create table parameter (
  tenant_id int not null references tenant,
  key text not null,
  value double precision not null,
  clause_id uuid not null references policy_clause,
  valid_from timestamptz not null,
  set_by uuid, reason text not null default '',
  primary key (tenant_id, key, valid_from)
);

create table point_standard (
  standard_id uuid primary key,
  city_id int not null references tenant,
  version int not null, title text not null, clause_id uuid not null references policy_clause,
  effective_at timestamptz not null, state text not null check (state in ('draft', 'active', 'retired')),
  body jsonb not null, change_log text not null default '',
  unique (city_id, version)
);
create unique index point_standard_active on point_standard (city_id) where state = 'active';

create table consequence_rule (
  tenant_id int not null references tenant, rule_id uuid not null, class text not null, purpose text not null, clause_id uuid not null references policy_clause, created_at timestamptz not null,
  primary key (tenant_id, rule_id)
);

-- Every public key that ever signed for this deployment: an old signature verifies for ever.
create table signing_key (
  key_id text primary key,
  algorithm text not null check (algorithm in ('ed25519', 'sm2')),
  public_key text not null, since timestamptz not null
);

-- Personal data -------------------------------------------------------------------------------------------------

create table person (
  person_id uuid primary key,
  name_enc bytea not null, phone_enc bytea, id_number_enc bytea,
  gender text, birth_year int,
  locale text not null default 'zh', elder_mode boolean not null default false,
  pin_enc bytea, calendar_token_hash bytea,
  state text not null default 'active' check (state in ('active', 'closed')),
  created_at timestamptz not null, closed_at timestamptz
);

-- Finds a person before anyone is signed in. Holds keyed hashes only, so it needs no row security.
create table person_lookup (
  kind text not null check (kind in ('phone', 'id_number', 'account', 'calendar')),
  blind bytea not null,
  person_id uuid not null,
  primary key (kind, blind, person_id)
);
create index person_lookup_person on person_lookup (person_id);

create table credential (
  person_id uuid not null, kind text not null check (kind in ('password', 'totp')),
  secret bytea not null, changed_at timestamptz not null,
  primary key (person_id, kind)
);

-- One-time codes belong to a phone number, not yet to a person.
create table one_time_code (
  blind bytea primary key,
  code_hash bytea not null, sent_at timestamptz not null, expires_at timestamptz not null, attempts int not null default 0
);

create table session (
  person_id uuid not null, session_id uuid not null,
  secret_hash bytea not null, device text not null default '', strong boolean not null default false,
  created_at timestamptz not null, last_seen_at timestamptz not null, expires_at timestamptz not null, revoked_at timestamptz,
  primary key (person_id, session_id)
);

create table role_grant (
  person_id uuid not null, grant_id uuid not null,
  role text not null, tenant_id int not null, org_id int, place_id uuid,
  valid_from timestamptz not null, valid_to timestamptz, granted_by uuid,
  primary key (person_id, grant_id)
);
create index role_grant_scope on role_grant (tenant_id, role);

create table consent (
  person_id uuid not null, purpose text not null,
  given boolean not null, text_version text not null, changed_at timestamptz not null, recorded_by uuid, manner text not null default 'page',
  primary key (person_id, purpose)
);
create table consent_history (
  person_id uuid not null, history_id uuid not null, purpose text not null, given boolean not null, text_version text not null, at timestamptz not null, manner text not null,
  primary key (person_id, history_id)
);

create table proxy (
  person_id uuid not null, proxy_id uuid not null, proxy_person_id uuid not null,
  relation text not null, state text not null check (state in ('asked', 'active', 'ended')),
  consent text not null default '', note text not null default '', recorded_by uuid,
  asked_at timestamptz not null, active_at timestamptz, ended_at timestamptz,
  primary key (person_id, proxy_id)
);
create index proxy_by_proxy on proxy (proxy_person_id);

create table service_profile (
  person_id uuid primary key,
  body jsonb not null, complete boolean not null, updated_at timestamptz not null
);

-- Where a person belongs, so that personal pages know which communities to ask.
create table person_tenant (
  person_id uuid not null, tenant_id int not null,
  resident boolean not null default false, member boolean not null default false, home boolean not null default false, since timestamptz not null,
  primary key (person_id, tenant_id)
);
create index person_tenant_tenant on person_tenant (tenant_id);

create table unit_member (
  person_id uuid not null, unit_id int not null, post text not null default '', formal_branch text not null default '',
  cadre_class text not null default 'ordinary_member', valid_from date not null, valid_to date, set_by uuid,
  primary key (person_id, unit_id, valid_from)
);
create index unit_member_unit on unit_member (unit_id);

-- A person is in one place at a time, across all communities: the constraint, not the code, makes it impossible.
create table calendar_entry (
  person_id uuid not null, entry_id uuid not null,
  during tstzrange not null, kind text not null check (kind in ('service')),
  tenant_id int not null, claim_id uuid not null, lat double precision, lng double precision,
  primary key (person_id, entry_id),
  constraint calendar_no_overlap exclude using gist (person_id with =, during with &&)
);
create unique index calendar_entry_claim on calendar_entry (person_id, claim_id);

-- Where a person may be reached outside the platform: an openid, a browser's subscription. One of each; the newest counts.
-- A browser is reached while the session lasts in which it was named: a phone that was lost or passed on shows nothing.
create table reach (
  person_id uuid not null, channel text not null check (channel in ('wechat_official', 'web_push')), address_enc bytea not null, added_at timestamptz not null, session_id uuid,
  primary key (person_id, channel),
  foreign key (person_id, session_id) references session (person_id, session_id),
  check ((channel = 'web_push') = (session_id is not null))
);

create table record_view (
  person_id uuid not null, view_id uuid not null, at timestamptz not null, viewer_id uuid not null, role text not null, reason text not null, tenant_id int,
  primary key (person_id, view_id)
);

create table idempotency (
  person_id uuid not null, key text not null, route text not null, body_hash bytea not null, reply jsonb not null, status int not null, at timestamptz not null,
  primary key (person_id, key)
);

-- Community data: who lives and serves here, organisations, record -----------------------------------------------

create table place (
  tenant_id int not null, place_id uuid not null, parent_id uuid, kind text not null check (kind in ('estate', 'grid', 'building', 'unit')),
  name text not null, full_name text not null, lat double precision, lng double precision,
  population int not null default 0, households int not null default 0, old_estate boolean not null default false, property_org int, grid_id uuid, floors int,
  primary key (tenant_id, place_id),
  foreign key (tenant_id, parent_id) references place (tenant_id, place_id)
);
create index place_parent on place (tenant_id, parent_id);
create index place_kind on place (tenant_id, kind);
create index place_name on place (tenant_id, full_name);

create table membership (
  tenant_id int not null, person_id uuid not null,
  place_id uuid, address_enc bytea, household_id uuid,
  resident boolean not null default true, owner boolean not null default false, member boolean not null default false,
  hardship boolean not null default false, lives_alone boolean not null default false,
  state text not null default 'active' check (state in ('active', 'moved', 'closed')), since timestamptz not null,
  primary key (tenant_id, person_id),
  foreign key (tenant_id, place_id) references place (tenant_id, place_id)
);
create index membership_place on membership (tenant_id, place_id);
create index membership_member on membership (tenant_id) where member;

create table building_duty (
  tenant_id int not null, person_id uuid not null, lines text[] not null default '{}', buildings uuid[] not null default '{}', since timestamptz not null,
  primary key (tenant_id, person_id)
);

create table registration (
  tenant_id int not null, registration_id uuid not null, person_id uuid not null, place_id uuid not null, estate_id uuid not null, address_enc bytea not null,
  kind text not null, unit_id int, engagement text not null, term_from date, term_to date, regime text not null default 'volunteer' check (regime in ('volunteer', 'duty')),
  state text not null, reason text, consent_version text not null,
  submitted_at timestamptz, accepted_at timestamptz, filing_sent_at timestamptz, filed_at timestamptz, contacted_at timestamptz, contact_due_at timestamptz, closed_at timestamptz,
  primary key (tenant_id, registration_id)
);
create index registration_person on registration (tenant_id, person_id);
create index registration_state on registration (tenant_id, state);
create unique index registration_one_live on registration (tenant_id, person_id) where state in ('submitted', 'accepted', 'filed', 'active', 'suspended');

-- The unit's own copy of a filing, in the unit's tenant.
create table filing (
  tenant_id int not null, filing_id uuid not null, registration_id uuid not null, community_id int not null, person_id uuid not null,
  sent_at timestamptz not null, acknowledged_at timestamptz, acknowledged_by uuid,
  primary key (tenant_id, filing_id)
);
create unique index filing_registration on filing (tenant_id, registration_id);

create table pairing (
  tenant_id int not null, pairing_id uuid not null, unit_id int not null, resources text[] not null default '{}', liaison text not null default '',
  state text not null check (state in ('proposed', 'confirmed', 'active', 'ended')), proposed_at timestamptz not null,
  primary key (tenant_id, pairing_id)
);
create unique index pairing_live on pairing (tenant_id, unit_id) where state <> 'ended';

create table engagement (
  tenant_id int not null, engagement_id uuid not null, person_id uuid not null, type text not null, origin text not null, body text not null, term_from date, term_to date,
  state text not null, member_mark text, community_mark text, unit_mark text, created_at timestamptz not null,
  primary key (tenant_id, engagement_id)
);
create index engagement_person on engagement (tenant_id, person_id);

create table party_org (
  tenant_id int not null, org_id uuid not null, kind text not null check (kind in ('temporary_branch', 'group', 'grid_branch')), name text not null, place_id uuid,
  secretary_id uuid, deputy_id uuid, tags text[] not null default '{}', state text not null check (state in ('preparing', 'active', 'dissolved')), created_at timestamptz not null,
  primary key (tenant_id, org_id)
);
create index party_org_place on party_org (tenant_id, place_id);
create table party_member (
  tenant_id int not null, org_id uuid not null, person_id uuid not null, joined_at timestamptz not null, left_at timestamptz,
  primary key (tenant_id, org_id, person_id),
  foreign key (tenant_id, org_id) references party_org (tenant_id, org_id)
);
create index party_member_person on party_member (tenant_id, person_id);

-- FND-10: who, role, when, from → to, reason, basis. Written once, never changed.
create table record (
  tenant_id int not null, record_id uuid not null, subject_kind text not null, subject_id uuid not null, at timestamptz not null,
  actor_id uuid, role text not null, act text not null, from_state text, to_state text, reason text, basis uuid, detail jsonb not null default '{}',
  primary key (tenant_id, record_id)
);
create index record_subject on record (tenant_id, subject_kind, subject_id, record_id);

-- Refused attempts that the catalogue wants recorded (加码台账, duty transfers, shows …): written after the roll-back.
create table attempt (
  tenant_id int not null, attempt_id uuid not null, at timestamptz not null, code text not null, actor_id uuid, role text not null,
  subject text not null, asked text, in_force text, clause_id uuid,
  primary key (tenant_id, attempt_id)
);
create index attempt_code on attempt (tenant_id, code, attempt_id);

create table blob (
  tenant_id int not null, blob_id uuid not null, media_type text not null, bytes int not null, content bytea not null, uploaded_by uuid not null, at timestamptz not null, subject_kind text, subject_id uuid,
  primary key (tenant_id, blob_id)
);

-- Delivery ------------------------------------------------------------------------------------------------------

-- An event or due row whose reaction failed waits until retry_at; after the last attempt it is parked with a short code
-- of its error, so that it holds up nothing else, and is tried once more at the next start.
create table outbox (
  tenant_id int not null, event_id uuid not null, kind text not null, payload jsonb not null, at timestamptz not null, relayed_at timestamptz,
  attempts int not null default 0, retry_at timestamptz, parked_at timestamptz, why text,
  primary key (tenant_id, event_id)
);
create index outbox_waiting on outbox (event_id) where relayed_at is null and parked_at is null;
create index outbox_parked on outbox (tenant_id, event_id) where parked_at is not null;

-- What is due: the sweeper takes rows by the injected clock.
create table due (
  tenant_id int not null, due_id uuid not null, kind text not null, subject_id uuid not null, due_at timestamptz not null, done_at timestamptz, payload jsonb not null default '{}',
  attempts int not null default 0, retry_at timestamptz, parked_at timestamptz, why text,
  primary key (tenant_id, due_id)
);
create index due_waiting on due (due_at, due_id) where done_at is null and parked_at is null;
create index due_parked on due (tenant_id, due_id) where parked_at is not null;
create unique index due_once on due (tenant_id, kind, subject_id) where done_at is null;

create table notice (
  tenant_id int not null, notice_id uuid not null, person_id uuid not null, kind text not null, title text not null, body text not null, link text, why text,
  params jsonb not null default '{}', at timestamptz not null, not_before timestamptz not null, state text not null check (state in ('queued', 'sent', 'seen', 'needs_call', 'called')), state_at timestamptz not null, channel text not null default 'inbox',
  seen_at timestamptz, sent_at timestamptz, attempts int not null default 0, call_outcome text, called_by uuid, urgent boolean not null default false, once_key text,
  primary key (tenant_id, notice_id)
);
create index notice_person on notice (tenant_id, person_id, notice_id desc);
create index notice_call on notice (tenant_id, notice_id) where state = 'needs_call';
create unique index notice_once on notice (tenant_id, person_id, once_key) where once_key is not null;

-- What a gateway was asked to bring: at most one row per notice and channel. While sending, due_at is the end of the lease;
-- maybe_twice marks what was sent again because nobody wrote down how the first sending ended.
create table delivery (
  tenant_id int not null, notice_id uuid not null, channel text not null, state text not null check (state in ('waiting', 'sending', 'sent', 'failed', 'dropped')),
  due_at timestamptz not null, attempts int not null default 0, maybe_twice boolean not null default false, provider_id text, why text, at timestamptz not null, ended_at timestamptz,
  primary key (tenant_id, notice_id, channel),
  foreign key (tenant_id, notice_id) references notice (tenant_id, notice_id)
);
create index delivery_waiting on delivery (due_at, notice_id) where state in ('waiting', 'sending');

-- Row security ---------------------------------------------------------------------------------------------------

do $$
declare t text;
begin
  foreach t in array array['place','membership','building_duty','registration','filing','pairing','engagement','party_org','party_member','attempt','blob','notice'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant_rows on %I using (tenant_id = app_tenant()) with check (tenant_id = app_tenant())', t);
  end loop;
  -- Append-only: there is a policy to read and to add, none to change or delete.
  foreach t in array array['record'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant_read on %I for select using (tenant_id = app_tenant())', t);
    execute format('create policy tenant_add on %I for insert with check (tenant_id = app_tenant())', t);
  end loop;
  -- The relay and the sweeper read across communities, by role setting app.relay; writers add within their tenant.
  foreach t in array array['outbox','due','delivery'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant_rows on %I using (tenant_id = app_tenant() or current_setting(''app.relay'', true) = ''on'') with check (tenant_id = app_tenant() or current_setting(''app.relay'', true) = ''on'')', t);
  end loop;
  -- As a sub-select the list is read once for a statement, not once for every row.
  foreach t in array array['person','credential','session','role_grant','consent','consent_history','proxy','service_profile','person_tenant','unit_member','calendar_entry','reach','record_view','idempotency'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy person_rows on %I using (person_id = any ((select app_persons())::uuid[])) with check (person_id = any ((select app_persons())::uuid[]))', t);
  end loop;
end $$;

-- Staff lists ask "who belongs to my community" and "who holds a role here"; these two show the id only within the opened tenant.
create policy tenant_reads on person_tenant for select using (tenant_id = app_tenant());
create policy tenant_reads on role_grant for select using (tenant_id = app_tenant());
create policy unit_reads on unit_member for select using (unit_id = app_tenant());
create policy proxy_reads on proxy for select using (proxy_person_id = any ((select app_persons())::uuid[]));
create policy proxy_ends on proxy for update using (proxy_person_id = any ((select app_persons())::uuid[]));
