-- The loop: orders and needs, hand-overs, tasks, invitations, claims, evidence, audits, ratings.

create table boundary_rule (
  tenant_id int not null, rule_id uuid not null, kind text not null, side text not null check (side in ('supply', 'demand')), result text not null, owner_kind text not null, owner_words text not null,
  words text[] not null default '{}', clause_id uuid not null, state text not null default 'effective',
  primary key (tenant_id, rule_id)
);

create table need (
  tenant_id int not null, need_id uuid not null, title text not null, state text not null, severity text not null, severity_rank int not null, queue_at timestamptz not null, urgent boolean not null default false,
  category text, tag text, place_id uuid, estate_id uuid, lat double precision, lng double precision, opened_at timestamptz not null, wanted_by timestamptz, triage_due_at timestamptz not null,
  boundary text, boundary_rule_id uuid, boundary_reason text not null default '', boundary_at timestamptz, boundary_by uuid, boundary_sent_at timestamptz,
  owner_id uuid, previous_owner_id uuid, merged_into uuid, postponed int not null default 0, escalated_to text, reopened_count int not null default 0, hand_offs int not null default 0, staff_acts int not null default 0,
  answer text, matched_at timestamptz, served_at timestamptz, answered_at timestamptz, confirmed_at timestamptz, closed_at timestamptz, closed_by text, sources int not null default 1,
  language text, helper_asked_for text not null default '', private boolean not null default false, version int not null default 1,
  primary key (tenant_id, need_id)
);
-- The queue reads open needs in this order and no others.
create index need_queue on need (tenant_id, queue_at, need_id) where state in ('submitted', 'accepted', 'redirected', 'matched', 'served', 'reopened');
create index need_undecided on need (tenant_id, queue_at, need_id) where state in ('submitted', 'reopened');
create index need_open on need (tenant_id, state) where state in ('submitted', 'accepted', 'redirected', 'matched', 'served', 'reopened');
create index need_recent on need (tenant_id, need_id desc);
create index need_place on need (tenant_id, estate_id, opened_at desc);

create table demand_order (
  tenant_id int not null, order_id uuid not null, need_id uuid not null, receipt text not null, asker_id uuid not null, placed_by_id uuid not null, channel text not null,
  body text not null, voice_id uuid, photo_ids uuid[] not null default '{}', offer_id uuid, place_id uuid, address_enc bytea, windows jsonb not null default '[]', wanted_by timestamptz,
  severity text not null, consent text not null, call_record text not null default '', anonymous_to_public boolean not null default true, willing_to_join boolean not null default false,
  state text not null, placed_at timestamptz not null, answered_at timestamptz, closed_at timestamptz, phone_tail_blind bytea,
  primary key (tenant_id, order_id),
  foreign key (tenant_id, need_id) references need (tenant_id, need_id)
);
create index demand_order_need on demand_order (tenant_id, need_id);
create index demand_order_asker on demand_order (tenant_id, asker_id, order_id desc);
create index demand_order_placer on demand_order (tenant_id, placed_by_id, order_id desc);
create unique index demand_order_receipt on demand_order (tenant_id, receipt);

-- Receipt numbers lead to a community before anyone is signed in; the number alone shows nothing.
create table receipt_lookup (receipt text primary key, tenant_id int not null, order_id uuid not null);

create table rating (
  tenant_id int not null, rating_id uuid not null, order_id uuid not null, need_id uuid not null, rater_id uuid not null, score int not null check (score between 1 and 10), solved boolean not null, body text not null default '', anonymous boolean not null default false, by_call boolean not null default false, at timestamptz not null,
  primary key (tenant_id, rating_id)
);
create index rating_need on rating (tenant_id, need_id);
create index rating_order on rating (tenant_id, order_id, rating_id desc);

create table handover (
  tenant_id int not null, handover_id uuid not null, need_id uuid not null, to_kind text not null check (to_kind in ('property', 'department', 'staff')), to_org int, to_person uuid, state text not null, safety_help boolean not null default false,
  sent_at timestamptz not null, due_at timestamptz, answer text, reason text, answered_at timestamptz, closed_at timestamptz, handled_by uuid,
  primary key (tenant_id, handover_id),
  foreign key (tenant_id, need_id) references need (tenant_id, need_id)
);
create index handover_org on handover (tenant_id, to_org, state);
create index handover_need on handover (tenant_id, need_id);
create index handover_state on handover (tenant_id, state, handover_id desc);

create table message (
  tenant_id int not null, message_id uuid not null, thread_kind text not null, thread_id uuid not null, author_id uuid not null, body text not null, voice_id uuid, need_id uuid, at timestamptz not null,
  primary key (tenant_id, message_id)
);
create index message_thread on message (tenant_id, thread_kind, thread_id, message_id);

create table service_offer (
  tenant_id int not null, offer_id uuid not null, title text not null, work_content text not null, form text not null, skills text[] not null default '{}', capacity int not null, minutes int not null, description text not null default '', provider_id uuid, provider_words text not null default '', state text not null check (state in ('draft', 'open', 'paused', 'closed')), created_at timestamptz not null,
  primary key (tenant_id, offer_id)
);

create table task (
  tenant_id int not null, task_id uuid not null, title text not null, description text not null default '', work_content text not null, kind text not null default '', form text not null, state text not null,
  plan_item text, deliverable_type text not null, deliverable text not null, responsible_id uuid not null, team_leader_id uuid, place_id uuid, place_name text not null default '', lat double precision, lng double precision, radius_m int not null,
  estimate_minutes int not null, headcount int not null, headcount_needed int not null, headcount_reason text not null default '', physical_risk boolean not null default false, guarantees jsonb, language text, urgent boolean not null default false, ad_hoc boolean not null default false, uniform_reason text not null default '',
  -- HRS-04: what counts no minutes.
  uncounted text check (uncounted in ('ceremony', 'photo_session', 'training', 'meeting', 'travel')),
  regime text not null default 'volunteer', created_by uuid not null, created_at timestamptz not null, published_at timestamptz, closed_at timestamptz, staff_acts int not null default 0, version int not null default 1,
  primary key (tenant_id, task_id)
);
create index task_state on task (tenant_id, state, task_id desc);
create table task_need (
  tenant_id int not null, task_id uuid not null, need_id uuid not null,
  primary key (tenant_id, task_id, need_id),
  foreign key (tenant_id, task_id) references task (tenant_id, task_id), foreign key (tenant_id, need_id) references need (tenant_id, need_id)
);
create index task_need_need on task_need (tenant_id, need_id);

create table slot (
  tenant_id int not null, slot_id uuid not null, task_id uuid not null, starts_at timestamptz not null, ends_at timestamptz not null, role text not null, capacity int not null, taken int not null default 0, skills text[] not null default '{}', demands text[] not null default '{}', deliverable text not null default '', state text not null default 'open', searching boolean not null default false,
  primary key (tenant_id, slot_id),
  foreign key (tenant_id, task_id) references task (tenant_id, task_id),
  constraint slot_not_overfull check (taken between 0 and capacity), constraint slot_forward check (ends_at > starts_at)
);
create index slot_task on slot (tenant_id, task_id);
create index slot_time on slot (tenant_id, starts_at);

create table invitation (
  tenant_id int not null, invitation_id uuid not null, slot_id uuid not null, task_id uuid not null, person_id uuid not null, state text not null, urgent boolean not null default false, sent_at timestamptz not null, expires_at timestamptz not null, responded_at timestamptz, reasons jsonb not null default '[]', score double precision not null default 0, proposed_start timestamptz, proposed_end timestamptz, invited_by uuid, follows uuid,
  -- What the model of acceptance may look at beside kind and hour, as it stood when the person was asked.
  distance_m int, asks_week int not null default 0,
  primary key (tenant_id, invitation_id),
  foreign key (tenant_id, slot_id) references slot (tenant_id, slot_id)
);
create index invitation_person on invitation (tenant_id, person_id, invitation_id desc);
create index invitation_slot on invitation (tenant_id, slot_id, state);
create unique index invitation_live on invitation (tenant_id, slot_id, person_id) where state = 'offered';

create table claim (
  tenant_id int not null, claim_id uuid not null, slot_id uuid not null, task_id uuid not null, person_id uuid not null, origin text not null, invitation_id uuid, state text not null, accepted_at timestamptz not null, accepted_by uuid not null, released_at timestamptz, release_urgent boolean not null default false,
  checked_in_at timestamptz, checked_out_at timestamptz, out_confirmed boolean not null default false, submitted_at timestamptz, audit_due_at timestamptz, proofs text[] not null default '{}', position_ok boolean not null default false, fallback_mark text, provisional boolean not null default false, flags text[] not null default '{}', held_by_rule text,
  result_text text not null default '', result_count int, result_photos uuid[] not null default '{}', result_accepted boolean not null default false, presence_denied boolean not null default false,
  credited_minutes int, points_hundredths int, points_formula text, rating_points_hundredths int, mark text, reason text, passed_at timestamptz, group_confirmed_at timestamptz, group_confirmed_by uuid, branch_confirmed_at timestamptz, branch_confirmed_by uuid, credited_at timestamptz, is_leader boolean not null default false, sign_offs int not null default 0, version int not null default 1,
  primary key (tenant_id, claim_id),
  foreign key (tenant_id, slot_id) references slot (tenant_id, slot_id),
  -- G-07 as a constraint: outside an emergency assignment, only the person's own act can have accepted.
  constraint claim_own_act check (accepted_by = person_id or origin in ('assignment', 'emergency_assignment'))
);
create index claim_slot on claim (tenant_id, slot_id);
create index claim_task on claim (tenant_id, task_id);
create index claim_person on claim (tenant_id, person_id, claim_id desc);
create index claim_state on claim (tenant_id, state, claim_id);
create unique index claim_one_live on claim (tenant_id, slot_id, person_id) where state not in ('released', 'swapped', 'no_show');

create table check_event (
  tenant_id int not null, event_id uuid not null, claim_id uuid not null, kind text not null check (kind in ('in', 'out')), at timestamptz not null, captured_at timestamptz, method text not null, lat double precision, lng double precision, accuracy_m double precision, datum text, fix_at timestamptz, distance_m int, valid boolean not null, provisional boolean not null default false, refusal text,
  primary key (tenant_id, event_id),
  foreign key (tenant_id, claim_id) references claim (tenant_id, claim_id)
);
create index check_event_claim on check_event (tenant_id, claim_id, event_id);

create table presence_confirmation (
  tenant_id int not null, confirmation_id uuid not null, claim_id uuid not null, kind text not null, by_person_id uuid not null, at timestamptz not null, positive boolean not null, note text not null default '',
  primary key (tenant_id, confirmation_id),
  foreign key (tenant_id, claim_id) references claim (tenant_id, claim_id)
);
create index presence_confirmation_claim on presence_confirmation (tenant_id, claim_id);

create table audit (
  tenant_id int not null, audit_id uuid not null, claim_id uuid not null, step text not null check (step in ('audit', 'group', 'branch')), verdict text not null, reason text not null default '', by_person_id uuid not null, batch_id uuid not null, at timestamptz not null,
  primary key (tenant_id, audit_id),
  foreign key (tenant_id, claim_id) references claim (tenant_id, claim_id)
);
create index audit_claim on audit (tenant_id, claim_id);

create table reschedule (
  tenant_id int not null, reschedule_id uuid not null, task_id uuid not null, slot_id uuid not null, need_ids uuid[] not null, cause text not null, note text not null default '', from_start timestamptz, to_start timestamptz, by_person_id uuid, at timestamptz not null,
  primary key (tenant_id, reschedule_id)
);
create index reschedule_task on reschedule (tenant_id, task_id);

create table swap_search (
  tenant_id int not null, search_id uuid not null, claim_id uuid not null, slot_id uuid not null, state text not null check (state in ('searching', 'found', 'unfilled')), urgent boolean not null, requested_at timestamptz not null, ended_at timestamptz, found_claim_id uuid,
  primary key (tenant_id, search_id)
);
create index swap_search_slot on swap_search (tenant_id, slot_id, state);

-- A plan of invitations for all open places, kept with what became of it. One is computed at a time.
create table plan (
  tenant_id int not null, plan_id uuid not null, made_by uuid not null, made_at timestamptz not null, ended_at timestamptz,
  state text not null check (state in ('computing', 'ready', 'sent', 'dropped', 'cancelled', 'failed')), body jsonb not null default '{}',
  primary key (tenant_id, plan_id)
);
create unique index plan_computing on plan (tenant_id) where state = 'computing';

-- What kind of invitation is accepted how often; fitted anew from the community's own invitations, nothing in it about a person.
create table acceptance_model (
  tenant_id int primary key, fitted_at timestamptz not null, body jsonb not null
);

create table activity (
  tenant_id int not null, activity_id uuid not null, title text not null, body text not null, target jsonb not null, capacity int not null, signed_up int not null default 0, starts_at timestamptz not null, ends_at timestamptz not null, sign_up_until timestamptz not null, asks_members boolean not null, state text not null, publisher_id uuid not null, publisher_org int, created_at timestamptz not null, ceremony boolean not null default false,
  primary key (tenant_id, activity_id), constraint activity_not_overfull check (signed_up between 0 and capacity)
);
create table activity_sign_up (
  tenant_id int not null, activity_id uuid not null, person_id uuid not null, at timestamptz not null,
  primary key (tenant_id, activity_id, person_id),
  foreign key (tenant_id, activity_id) references activity (tenant_id, activity_id)
);

do $$
declare t text;
begin
  foreach t in array array['boundary_rule','need','demand_order','rating','handover','message','service_offer','task','task_need','slot','invitation','claim','reschedule','swap_search','activity','activity_sign_up','plan','acceptance_model'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant_rows on %I using (tenant_id = app_tenant()) with check (tenant_id = app_tenant())', t);
  end loop;
  foreach t in array array['check_event','presence_confirmation','audit'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant_read on %I for select using (tenant_id = app_tenant())', t);
    execute format('create policy tenant_add on %I for insert with check (tenant_id = app_tenant())', t);
  end loop;
end $$;
