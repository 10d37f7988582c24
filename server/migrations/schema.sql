-- The schema that the migrations come to. Written by `npm run schema`; do not edit.

CREATE EXTENSION btree_gist;

CREATE TABLE acceptance_model (
  tenant_id integer NOT NULL,
  fitted_at timestamp with time zone NOT NULL,
  body jsonb NOT NULL,
  CONSTRAINT acceptance_model_pkey PRIMARY KEY (tenant_id)
);
ALTER TABLE acceptance_model ENABLE ROW LEVEL SECURITY;
ALTER TABLE acceptance_model FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON acceptance_model AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE activity (
  tenant_id integer NOT NULL,
  activity_id uuid NOT NULL,
  title text NOT NULL,
  body text NOT NULL,
  target jsonb NOT NULL,
  capacity integer NOT NULL,
  signed_up integer NOT NULL DEFAULT 0,
  starts_at timestamp with time zone NOT NULL,
  ends_at timestamp with time zone NOT NULL,
  sign_up_until timestamp with time zone NOT NULL,
  asks_members boolean NOT NULL,
  state text NOT NULL,
  publisher_id uuid NOT NULL,
  publisher_org integer,
  created_at timestamp with time zone NOT NULL,
  ceremony boolean NOT NULL DEFAULT false,
  supplies text[] NOT NULL DEFAULT '{}'::text[],
  CONSTRAINT activity_not_overfull CHECK (((signed_up >= 0) AND (signed_up <= capacity))),
  CONSTRAINT activity_pkey PRIMARY KEY (tenant_id, activity_id)
);
ALTER TABLE activity ENABLE ROW LEVEL SECURITY;
ALTER TABLE activity FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON activity AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE activity_sign_up (
  tenant_id integer NOT NULL,
  activity_id uuid NOT NULL,
  person_id uuid NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT activity_sign_up_pkey PRIMARY KEY (tenant_id, activity_id, person_id),
  CONSTRAINT activity_sign_up_tenant_id_activity_id_fkey FOREIGN KEY (tenant_id, activity_id) REFERENCES activity(tenant_id, activity_id)
);
ALTER TABLE activity_sign_up ENABLE ROW LEVEL SECURITY;
ALTER TABLE activity_sign_up FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON activity_sign_up AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE attempt (
  tenant_id integer NOT NULL,
  attempt_id uuid NOT NULL,
  at timestamp with time zone NOT NULL,
  code text NOT NULL,
  actor_id uuid,
  role text NOT NULL,
  subject text NOT NULL,
  asked text,
  in_force text,
  clause_id uuid,
  CONSTRAINT attempt_pkey PRIMARY KEY (tenant_id, attempt_id)
);
CREATE INDEX attempt_code ON public.attempt USING btree (tenant_id, code, attempt_id);
ALTER TABLE attempt ENABLE ROW LEVEL SECURITY;
ALTER TABLE attempt FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON attempt AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE audit (
  tenant_id integer NOT NULL,
  audit_id uuid NOT NULL,
  claim_id uuid NOT NULL,
  step text NOT NULL,
  verdict text NOT NULL,
  reason text NOT NULL DEFAULT ''::text,
  by_person_id uuid NOT NULL,
  batch_id uuid NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT audit_pkey PRIMARY KEY (tenant_id, audit_id),
  CONSTRAINT audit_step_check CHECK ((step = ANY (ARRAY['audit'::text, 'group'::text, 'branch'::text]))),
  CONSTRAINT audit_tenant_id_claim_id_fkey FOREIGN KEY (tenant_id, claim_id) REFERENCES claim(tenant_id, claim_id)
);
CREATE INDEX audit_claim ON public.audit USING btree (tenant_id, claim_id);
ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_add ON audit AS PERMISSIVE FOR INSERT TO PUBLIC WITH CHECK ((tenant_id = app_tenant()));
CREATE POLICY tenant_read ON audit AS PERMISSIVE FOR SELECT TO PUBLIC USING ((tenant_id = app_tenant()));

CREATE TABLE blob (
  tenant_id integer NOT NULL,
  blob_id uuid NOT NULL,
  media_type text NOT NULL,
  bytes integer NOT NULL,
  content bytea NOT NULL,
  uploaded_by uuid NOT NULL,
  at timestamp with time zone NOT NULL,
  subject_kind text,
  subject_id uuid,
  CONSTRAINT blob_pkey PRIMARY KEY (tenant_id, blob_id)
);
ALTER TABLE blob ENABLE ROW LEVEL SECURITY;
ALTER TABLE blob FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON blob AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE boundary_rule (
  tenant_id integer NOT NULL,
  rule_id uuid NOT NULL,
  kind text NOT NULL,
  side text NOT NULL,
  result text NOT NULL,
  owner_kind text NOT NULL,
  owner_words text NOT NULL,
  words text[] NOT NULL DEFAULT '{}'::text[],
  clause_id uuid NOT NULL,
  state text NOT NULL DEFAULT 'effective'::text,
  CONSTRAINT boundary_rule_pkey PRIMARY KEY (tenant_id, rule_id),
  CONSTRAINT boundary_rule_side_check CHECK ((side = ANY (ARRAY['supply'::text, 'demand'::text])))
);
ALTER TABLE boundary_rule ENABLE ROW LEVEL SECURITY;
ALTER TABLE boundary_rule FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON boundary_rule AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE building_duty (
  tenant_id integer NOT NULL,
  person_id uuid NOT NULL,
  lines text[] NOT NULL DEFAULT '{}'::text[],
  buildings uuid[] NOT NULL DEFAULT '{}'::uuid[],
  since timestamp with time zone NOT NULL,
  CONSTRAINT building_duty_pkey PRIMARY KEY (tenant_id, person_id)
);
ALTER TABLE building_duty ENABLE ROW LEVEL SECURITY;
ALTER TABLE building_duty FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON building_duty AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE calendar_entry (
  person_id uuid NOT NULL,
  entry_id uuid NOT NULL,
  during tstzrange NOT NULL,
  kind text NOT NULL,
  tenant_id integer NOT NULL,
  claim_id uuid NOT NULL,
  lat double precision,
  lng double precision,
  CONSTRAINT calendar_entry_kind_check CHECK ((kind = 'service'::text)),
  CONSTRAINT calendar_entry_pkey PRIMARY KEY (person_id, entry_id),
  CONSTRAINT calendar_no_overlap EXCLUDE USING gist (person_id WITH =, during WITH &&)
);
CREATE UNIQUE INDEX calendar_entry_claim ON public.calendar_entry USING btree (person_id, claim_id);
ALTER TABLE calendar_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE calendar_entry FORCE ROW LEVEL SECURITY;
CREATE POLICY person_rows ON calendar_entry AS PERMISSIVE FOR ALL TO PUBLIC USING ((person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[]))) WITH CHECK ((person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[])));

CREATE TABLE care_event (
  tenant_id integer NOT NULL,
  care_id uuid NOT NULL,
  person_id uuid NOT NULL,
  kind text NOT NULL,
  text text NOT NULL,
  at timestamp with time zone NOT NULL,
  by_person_id uuid NOT NULL,
  CONSTRAINT care_event_kind_check CHECK ((kind = ANY (ARRAY['letter'::text, 'health_check'::text, 'talk'::text, 'visit'::text]))),
  CONSTRAINT care_event_pkey PRIMARY KEY (tenant_id, care_id)
);
CREATE INDEX care_event_person ON public.care_event USING btree (tenant_id, person_id, care_id DESC);
ALTER TABLE care_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE care_event FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_add ON care_event AS PERMISSIVE FOR INSERT TO PUBLIC WITH CHECK ((tenant_id = app_tenant()));
CREATE POLICY tenant_read ON care_event AS PERMISSIVE FOR SELECT TO PUBLIC USING ((tenant_id = app_tenant()));

CREATE TABLE certificate (
  tenant_id integer NOT NULL,
  certificate_id uuid NOT NULL,
  person_id uuid NOT NULL,
  state text NOT NULL,
  period_from date NOT NULL,
  period_to date NOT NULL,
  identity_enc bytea NOT NULL,
  masked_name text NOT NULL,
  minutes integer NOT NULL,
  services integer NOT NULL,
  first boolean NOT NULL,
  requested_at timestamp with time zone NOT NULL,
  publicity_until timestamp with time zone,
  prepared_by uuid,
  prepared_at timestamp with time zone,
  issued_by uuid,
  issued_at timestamp with time zone,
  number text,
  check_code text,
  snapshot_enc bytea,
  key_id text,
  signature bytea,
  revoked_by uuid,
  revoked_at timestamp with time zone,
  reason text,
  questioned_at timestamp with time zone,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT certificate_check CHECK ((period_from <= period_to)),
  CONSTRAINT certificate_check1 CHECK (((state = ANY (ARRAY['issued'::text, 'revoked'::text])) = (snapshot_enc IS NOT NULL))),
  CONSTRAINT certificate_check2 CHECK ((((snapshot_enc IS NULL) = (signature IS NULL)) AND ((snapshot_enc IS NULL) = (number IS NULL)) AND ((snapshot_enc IS NULL) = (key_id IS NULL)))),
  CONSTRAINT certificate_check3 CHECK (((issued_by IS NULL) OR (issued_by <> prepared_by))),
  CONSTRAINT certificate_check4 CHECK (((state = ANY (ARRAY['revoked'::text, 'declined'::text])) = (reason IS NOT NULL))),
  CONSTRAINT certificate_key_id_fkey FOREIGN KEY (key_id) REFERENCES signing_key(key_id),
  CONSTRAINT certificate_pkey PRIMARY KEY (tenant_id, certificate_id),
  CONSTRAINT certificate_state_check CHECK ((state = ANY (ARRAY['publicity'::text, 'ready'::text, 'prepared'::text, 'issued'::text, 'revoked'::text, 'declined'::text, 'withdrawn'::text])))
);
CREATE INDEX certificate_person ON public.certificate USING btree (tenant_id, person_id, certificate_id DESC);
CREATE INDEX certificate_state ON public.certificate USING btree (tenant_id, state, certificate_id);
CREATE UNIQUE INDEX certificate_waiting ON public.certificate USING btree (tenant_id, person_id) WHERE (state = ANY (ARRAY['publicity'::text, 'ready'::text, 'prepared'::text]));
ALTER TABLE certificate ENABLE ROW LEVEL SECURITY;
ALTER TABLE certificate FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON certificate AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE certificate_lookup (
  number text NOT NULL,
  tenant_id integer NOT NULL,
  certificate_id uuid NOT NULL,
  CONSTRAINT certificate_lookup_pkey PRIMARY KEY (number)
);

CREATE TABLE certificate_number (
  tenant_id integer NOT NULL,
  year integer NOT NULL,
  last integer NOT NULL,
  CONSTRAINT certificate_number_pkey PRIMARY KEY (tenant_id, year)
);
ALTER TABLE certificate_number ENABLE ROW LEVEL SECURITY;
ALTER TABLE certificate_number FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON certificate_number AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE certificate_objection (
  tenant_id integer NOT NULL,
  objection_id uuid NOT NULL,
  certificate_id uuid NOT NULL,
  by_person_id uuid NOT NULL,
  body text NOT NULL,
  at timestamp with time zone NOT NULL,
  answer text,
  upheld boolean,
  answered_by uuid,
  answered_at timestamp with time zone,
  CONSTRAINT certificate_objection_check CHECK ((((answer IS NULL) = (answered_at IS NULL)) AND ((answer IS NULL) = (upheld IS NULL)))),
  CONSTRAINT certificate_objection_pkey PRIMARY KEY (tenant_id, objection_id),
  CONSTRAINT certificate_objection_tenant_id_certificate_id_fkey FOREIGN KEY (tenant_id, certificate_id) REFERENCES certificate(tenant_id, certificate_id)
);
CREATE INDEX certificate_objection_of ON public.certificate_objection USING btree (tenant_id, certificate_id, objection_id);
CREATE UNIQUE INDEX certificate_objection_once ON public.certificate_objection USING btree (tenant_id, certificate_id, by_person_id);
ALTER TABLE certificate_objection ENABLE ROW LEVEL SECURITY;
ALTER TABLE certificate_objection FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON certificate_objection AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE certificate_service (
  tenant_id integer NOT NULL,
  certificate_id uuid NOT NULL,
  claim_id uuid NOT NULL,
  CONSTRAINT certificate_service_pkey PRIMARY KEY (tenant_id, certificate_id, claim_id),
  CONSTRAINT certificate_service_tenant_id_certificate_id_fkey FOREIGN KEY (tenant_id, certificate_id) REFERENCES certificate(tenant_id, certificate_id)
);
CREATE INDEX certificate_service_claim ON public.certificate_service USING btree (tenant_id, claim_id);
ALTER TABLE certificate_service ENABLE ROW LEVEL SECURITY;
ALTER TABLE certificate_service FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON certificate_service AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE check_event (
  tenant_id integer NOT NULL,
  event_id uuid NOT NULL,
  claim_id uuid NOT NULL,
  kind text NOT NULL,
  at timestamp with time zone NOT NULL,
  captured_at timestamp with time zone,
  method text NOT NULL,
  lat double precision,
  lng double precision,
  accuracy_m double precision,
  datum text,
  fix_at timestamp with time zone,
  distance_m integer,
  valid boolean NOT NULL,
  provisional boolean NOT NULL DEFAULT false,
  refusal text,
  CONSTRAINT check_event_kind_check CHECK ((kind = ANY (ARRAY['in'::text, 'out'::text]))),
  CONSTRAINT check_event_pkey PRIMARY KEY (tenant_id, event_id),
  CONSTRAINT check_event_tenant_id_claim_id_fkey FOREIGN KEY (tenant_id, claim_id) REFERENCES claim(tenant_id, claim_id)
);
CREATE INDEX check_event_claim ON public.check_event USING btree (tenant_id, claim_id, event_id);
ALTER TABLE check_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE check_event FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_add ON check_event AS PERMISSIVE FOR INSERT TO PUBLIC WITH CHECK ((tenant_id = app_tenant()));
CREATE POLICY tenant_read ON check_event AS PERMISSIVE FOR SELECT TO PUBLIC USING ((tenant_id = app_tenant()));

CREATE TABLE claim (
  tenant_id integer NOT NULL,
  claim_id uuid NOT NULL,
  slot_id uuid NOT NULL,
  task_id uuid NOT NULL,
  person_id uuid NOT NULL,
  origin text NOT NULL,
  invitation_id uuid,
  state text NOT NULL,
  accepted_at timestamp with time zone NOT NULL,
  accepted_by uuid NOT NULL,
  released_at timestamp with time zone,
  release_urgent boolean NOT NULL DEFAULT false,
  checked_in_at timestamp with time zone,
  checked_out_at timestamp with time zone,
  out_confirmed boolean NOT NULL DEFAULT false,
  submitted_at timestamp with time zone,
  audit_due_at timestamp with time zone,
  proofs text[] NOT NULL DEFAULT '{}'::text[],
  position_ok boolean NOT NULL DEFAULT false,
  fallback_mark text,
  provisional boolean NOT NULL DEFAULT false,
  flags text[] NOT NULL DEFAULT '{}'::text[],
  held_by_rule text,
  result_text text NOT NULL DEFAULT ''::text,
  result_count integer,
  result_photos uuid[] NOT NULL DEFAULT '{}'::uuid[],
  result_accepted boolean NOT NULL DEFAULT false,
  presence_denied boolean NOT NULL DEFAULT false,
  credited_minutes integer,
  points_hundredths integer,
  points_formula text,
  rating_points_hundredths integer,
  mark text,
  reason text,
  passed_at timestamp with time zone,
  group_confirmed_at timestamp with time zone,
  group_confirmed_by uuid,
  branch_confirmed_at timestamp with time zone,
  branch_confirmed_by uuid,
  credited_at timestamp with time zone,
  is_leader boolean NOT NULL DEFAULT false,
  sign_offs integer NOT NULL DEFAULT 0,
  version integer NOT NULL DEFAULT 1,
  points_inputs jsonb,
  CONSTRAINT claim_own_act CHECK (((accepted_by = person_id) OR (origin = ANY (ARRAY['assignment'::text, 'emergency_assignment'::text])))),
  CONSTRAINT claim_pkey PRIMARY KEY (tenant_id, claim_id),
  CONSTRAINT claim_tenant_id_slot_id_fkey FOREIGN KEY (tenant_id, slot_id) REFERENCES slot(tenant_id, slot_id)
);
CREATE INDEX claim_credited ON public.claim USING btree (tenant_id, credited_at) WHERE (credited_at IS NOT NULL);
CREATE UNIQUE INDEX claim_one_live ON public.claim USING btree (tenant_id, slot_id, person_id) WHERE (state <> ALL (ARRAY['released'::text, 'swapped'::text, 'no_show'::text]));
CREATE INDEX claim_person ON public.claim USING btree (tenant_id, person_id, claim_id DESC);
CREATE INDEX claim_slot ON public.claim USING btree (tenant_id, slot_id);
CREATE INDEX claim_state ON public.claim USING btree (tenant_id, state, claim_id);
CREATE INDEX claim_task ON public.claim USING btree (tenant_id, task_id);
ALTER TABLE claim ENABLE ROW LEVEL SECURITY;
ALTER TABLE claim FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON claim AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE commendation (
  tenant_id integer NOT NULL,
  person_id uuid NOT NULL,
  year integer NOT NULL,
  hundredths integer NOT NULL,
  state text NOT NULL,
  reached_at timestamp with time zone NOT NULL,
  answered_at timestamp with time zone,
  CONSTRAINT commendation_pkey PRIMARY KEY (tenant_id, person_id, year),
  CONSTRAINT commendation_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'named'::text, 'unnamed'::text, 'below'::text])))
);
CREATE INDEX commendation_year ON public.commendation USING btree (tenant_id, year, state);
ALTER TABLE commendation ENABLE ROW LEVEL SECURITY;
ALTER TABLE commendation FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON commendation AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE consent (
  person_id uuid NOT NULL,
  purpose text NOT NULL,
  given boolean NOT NULL,
  text_version text NOT NULL,
  changed_at timestamp with time zone NOT NULL,
  recorded_by uuid,
  manner text NOT NULL DEFAULT 'page'::text,
  CONSTRAINT consent_pkey PRIMARY KEY (person_id, purpose)
);
ALTER TABLE consent ENABLE ROW LEVEL SECURITY;
ALTER TABLE consent FORCE ROW LEVEL SECURITY;
CREATE POLICY person_rows ON consent AS PERMISSIVE FOR ALL TO PUBLIC USING ((person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[]))) WITH CHECK ((person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[])));

CREATE TABLE consent_history (
  person_id uuid NOT NULL,
  history_id uuid NOT NULL,
  purpose text NOT NULL,
  given boolean NOT NULL,
  text_version text NOT NULL,
  at timestamp with time zone NOT NULL,
  manner text NOT NULL,
  CONSTRAINT consent_history_pkey PRIMARY KEY (person_id, history_id)
);
ALTER TABLE consent_history ENABLE ROW LEVEL SECURITY;
ALTER TABLE consent_history FORCE ROW LEVEL SECURITY;
CREATE POLICY person_rows ON consent_history AS PERMISSIVE FOR ALL TO PUBLIC USING ((person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[]))) WITH CHECK ((person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[])));

CREATE TABLE consequence_rule (
  tenant_id integer NOT NULL,
  rule_id uuid NOT NULL,
  class text NOT NULL,
  purpose text NOT NULL,
  clause_id uuid NOT NULL,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT consequence_rule_clause_id_fkey FOREIGN KEY (clause_id) REFERENCES policy_clause(clause_id),
  CONSTRAINT consequence_rule_pkey PRIMARY KEY (tenant_id, rule_id),
  CONSTRAINT consequence_rule_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(tenant_id)
);

CREATE TABLE credential (
  person_id uuid NOT NULL,
  kind text NOT NULL,
  secret bytea NOT NULL,
  changed_at timestamp with time zone NOT NULL,
  CONSTRAINT credential_kind_check CHECK ((kind = ANY (ARRAY['password'::text, 'totp'::text]))),
  CONSTRAINT credential_pkey PRIMARY KEY (person_id, kind)
);
ALTER TABLE credential ENABLE ROW LEVEL SECURITY;
ALTER TABLE credential FORCE ROW LEVEL SECURITY;
CREATE POLICY person_rows ON credential AS PERMISSIVE FOR ALL TO PUBLIC USING ((person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[]))) WITH CHECK ((person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[])));

CREATE TABLE delivery (
  tenant_id integer NOT NULL,
  notice_id uuid NOT NULL,
  channel text NOT NULL,
  state text NOT NULL,
  due_at timestamp with time zone NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  maybe_twice boolean NOT NULL DEFAULT false,
  provider_id text,
  why text,
  at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  CONSTRAINT delivery_pkey PRIMARY KEY (tenant_id, notice_id, channel),
  CONSTRAINT delivery_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sending'::text, 'sent'::text, 'failed'::text, 'dropped'::text]))),
  CONSTRAINT delivery_tenant_id_notice_id_fkey FOREIGN KEY (tenant_id, notice_id) REFERENCES notice(tenant_id, notice_id)
);
CREATE INDEX delivery_waiting ON public.delivery USING btree (due_at, notice_id) WHERE (state = ANY (ARRAY['waiting'::text, 'sending'::text]));
ALTER TABLE delivery ENABLE ROW LEVEL SECURITY;
ALTER TABLE delivery FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON delivery AS PERMISSIVE FOR ALL TO PUBLIC USING (((tenant_id = app_tenant()) OR (current_setting('app.relay'::text, true) = 'on'::text))) WITH CHECK (((tenant_id = app_tenant()) OR (current_setting('app.relay'::text, true) = 'on'::text)));

CREATE TABLE demand_order (
  tenant_id integer NOT NULL,
  order_id uuid NOT NULL,
  need_id uuid NOT NULL,
  receipt text NOT NULL,
  asker_id uuid NOT NULL,
  placed_by_id uuid NOT NULL,
  channel text NOT NULL,
  body text NOT NULL,
  voice_id uuid,
  photo_ids uuid[] NOT NULL DEFAULT '{}'::uuid[],
  offer_id uuid,
  place_id uuid,
  address_enc bytea,
  windows jsonb NOT NULL DEFAULT '[]'::jsonb,
  wanted_by timestamp with time zone,
  severity text NOT NULL,
  consent text NOT NULL,
  call_record text NOT NULL DEFAULT ''::text,
  anonymous_to_public boolean NOT NULL DEFAULT true,
  willing_to_join boolean NOT NULL DEFAULT false,
  state text NOT NULL,
  placed_at timestamp with time zone NOT NULL,
  answered_at timestamp with time zone,
  closed_at timestamp with time zone,
  phone_tail_blind bytea,
  CONSTRAINT demand_order_pkey PRIMARY KEY (tenant_id, order_id),
  CONSTRAINT demand_order_tenant_id_need_id_fkey FOREIGN KEY (tenant_id, need_id) REFERENCES need(tenant_id, need_id)
);
CREATE INDEX demand_order_asker ON public.demand_order USING btree (tenant_id, asker_id, order_id DESC);
CREATE INDEX demand_order_need ON public.demand_order USING btree (tenant_id, need_id);
CREATE INDEX demand_order_placer ON public.demand_order USING btree (tenant_id, placed_by_id, order_id DESC);
CREATE UNIQUE INDEX demand_order_receipt ON public.demand_order USING btree (tenant_id, receipt);
ALTER TABLE demand_order ENABLE ROW LEVEL SECURITY;
ALTER TABLE demand_order FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON demand_order AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE due (
  tenant_id integer NOT NULL,
  due_id uuid NOT NULL,
  kind text NOT NULL,
  subject_id uuid NOT NULL,
  due_at timestamp with time zone NOT NULL,
  done_at timestamp with time zone,
  payload jsonb NOT NULL DEFAULT '{}'::jsonb,
  attempts integer NOT NULL DEFAULT 0,
  retry_at timestamp with time zone,
  parked_at timestamp with time zone,
  why text,
  CONSTRAINT due_pkey PRIMARY KEY (tenant_id, due_id)
);
CREATE UNIQUE INDEX due_once ON public.due USING btree (tenant_id, kind, subject_id) WHERE (done_at IS NULL);
CREATE INDEX due_parked ON public.due USING btree (tenant_id, due_id) WHERE (parked_at IS NOT NULL);
CREATE INDEX due_waiting ON public.due USING btree (due_at, due_id) WHERE ((done_at IS NULL) AND (parked_at IS NULL));
ALTER TABLE due ENABLE ROW LEVEL SECURITY;
ALTER TABLE due FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON due AS PERMISSIVE FOR ALL TO PUBLIC USING (((tenant_id = app_tenant()) OR (current_setting('app.relay'::text, true) = 'on'::text))) WITH CHECK (((tenant_id = app_tenant()) OR (current_setting('app.relay'::text, true) = 'on'::text)));

CREATE TABLE engagement (
  tenant_id integer NOT NULL,
  engagement_id uuid NOT NULL,
  person_id uuid NOT NULL,
  type text NOT NULL,
  origin text NOT NULL,
  body text NOT NULL,
  term_from date,
  term_to date,
  state text NOT NULL,
  member_mark text,
  community_mark text,
  unit_mark text,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT engagement_pkey PRIMARY KEY (tenant_id, engagement_id)
);
CREATE INDEX engagement_person ON public.engagement USING btree (tenant_id, person_id);
ALTER TABLE engagement ENABLE ROW LEVEL SECURITY;
ALTER TABLE engagement FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON engagement AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE filing (
  tenant_id integer NOT NULL,
  filing_id uuid NOT NULL,
  registration_id uuid NOT NULL,
  community_id integer NOT NULL,
  person_id uuid NOT NULL,
  sent_at timestamp with time zone NOT NULL,
  acknowledged_at timestamp with time zone,
  acknowledged_by uuid,
  CONSTRAINT filing_pkey PRIMARY KEY (tenant_id, filing_id)
);
CREATE UNIQUE INDEX filing_registration ON public.filing USING btree (tenant_id, registration_id);
ALTER TABLE filing ENABLE ROW LEVEL SECURITY;
ALTER TABLE filing FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON filing AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE goods_item (
  tenant_id integer NOT NULL,
  item_id uuid NOT NULL,
  sponsor_id uuid NOT NULL,
  title text NOT NULL,
  description text NOT NULL DEFAULT ''::text,
  kind text NOT NULL,
  price_hundredths integer NOT NULL,
  stock integer NOT NULL DEFAULT 0,
  reserved integer NOT NULL DEFAULT 0,
  per_person_year integer,
  state text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT goods_item_in_stock CHECK (((reserved >= 0) AND (reserved <= stock))),
  CONSTRAINT goods_item_kind_check CHECK ((kind = ANY (ARRAY['daily'::text, 'culture'::text, 'service'::text]))),
  CONSTRAINT goods_item_per_person_year_check CHECK ((per_person_year > 0)),
  CONSTRAINT goods_item_pkey PRIMARY KEY (tenant_id, item_id),
  CONSTRAINT goods_item_price_hundredths_check CHECK ((price_hundredths > 0)),
  CONSTRAINT goods_item_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'open'::text, 'paused'::text, 'closed'::text]))),
  CONSTRAINT goods_item_tenant_id_sponsor_id_fkey FOREIGN KEY (tenant_id, sponsor_id) REFERENCES goods_sponsor(tenant_id, sponsor_id)
);
CREATE INDEX goods_item_sponsor ON public.goods_item USING btree (tenant_id, sponsor_id);
ALTER TABLE goods_item ENABLE ROW LEVEL SECURITY;
ALTER TABLE goods_item FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON goods_item AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE goods_move (
  tenant_id integer NOT NULL,
  move_id uuid NOT NULL,
  item_id uuid NOT NULL,
  kind text NOT NULL,
  change integer NOT NULL,
  stock_after integer NOT NULL,
  order_id uuid,
  reason text NOT NULL DEFAULT ''::text,
  by_person_id uuid NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT goods_move_kind_check CHECK ((kind = ANY (ARRAY['delivered'::text, 'collected'::text, 'counted'::text, 'given_back'::text]))),
  CONSTRAINT goods_move_pkey PRIMARY KEY (tenant_id, move_id),
  CONSTRAINT goods_move_stock_after_check CHECK ((stock_after >= 0)),
  CONSTRAINT goods_move_tenant_id_item_id_fkey FOREIGN KEY (tenant_id, item_id) REFERENCES goods_item(tenant_id, item_id)
);
CREATE INDEX goods_move_item ON public.goods_move USING btree (tenant_id, item_id, move_id DESC);
ALTER TABLE goods_move ENABLE ROW LEVEL SECURITY;
ALTER TABLE goods_move FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_add ON goods_move AS PERMISSIVE FOR INSERT TO PUBLIC WITH CHECK ((tenant_id = app_tenant()));
CREATE POLICY tenant_read ON goods_move AS PERMISSIVE FOR SELECT TO PUBLIC USING ((tenant_id = app_tenant()));

CREATE TABLE goods_order (
  tenant_id integer NOT NULL,
  order_id uuid NOT NULL,
  item_id uuid NOT NULL,
  person_id uuid NOT NULL,
  quantity integer NOT NULL,
  total_hundredths integer NOT NULL,
  state text NOT NULL,
  code_enc bytea NOT NULL,
  code_blind bytea NOT NULL,
  hold_id uuid NOT NULL,
  transfer_id uuid,
  ordered_at timestamp with time zone NOT NULL,
  collect_until timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  ended_by uuid,
  reason text NOT NULL DEFAULT ''::text,
  CONSTRAINT goods_order_collected_paid CHECK (((state = 'collected'::text) = (transfer_id IS NOT NULL))),
  CONSTRAINT goods_order_pkey PRIMARY KEY (tenant_id, order_id),
  CONSTRAINT goods_order_quantity_check CHECK ((quantity > 0)),
  CONSTRAINT goods_order_state_check CHECK ((state = ANY (ARRAY['reserved'::text, 'collected'::text, 'cancelled'::text, 'expired'::text]))),
  CONSTRAINT goods_order_tenant_id_item_id_fkey FOREIGN KEY (tenant_id, item_id) REFERENCES goods_item(tenant_id, item_id),
  CONSTRAINT goods_order_total_hundredths_check CHECK ((total_hundredths > 0))
);
CREATE UNIQUE INDEX goods_order_code ON public.goods_order USING btree (tenant_id, code_blind) WHERE (state = 'reserved'::text);
CREATE INDEX goods_order_item ON public.goods_order USING btree (tenant_id, item_id, order_id DESC);
CREATE INDEX goods_order_person ON public.goods_order USING btree (tenant_id, person_id, order_id DESC);
ALTER TABLE goods_order ENABLE ROW LEVEL SECURITY;
ALTER TABLE goods_order FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON goods_order AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE goods_sponsor (
  tenant_id integer NOT NULL,
  sponsor_id uuid NOT NULL,
  name text NOT NULL,
  kind text NOT NULL,
  unit_id integer,
  supervisors integer[] NOT NULL DEFAULT '{}'::integer[],
  contact text NOT NULL DEFAULT ''::text,
  state text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT goods_sponsor_kind_check CHECK ((kind = ANY (ARRAY['merchant'::text, 'unit'::text, 'social_organisation'::text, 'pool'::text]))),
  CONSTRAINT goods_sponsor_pkey PRIMARY KEY (tenant_id, sponsor_id),
  CONSTRAINT goods_sponsor_state_check CHECK ((state = ANY (ARRAY['active'::text, 'ended'::text])))
);
ALTER TABLE goods_sponsor ENABLE ROW LEVEL SECURITY;
ALTER TABLE goods_sponsor FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON goods_sponsor AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE handover (
  tenant_id integer NOT NULL,
  handover_id uuid NOT NULL,
  need_id uuid NOT NULL,
  to_kind text NOT NULL,
  to_org integer,
  to_person uuid,
  state text NOT NULL,
  safety_help boolean NOT NULL DEFAULT false,
  sent_at timestamp with time zone NOT NULL,
  due_at timestamp with time zone,
  answer text,
  reason text,
  answered_at timestamp with time zone,
  closed_at timestamp with time zone,
  handled_by uuid,
  CONSTRAINT handover_pkey PRIMARY KEY (tenant_id, handover_id),
  CONSTRAINT handover_tenant_id_need_id_fkey FOREIGN KEY (tenant_id, need_id) REFERENCES need(tenant_id, need_id),
  CONSTRAINT handover_to_kind_check CHECK ((to_kind = ANY (ARRAY['property'::text, 'department'::text, 'staff'::text])))
);
CREATE INDEX handover_need ON public.handover USING btree (tenant_id, need_id);
CREATE INDEX handover_org ON public.handover USING btree (tenant_id, to_org, state);
CREATE INDEX handover_state ON public.handover USING btree (tenant_id, state, handover_id DESC);
ALTER TABLE handover ENABLE ROW LEVEL SECURITY;
ALTER TABLE handover FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON handover AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE hours_exemption (
  person_id uuid NOT NULL,
  exemption_id uuid NOT NULL,
  kind text NOT NULL,
  from_day date NOT NULL,
  to_day date NOT NULL,
  declared_at timestamp with time zone NOT NULL,
  withdrawn_at timestamp with time zone,
  CONSTRAINT hours_exemption_check CHECK ((to_day >= from_day)),
  CONSTRAINT hours_exemption_kind_check CHECK ((kind = ANY (ARRAY['illness'::text, 'pregnancy'::text, 'care_duty'::text, 'secondment'::text, 'production_shift'::text]))),
  CONSTRAINT hours_exemption_pkey PRIMARY KEY (person_id, exemption_id)
);
ALTER TABLE hours_exemption ENABLE ROW LEVEL SECURITY;
ALTER TABLE hours_exemption FORCE ROW LEVEL SECURITY;
CREATE POLICY person_rows ON hours_exemption AS PERMISSIVE FOR ALL TO PUBLIC USING ((person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[]))) WITH CHECK ((person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[])));

CREATE TABLE idempotency (
  person_id uuid NOT NULL,
  key text NOT NULL,
  route text NOT NULL,
  body_hash bytea NOT NULL,
  reply jsonb NOT NULL,
  status integer NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT idempotency_pkey PRIMARY KEY (person_id, key)
);
ALTER TABLE idempotency ENABLE ROW LEVEL SECURITY;
ALTER TABLE idempotency FORCE ROW LEVEL SECURITY;
CREATE POLICY person_rows ON idempotency AS PERMISSIVE FOR ALL TO PUBLIC USING ((person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[]))) WITH CHECK ((person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[])));

CREATE TABLE invitation (
  tenant_id integer NOT NULL,
  invitation_id uuid NOT NULL,
  slot_id uuid NOT NULL,
  task_id uuid NOT NULL,
  person_id uuid NOT NULL,
  state text NOT NULL,
  urgent boolean NOT NULL DEFAULT false,
  sent_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  responded_at timestamp with time zone,
  reasons jsonb NOT NULL DEFAULT '[]'::jsonb,
  score double precision NOT NULL DEFAULT 0,
  proposed_start timestamp with time zone,
  proposed_end timestamp with time zone,
  invited_by uuid,
  follows uuid,
  distance_m integer,
  asks_week integer NOT NULL DEFAULT 0,
  CONSTRAINT invitation_pkey PRIMARY KEY (tenant_id, invitation_id),
  CONSTRAINT invitation_tenant_id_slot_id_fkey FOREIGN KEY (tenant_id, slot_id) REFERENCES slot(tenant_id, slot_id)
);
CREATE UNIQUE INDEX invitation_live ON public.invitation USING btree (tenant_id, slot_id, person_id) WHERE (state = 'offered'::text);
CREATE INDEX invitation_person ON public.invitation USING btree (tenant_id, person_id, invitation_id DESC);
CREATE INDEX invitation_slot ON public.invitation USING btree (tenant_id, slot_id, state);
ALTER TABLE invitation ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitation FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON invitation AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE ledger_account (
  tenant_id integer NOT NULL,
  account_id uuid NOT NULL,
  owner_kind text NOT NULL,
  owner_id text NOT NULL,
  asset text NOT NULL,
  floor bigint,
  cap bigint,
  balance bigint,
  held bigint NOT NULL DEFAULT 0,
  entry_no bigint NOT NULL DEFAULT 0,
  last_posted_at timestamp with time zone NOT NULL,
  opened_at timestamp with time zone NOT NULL,
  CONSTRAINT ledger_account_above_floor CHECK (((balance - held) >= floor)),
  CONSTRAINT ledger_account_asset_check CHECK ((asset = ANY (ARRAY['annual_minutes'::text, 'honour_points'::text, 'redeemable_points'::text, 'time_minutes'::text, 'fund_fen'::text]))),
  CONSTRAINT ledger_account_floor_has_balance CHECK (((floor IS NULL) = (balance IS NULL))),
  CONSTRAINT ledger_account_floorless_kinds CHECK (((floor IS NULL) = (owner_kind = ANY (ARRAY['issue'::text, 'clearing'::text])))),
  CONSTRAINT ledger_account_held_not_negative CHECK ((held >= 0)),
  CONSTRAINT ledger_account_owner_id_check CHECK ((owner_id ~ '^[0-9A-Za-z._:-]{1,64}$'::text)),
  CONSTRAINT ledger_account_owner_kind_check CHECK ((owner_kind = ANY (ARRAY['person'::text, 'pool'::text, 'organisation'::text, 'issue'::text, 'clearing'::text]))),
  CONSTRAINT ledger_account_pkey PRIMARY KEY (tenant_id, account_id),
  CONSTRAINT ledger_account_tenant_id_owner_kind_owner_id_asset_key UNIQUE (tenant_id, owner_kind, owner_id, asset)
);
ALTER TABLE ledger_account ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_account FORCE ROW LEVEL SECURITY;
CREATE POLICY ledger_account_insert ON ledger_account AS PERMISSIVE FOR INSERT TO shaoying_owner WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::integer));
CREATE POLICY ledger_account_read ON ledger_account AS PERMISSIVE FOR SELECT TO PUBLIC USING ((tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::integer));
CREATE POLICY ledger_account_take_back ON ledger_account AS PERMISSIVE FOR DELETE TO shaoying_owner USING (((tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::integer) AND (held = 0) AND (NOT (EXISTS ( SELECT
   FROM ledger_entry e
  WHERE ((e.tenant_id = ledger_account.tenant_id) AND (e.account_id = ledger_account.account_id)))))));
CREATE POLICY ledger_account_update ON ledger_account AS PERMISSIVE FOR UPDATE TO shaoying_owner USING ((tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::integer));

CREATE TABLE ledger_chain (
  tenant_id integer NOT NULL,
  position bigint NOT NULL,
  chain bytea NOT NULL,
  CONSTRAINT ledger_chain_chain_check CHECK ((length(chain) = 32)),
  CONSTRAINT ledger_chain_pkey PRIMARY KEY (tenant_id),
  CONSTRAINT ledger_chain_position_check CHECK (("position" >= 0))
);
ALTER TABLE ledger_chain ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_chain FORCE ROW LEVEL SECURITY;
CREATE POLICY ledger_chain_insert ON ledger_chain AS PERMISSIVE FOR INSERT TO shaoying_owner WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::integer));
CREATE POLICY ledger_chain_read ON ledger_chain AS PERMISSIVE FOR SELECT TO PUBLIC USING ((tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::integer));
CREATE POLICY ledger_chain_update ON ledger_chain AS PERMISSIVE FOR UPDATE TO shaoying_owner USING ((tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::integer));

CREATE TABLE ledger_entry (
  tenant_id integer NOT NULL,
  transfer_id uuid NOT NULL,
  leg_no integer NOT NULL,
  account_id uuid NOT NULL,
  asset text NOT NULL,
  amount bigint NOT NULL,
  entry_no bigint NOT NULL,
  balance_after bigint,
  posted_at timestamp with time zone NOT NULL,
  value_date date NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT ledger_entry_amount_check CHECK ((amount <> 0)),
  CONSTRAINT ledger_entry_hash_check CHECK ((length(hash) = 32)),
  CONSTRAINT ledger_entry_pkey PRIMARY KEY (tenant_id, transfer_id, leg_no)
);
CREATE INDEX ledger_entry_by_account ON public.ledger_entry USING btree (tenant_id, account_id, posted_at, entry_no);
ALTER TABLE ledger_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_entry FORCE ROW LEVEL SECURITY;
CREATE POLICY ledger_entry_insert ON ledger_entry AS PERMISSIVE FOR INSERT TO shaoying_owner WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::integer));
CREATE POLICY ledger_entry_read ON ledger_entry AS PERMISSIVE FOR SELECT TO PUBLIC USING ((tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::integer));

CREATE TABLE ledger_hold (
  tenant_id integer NOT NULL,
  hold_id uuid NOT NULL,
  key text NOT NULL,
  body_hash bytea NOT NULL,
  account_id uuid NOT NULL,
  amount bigint NOT NULL,
  state text NOT NULL,
  settled_amount bigint,
  transfer_id uuid,
  meta jsonb NOT NULL,
  opened_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone,
  closed_at timestamp with time zone,
  CONSTRAINT ledger_hold_amount_check CHECK ((amount > 0)),
  CONSTRAINT ledger_hold_body_hash_check CHECK ((length(body_hash) = 32)),
  CONSTRAINT ledger_hold_check CHECK (((settled_amount >= 1) AND (settled_amount <= amount))),
  CONSTRAINT ledger_hold_closed CHECK (((state = 'pending'::text) = (closed_at IS NULL))),
  CONSTRAINT ledger_hold_key_check CHECK (((length(key) >= 1) AND (length(key) <= 200))),
  CONSTRAINT ledger_hold_pkey PRIMARY KEY (tenant_id, hold_id),
  CONSTRAINT ledger_hold_settled CHECK ((((state = 'settled'::text) = (transfer_id IS NOT NULL)) AND ((state = 'settled'::text) = (settled_amount IS NOT NULL)))),
  CONSTRAINT ledger_hold_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'settled'::text, 'released'::text, 'expired'::text]))),
  CONSTRAINT ledger_hold_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES ledger_account(tenant_id, account_id),
  CONSTRAINT ledger_hold_tenant_id_key_key UNIQUE (tenant_id, key),
  CONSTRAINT ledger_hold_tenant_id_transfer_id_fkey FOREIGN KEY (tenant_id, transfer_id) REFERENCES ledger_transfer(tenant_id, transfer_id)
);
CREATE INDEX ledger_hold_by_account ON public.ledger_hold USING btree (tenant_id, account_id);
CREATE INDEX ledger_hold_due ON public.ledger_hold USING btree (tenant_id, expires_at) WHERE (state = 'pending'::text);
ALTER TABLE ledger_hold ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_hold FORCE ROW LEVEL SECURITY;
CREATE POLICY ledger_hold_insert ON ledger_hold AS PERMISSIVE FOR INSERT TO shaoying_owner WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::integer));
CREATE POLICY ledger_hold_read ON ledger_hold AS PERMISSIVE FOR SELECT TO PUBLIC USING ((tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::integer));
CREATE POLICY ledger_hold_update ON ledger_hold AS PERMISSIVE FOR UPDATE TO shaoying_owner USING ((tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::integer));

CREATE TABLE ledger_limit (
  tenant_id integer NOT NULL,
  account_id uuid NOT NULL,
  change_no integer NOT NULL,
  after_entry_no bigint NOT NULL,
  floor bigint NOT NULL,
  cap bigint,
  CONSTRAINT ledger_limit_pkey PRIMARY KEY (tenant_id, account_id, change_no)
);
ALTER TABLE ledger_limit ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_limit FORCE ROW LEVEL SECURITY;
CREATE POLICY ledger_limit_insert ON ledger_limit AS PERMISSIVE FOR INSERT TO shaoying_owner WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::integer));
CREATE POLICY ledger_limit_read ON ledger_limit AS PERMISSIVE FOR SELECT TO PUBLIC USING ((tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::integer));

CREATE TABLE ledger_root (
  tenant_id integer NOT NULL,
  root_no integer NOT NULL,
  day date NOT NULL,
  position bigint NOT NULL,
  chain bytea NOT NULL,
  difference bigint NOT NULL,
  signed_at timestamp with time zone NOT NULL,
  key_id text NOT NULL,
  signature bytea NOT NULL,
  CONSTRAINT ledger_root_chain_check CHECK ((length(chain) = 32)),
  CONSTRAINT ledger_root_difference_check CHECK ((difference >= 0)),
  CONSTRAINT ledger_root_pkey PRIMARY KEY (tenant_id, root_no)
);
ALTER TABLE ledger_root ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_root FORCE ROW LEVEL SECURITY;
CREATE POLICY ledger_root_insert ON ledger_root AS PERMISSIVE FOR INSERT TO shaoying_owner WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::integer));
CREATE POLICY ledger_root_read ON ledger_root AS PERMISSIVE FOR SELECT TO PUBLIC USING ((tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::integer));

CREATE TABLE ledger_sealed (
  tenant_id integer NOT NULL,
  position bigint NOT NULL,
  item_kind text NOT NULL,
  item_id uuid NOT NULL,
  item_no integer NOT NULL,
  chain bytea NOT NULL,
  CONSTRAINT ledger_sealed_chain_check CHECK ((length(chain) = 32)),
  CONSTRAINT ledger_sealed_item_kind_check CHECK ((item_kind = ANY (ARRAY['account'::text, 'limits'::text, 'transfer'::text]))),
  CONSTRAINT ledger_sealed_pkey PRIMARY KEY (tenant_id, "position"),
  CONSTRAINT ledger_sealed_position_check CHECK (("position" > 0)),
  CONSTRAINT ledger_sealed_tenant_id_item_kind_item_id_item_no_key UNIQUE (tenant_id, item_kind, item_id, item_no)
);
ALTER TABLE ledger_sealed ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_sealed FORCE ROW LEVEL SECURITY;
CREATE POLICY ledger_sealed_insert ON ledger_sealed AS PERMISSIVE FOR INSERT TO shaoying_owner WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::integer));
CREATE POLICY ledger_sealed_read ON ledger_sealed AS PERMISSIVE FOR SELECT TO PUBLIC USING ((tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::integer));

CREATE TABLE ledger_transfer (
  tenant_id integer NOT NULL,
  transfer_id uuid NOT NULL,
  key text NOT NULL,
  body_hash bytea NOT NULL,
  kind text NOT NULL,
  value_date date NOT NULL,
  posted_at timestamp with time zone NOT NULL,
  meta jsonb NOT NULL,
  reverses uuid,
  reason text,
  leg_count integer NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT ledger_transfer_body_hash_check CHECK ((length(body_hash) = 32)),
  CONSTRAINT ledger_transfer_hash_check CHECK ((length(hash) = 32)),
  CONSTRAINT ledger_transfer_key_check CHECK (((length(key) >= 1) AND (length(key) <= 200))),
  CONSTRAINT ledger_transfer_kind_check CHECK ((kind ~ '^[0-9A-Za-z._:-]{1,64}$'::text)),
  CONSTRAINT ledger_transfer_leg_count_check CHECK ((leg_count >= 2)),
  CONSTRAINT ledger_transfer_pkey PRIMARY KEY (tenant_id, transfer_id),
  CONSTRAINT ledger_transfer_reversal_has_reason CHECK ((((reverses IS NULL) = (reason IS NULL)) AND (length(reason) > 0))),
  CONSTRAINT ledger_transfer_tenant_id_key_key UNIQUE (tenant_id, key),
  CONSTRAINT ledger_transfer_tenant_id_reverses_fkey FOREIGN KEY (tenant_id, reverses) REFERENCES ledger_transfer(tenant_id, transfer_id)
);
CREATE UNIQUE INDEX ledger_transfer_reversed_once ON public.ledger_transfer USING btree (tenant_id, reverses) WHERE (reverses IS NOT NULL);
ALTER TABLE ledger_transfer ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_transfer FORCE ROW LEVEL SECURITY;
CREATE POLICY ledger_transfer_insert ON ledger_transfer AS PERMISSIVE FOR INSERT TO shaoying_owner WITH CHECK ((tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::integer));
CREATE POLICY ledger_transfer_read ON ledger_transfer AS PERMISSIVE FOR SELECT TO PUBLIC USING ((tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::integer));

CREATE TABLE membership (
  tenant_id integer NOT NULL,
  person_id uuid NOT NULL,
  place_id uuid,
  address_enc bytea,
  household_id uuid,
  resident boolean NOT NULL DEFAULT true,
  owner boolean NOT NULL DEFAULT false,
  member boolean NOT NULL DEFAULT false,
  hardship boolean NOT NULL DEFAULT false,
  lives_alone boolean NOT NULL DEFAULT false,
  state text NOT NULL DEFAULT 'active'::text,
  since timestamp with time zone NOT NULL,
  CONSTRAINT membership_pkey PRIMARY KEY (tenant_id, person_id),
  CONSTRAINT membership_state_check CHECK ((state = ANY (ARRAY['active'::text, 'moved'::text, 'closed'::text]))),
  CONSTRAINT membership_tenant_id_place_id_fkey FOREIGN KEY (tenant_id, place_id) REFERENCES place(tenant_id, place_id)
);
CREATE INDEX membership_member ON public.membership USING btree (tenant_id) WHERE member;
CREATE INDEX membership_place ON public.membership USING btree (tenant_id, place_id);
ALTER TABLE membership ENABLE ROW LEVEL SECURITY;
ALTER TABLE membership FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON membership AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE message (
  tenant_id integer NOT NULL,
  message_id uuid NOT NULL,
  thread_kind text NOT NULL,
  thread_id uuid NOT NULL,
  author_id uuid NOT NULL,
  body text NOT NULL,
  voice_id uuid,
  need_id uuid,
  at timestamp with time zone NOT NULL,
  CONSTRAINT message_pkey PRIMARY KEY (tenant_id, message_id)
);
CREATE INDEX message_thread ON public.message USING btree (tenant_id, thread_kind, thread_id, message_id);
ALTER TABLE message ENABLE ROW LEVEL SECURITY;
ALTER TABLE message FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON message AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE need (
  tenant_id integer NOT NULL,
  need_id uuid NOT NULL,
  title text NOT NULL,
  state text NOT NULL,
  severity text NOT NULL,
  severity_rank integer NOT NULL,
  queue_at timestamp with time zone NOT NULL,
  urgent boolean NOT NULL DEFAULT false,
  category text,
  tag text,
  place_id uuid,
  estate_id uuid,
  lat double precision,
  lng double precision,
  opened_at timestamp with time zone NOT NULL,
  wanted_by timestamp with time zone,
  triage_due_at timestamp with time zone NOT NULL,
  boundary text,
  boundary_rule_id uuid,
  boundary_reason text NOT NULL DEFAULT ''::text,
  boundary_at timestamp with time zone,
  boundary_by uuid,
  boundary_sent_at timestamp with time zone,
  owner_id uuid,
  previous_owner_id uuid,
  merged_into uuid,
  postponed integer NOT NULL DEFAULT 0,
  escalated_to text,
  reopened_count integer NOT NULL DEFAULT 0,
  hand_offs integer NOT NULL DEFAULT 0,
  staff_acts integer NOT NULL DEFAULT 0,
  answer text,
  matched_at timestamp with time zone,
  served_at timestamp with time zone,
  answered_at timestamp with time zone,
  confirmed_at timestamp with time zone,
  closed_at timestamp with time zone,
  closed_by text,
  sources integer NOT NULL DEFAULT 1,
  language text,
  helper_asked_for text NOT NULL DEFAULT ''::text,
  private boolean NOT NULL DEFAULT false,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT need_pkey PRIMARY KEY (tenant_id, need_id)
);
CREATE INDEX need_open ON public.need USING btree (tenant_id, state) WHERE (state = ANY (ARRAY['submitted'::text, 'accepted'::text, 'redirected'::text, 'matched'::text, 'served'::text, 'reopened'::text]));
CREATE INDEX need_place ON public.need USING btree (tenant_id, estate_id, opened_at DESC);
CREATE INDEX need_queue ON public.need USING btree (tenant_id, queue_at, need_id) WHERE (state = ANY (ARRAY['submitted'::text, 'accepted'::text, 'redirected'::text, 'matched'::text, 'served'::text, 'reopened'::text]));
CREATE INDEX need_recent ON public.need USING btree (tenant_id, need_id DESC);
CREATE INDEX need_undecided ON public.need USING btree (tenant_id, queue_at, need_id) WHERE (state = ANY (ARRAY['submitted'::text, 'reopened'::text]));
ALTER TABLE need ENABLE ROW LEVEL SECURITY;
ALTER TABLE need FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON need AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE nomination (
  tenant_id integer NOT NULL,
  nomination_id uuid NOT NULL,
  person_id uuid NOT NULL,
  year integer NOT NULL,
  title text NOT NULL,
  reason text NOT NULL,
  by_person_id uuid NOT NULL,
  at timestamp with time zone NOT NULL,
  CONSTRAINT nomination_once UNIQUE (tenant_id, person_id, year, title),
  CONSTRAINT nomination_pkey PRIMARY KEY (tenant_id, nomination_id),
  CONSTRAINT nomination_title_check CHECK ((title = ANY (ARRAY['service_star'::text, 'finest_cadre'::text])))
);
ALTER TABLE nomination ENABLE ROW LEVEL SECURITY;
ALTER TABLE nomination FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_add ON nomination AS PERMISSIVE FOR INSERT TO PUBLIC WITH CHECK ((tenant_id = app_tenant()));
CREATE POLICY tenant_read ON nomination AS PERMISSIVE FOR SELECT TO PUBLIC USING ((tenant_id = app_tenant()));

CREATE TABLE notice (
  tenant_id integer NOT NULL,
  notice_id uuid NOT NULL,
  person_id uuid NOT NULL,
  kind text NOT NULL,
  title text NOT NULL,
  body text NOT NULL,
  link text,
  why text,
  params jsonb NOT NULL DEFAULT '{}'::jsonb,
  at timestamp with time zone NOT NULL,
  not_before timestamp with time zone NOT NULL,
  state text NOT NULL,
  state_at timestamp with time zone NOT NULL,
  channel text NOT NULL DEFAULT 'inbox'::text,
  seen_at timestamp with time zone,
  sent_at timestamp with time zone,
  attempts integer NOT NULL DEFAULT 0,
  call_outcome text,
  called_by uuid,
  urgent boolean NOT NULL DEFAULT false,
  once_key text,
  CONSTRAINT notice_pkey PRIMARY KEY (tenant_id, notice_id),
  CONSTRAINT notice_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'sent'::text, 'seen'::text, 'needs_call'::text, 'called'::text])))
);
CREATE INDEX notice_call ON public.notice USING btree (tenant_id, notice_id) WHERE (state = 'needs_call'::text);
CREATE UNIQUE INDEX notice_once ON public.notice USING btree (tenant_id, person_id, once_key) WHERE (once_key IS NOT NULL);
CREATE INDEX notice_person ON public.notice USING btree (tenant_id, person_id, notice_id DESC);
ALTER TABLE notice ENABLE ROW LEVEL SECURITY;
ALTER TABLE notice FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON notice AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE one_time_code (
  blind bytea NOT NULL,
  code_hash bytea NOT NULL,
  sent_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  CONSTRAINT one_time_code_pkey PRIMARY KEY (blind)
);

CREATE TABLE opportunity (
  tenant_id integer NOT NULL,
  person_id uuid NOT NULL,
  year integer NOT NULL,
  minutes integer NOT NULL DEFAULT 0,
  slots integer NOT NULL DEFAULT 0,
  CONSTRAINT opportunity_minutes_check CHECK ((minutes >= 0)),
  CONSTRAINT opportunity_pkey PRIMARY KEY (tenant_id, person_id, year),
  CONSTRAINT opportunity_slots_check CHECK ((slots >= 0))
);
ALTER TABLE opportunity ENABLE ROW LEVEL SECURITY;
ALTER TABLE opportunity FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON opportunity AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE outbox (
  tenant_id integer NOT NULL,
  event_id uuid NOT NULL,
  kind text NOT NULL,
  payload jsonb NOT NULL,
  at timestamp with time zone NOT NULL,
  relayed_at timestamp with time zone,
  attempts integer NOT NULL DEFAULT 0,
  retry_at timestamp with time zone,
  parked_at timestamp with time zone,
  why text,
  CONSTRAINT outbox_pkey PRIMARY KEY (tenant_id, event_id)
);
CREATE INDEX outbox_parked ON public.outbox USING btree (tenant_id, event_id) WHERE (parked_at IS NOT NULL);
CREATE INDEX outbox_waiting ON public.outbox USING btree (event_id) WHERE ((relayed_at IS NULL) AND (parked_at IS NULL));
ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbox FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON outbox AS PERMISSIVE FOR ALL TO PUBLIC USING (((tenant_id = app_tenant()) OR (current_setting('app.relay'::text, true) = 'on'::text))) WITH CHECK (((tenant_id = app_tenant()) OR (current_setting('app.relay'::text, true) = 'on'::text)));

CREATE TABLE pairing (
  tenant_id integer NOT NULL,
  pairing_id uuid NOT NULL,
  unit_id integer NOT NULL,
  resources text[] NOT NULL DEFAULT '{}'::text[],
  liaison text NOT NULL DEFAULT ''::text,
  state text NOT NULL,
  proposed_at timestamp with time zone NOT NULL,
  CONSTRAINT pairing_pkey PRIMARY KEY (tenant_id, pairing_id),
  CONSTRAINT pairing_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'confirmed'::text, 'active'::text, 'ended'::text])))
);
CREATE UNIQUE INDEX pairing_live ON public.pairing USING btree (tenant_id, unit_id) WHERE (state <> 'ended'::text);
ALTER TABLE pairing ENABLE ROW LEVEL SECURITY;
ALTER TABLE pairing FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON pairing AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE parameter (
  tenant_id integer NOT NULL,
  key text NOT NULL,
  value double precision NOT NULL,
  clause_id uuid NOT NULL,
  valid_from timestamp with time zone NOT NULL,
  set_by uuid,
  reason text NOT NULL DEFAULT ''::text,
  CONSTRAINT parameter_clause_id_fkey FOREIGN KEY (clause_id) REFERENCES policy_clause(clause_id),
  CONSTRAINT parameter_pkey PRIMARY KEY (tenant_id, key, valid_from),
  CONSTRAINT parameter_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(tenant_id)
);

CREATE TABLE party_member (
  tenant_id integer NOT NULL,
  org_id uuid NOT NULL,
  person_id uuid NOT NULL,
  joined_at timestamp with time zone NOT NULL,
  left_at timestamp with time zone,
  CONSTRAINT party_member_pkey PRIMARY KEY (tenant_id, org_id, person_id),
  CONSTRAINT party_member_tenant_id_org_id_fkey FOREIGN KEY (tenant_id, org_id) REFERENCES party_org(tenant_id, org_id)
);
CREATE INDEX party_member_person ON public.party_member USING btree (tenant_id, person_id);
ALTER TABLE party_member ENABLE ROW LEVEL SECURITY;
ALTER TABLE party_member FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON party_member AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE party_org (
  tenant_id integer NOT NULL,
  org_id uuid NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  place_id uuid,
  secretary_id uuid,
  deputy_id uuid,
  tags text[] NOT NULL DEFAULT '{}'::text[],
  state text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT party_org_kind_check CHECK ((kind = ANY (ARRAY['temporary_branch'::text, 'group'::text, 'grid_branch'::text]))),
  CONSTRAINT party_org_pkey PRIMARY KEY (tenant_id, org_id),
  CONSTRAINT party_org_state_check CHECK ((state = ANY (ARRAY['preparing'::text, 'active'::text, 'dissolved'::text])))
);
CREATE INDEX party_org_place ON public.party_org USING btree (tenant_id, place_id);
ALTER TABLE party_org ENABLE ROW LEVEL SECURITY;
ALTER TABLE party_org FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON party_org AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE person (
  person_id uuid NOT NULL,
  name_enc bytea NOT NULL,
  phone_enc bytea,
  id_number_enc bytea,
  gender text,
  birth_year integer,
  locale text NOT NULL DEFAULT 'zh'::text,
  elder_mode boolean NOT NULL DEFAULT false,
  pin_enc bytea,
  calendar_token_hash bytea,
  state text NOT NULL DEFAULT 'active'::text,
  created_at timestamp with time zone NOT NULL,
  closed_at timestamp with time zone,
  CONSTRAINT person_pkey PRIMARY KEY (person_id),
  CONSTRAINT person_state_check CHECK ((state = ANY (ARRAY['active'::text, 'closed'::text])))
);
ALTER TABLE person ENABLE ROW LEVEL SECURITY;
ALTER TABLE person FORCE ROW LEVEL SECURITY;
CREATE POLICY person_rows ON person AS PERMISSIVE FOR ALL TO PUBLIC USING ((person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[]))) WITH CHECK ((person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[])));

CREATE TABLE person_lookup (
  kind text NOT NULL,
  blind bytea NOT NULL,
  person_id uuid NOT NULL,
  CONSTRAINT person_lookup_kind_check CHECK ((kind = ANY (ARRAY['phone'::text, 'id_number'::text, 'account'::text, 'calendar'::text]))),
  CONSTRAINT person_lookup_pkey PRIMARY KEY (kind, blind, person_id)
);
CREATE INDEX person_lookup_person ON public.person_lookup USING btree (person_id);

CREATE TABLE person_tenant (
  person_id uuid NOT NULL,
  tenant_id integer NOT NULL,
  resident boolean NOT NULL DEFAULT false,
  member boolean NOT NULL DEFAULT false,
  home boolean NOT NULL DEFAULT false,
  since timestamp with time zone NOT NULL,
  CONSTRAINT person_tenant_pkey PRIMARY KEY (person_id, tenant_id)
);
CREATE INDEX person_tenant_tenant ON public.person_tenant USING btree (tenant_id);
ALTER TABLE person_tenant ENABLE ROW LEVEL SECURITY;
ALTER TABLE person_tenant FORCE ROW LEVEL SECURITY;
CREATE POLICY person_rows ON person_tenant AS PERMISSIVE FOR ALL TO PUBLIC USING ((person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[]))) WITH CHECK ((person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[])));
CREATE POLICY tenant_reads ON person_tenant AS PERMISSIVE FOR SELECT TO PUBLIC USING ((tenant_id = app_tenant()));

CREATE TABLE place (
  tenant_id integer NOT NULL,
  place_id uuid NOT NULL,
  parent_id uuid,
  kind text NOT NULL,
  name text NOT NULL,
  full_name text NOT NULL,
  lat double precision,
  lng double precision,
  population integer NOT NULL DEFAULT 0,
  households integer NOT NULL DEFAULT 0,
  old_estate boolean NOT NULL DEFAULT false,
  property_org integer,
  grid_id uuid,
  floors integer,
  CONSTRAINT place_kind_check CHECK ((kind = ANY (ARRAY['estate'::text, 'grid'::text, 'building'::text, 'unit'::text]))),
  CONSTRAINT place_pkey PRIMARY KEY (tenant_id, place_id),
  CONSTRAINT place_tenant_id_parent_id_fkey FOREIGN KEY (tenant_id, parent_id) REFERENCES place(tenant_id, place_id)
);
CREATE INDEX place_kind ON public.place USING btree (tenant_id, kind);
CREATE INDEX place_name ON public.place USING btree (tenant_id, full_name);
CREATE INDEX place_parent ON public.place USING btree (tenant_id, parent_id);
ALTER TABLE place ENABLE ROW LEVEL SECURITY;
ALTER TABLE place FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON place AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE plan (
  tenant_id integer NOT NULL,
  plan_id uuid NOT NULL,
  made_by uuid NOT NULL,
  made_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  state text NOT NULL,
  body jsonb NOT NULL DEFAULT '{}'::jsonb,
  CONSTRAINT plan_pkey PRIMARY KEY (tenant_id, plan_id),
  CONSTRAINT plan_state_check CHECK ((state = ANY (ARRAY['computing'::text, 'ready'::text, 'sent'::text, 'dropped'::text, 'cancelled'::text, 'failed'::text])))
);
CREATE UNIQUE INDEX plan_computing ON public.plan USING btree (tenant_id) WHERE (state = 'computing'::text);
ALTER TABLE plan ENABLE ROW LEVEL SECURITY;
ALTER TABLE plan FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON plan AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE point_standard (
  standard_id uuid NOT NULL,
  city_id integer NOT NULL,
  version integer NOT NULL,
  title text NOT NULL,
  clause_id uuid NOT NULL,
  effective_at timestamp with time zone NOT NULL,
  state text NOT NULL,
  body jsonb NOT NULL,
  change_log text NOT NULL DEFAULT ''::text,
  CONSTRAINT point_standard_city_id_fkey FOREIGN KEY (city_id) REFERENCES tenant(tenant_id),
  CONSTRAINT point_standard_city_id_version_key UNIQUE (city_id, version),
  CONSTRAINT point_standard_clause_id_fkey FOREIGN KEY (clause_id) REFERENCES policy_clause(clause_id),
  CONSTRAINT point_standard_pkey PRIMARY KEY (standard_id),
  CONSTRAINT point_standard_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'active'::text, 'retired'::text])))
);
CREATE UNIQUE INDEX point_standard_active ON public.point_standard USING btree (city_id) WHERE (state = 'active'::text);
CREATE UNIQUE INDEX point_standard_draft ON public.point_standard USING btree (city_id) WHERE (state = 'draft'::text);

CREATE TABLE policy_clause (
  clause_id uuid NOT NULL,
  document_id uuid NOT NULL,
  number text NOT NULL,
  body text NOT NULL,
  superior_clause_id uuid,
  CONSTRAINT policy_clause_document_id_fkey FOREIGN KEY (document_id) REFERENCES policy_document(document_id),
  CONSTRAINT policy_clause_pkey PRIMARY KEY (clause_id),
  CONSTRAINT policy_clause_superior_clause_id_fkey FOREIGN KEY (superior_clause_id) REFERENCES policy_clause(clause_id)
);
CREATE INDEX policy_clause_document ON public.policy_clause USING btree (document_id);

CREATE TABLE policy_document (
  document_id uuid NOT NULL,
  title text NOT NULL,
  organ text NOT NULL,
  number text NOT NULL DEFAULT ''::text,
  level text NOT NULL,
  issued date,
  effective date,
  expires date,
  state text NOT NULL DEFAULT 'effective'::text,
  CONSTRAINT policy_document_pkey PRIMARY KEY (document_id),
  CONSTRAINT policy_document_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'effective'::text, 'expired'::text, 'repealed'::text])))
);

CREATE TABLE pool_grant (
  tenant_id integer NOT NULL,
  grant_id uuid NOT NULL,
  beneficiary_id uuid NOT NULL,
  minutes integer NOT NULL,
  reserved_min integer NOT NULL DEFAULT 0,
  spent_min integer NOT NULL DEFAULT 0,
  basis text NOT NULL,
  reason text NOT NULL,
  state text NOT NULL,
  proposed_by uuid NOT NULL,
  proposed_at timestamp with time zone NOT NULL,
  first_by uuid,
  first_at timestamp with time zone,
  decided_by uuid,
  decided_at timestamp with time zone,
  decision text NOT NULL DEFAULT ''::text,
  hold_id uuid,
  hold_no integer NOT NULL DEFAULT 0,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT pool_grant_check CHECK (((spent_min >= 0) AND (reserved_min >= 0) AND ((spent_min + reserved_min) <= minutes))),
  CONSTRAINT pool_grant_check1 CHECK ((proposed_by IS DISTINCT FROM decided_by)),
  CONSTRAINT pool_grant_minutes_check CHECK ((minutes > 0)),
  CONSTRAINT pool_grant_pkey PRIMARY KEY (tenant_id, grant_id),
  CONSTRAINT pool_grant_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'decided'::text, 'declined'::text, 'spent'::text, 'ended'::text]))),
  CONSTRAINT pool_grant_two_people CHECK (((state <> ALL (ARRAY['decided'::text, 'spent'::text])) OR ((first_by IS NOT NULL) AND (decided_by IS NOT NULL) AND (first_by <> decided_by))))
);
CREATE INDEX pool_grant_beneficiary ON public.pool_grant USING btree (tenant_id, beneficiary_id, grant_id);
CREATE INDEX pool_grant_state ON public.pool_grant USING btree (tenant_id, state, grant_id DESC);
ALTER TABLE pool_grant ENABLE ROW LEVEL SECURITY;
ALTER TABLE pool_grant FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON pool_grant AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE presence_confirmation (
  tenant_id integer NOT NULL,
  confirmation_id uuid NOT NULL,
  claim_id uuid NOT NULL,
  kind text NOT NULL,
  by_person_id uuid NOT NULL,
  at timestamp with time zone NOT NULL,
  positive boolean NOT NULL,
  note text NOT NULL DEFAULT ''::text,
  CONSTRAINT presence_confirmation_pkey PRIMARY KEY (tenant_id, confirmation_id),
  CONSTRAINT presence_confirmation_tenant_id_claim_id_fkey FOREIGN KEY (tenant_id, claim_id) REFERENCES claim(tenant_id, claim_id)
);
CREATE INDEX presence_confirmation_claim ON public.presence_confirmation USING btree (tenant_id, claim_id);
ALTER TABLE presence_confirmation ENABLE ROW LEVEL SECURITY;
ALTER TABLE presence_confirmation FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_add ON presence_confirmation AS PERMISSIVE FOR INSERT TO PUBLIC WITH CHECK ((tenant_id = app_tenant()));
CREATE POLICY tenant_read ON presence_confirmation AS PERMISSIVE FOR SELECT TO PUBLIC USING ((tenant_id = app_tenant()));

CREATE TABLE proxy (
  person_id uuid NOT NULL,
  proxy_id uuid NOT NULL,
  proxy_person_id uuid NOT NULL,
  relation text NOT NULL,
  state text NOT NULL,
  consent text NOT NULL DEFAULT ''::text,
  note text NOT NULL DEFAULT ''::text,
  recorded_by uuid,
  asked_at timestamp with time zone NOT NULL,
  active_at timestamp with time zone,
  ended_at timestamp with time zone,
  CONSTRAINT proxy_pkey PRIMARY KEY (person_id, proxy_id),
  CONSTRAINT proxy_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'active'::text, 'ended'::text])))
);
CREATE INDEX proxy_by_proxy ON public.proxy USING btree (proxy_person_id);
ALTER TABLE proxy ENABLE ROW LEVEL SECURITY;
ALTER TABLE proxy FORCE ROW LEVEL SECURITY;
CREATE POLICY person_rows ON proxy AS PERMISSIVE FOR ALL TO PUBLIC USING ((person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[]))) WITH CHECK ((person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[])));
CREATE POLICY proxy_ends ON proxy AS PERMISSIVE FOR UPDATE TO PUBLIC USING ((proxy_person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[])));
CREATE POLICY proxy_reads ON proxy AS PERMISSIVE FOR SELECT TO PUBLIC USING ((proxy_person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[])));

CREATE TABLE rating (
  tenant_id integer NOT NULL,
  rating_id uuid NOT NULL,
  order_id uuid NOT NULL,
  need_id uuid NOT NULL,
  rater_id uuid NOT NULL,
  score integer NOT NULL,
  solved boolean NOT NULL,
  body text NOT NULL DEFAULT ''::text,
  anonymous boolean NOT NULL DEFAULT false,
  by_call boolean NOT NULL DEFAULT false,
  at timestamp with time zone NOT NULL,
  CONSTRAINT rating_pkey PRIMARY KEY (tenant_id, rating_id),
  CONSTRAINT rating_score_check CHECK (((score >= 1) AND (score <= 10)))
);
CREATE INDEX rating_need ON public.rating USING btree (tenant_id, need_id);
CREATE INDEX rating_order ON public.rating USING btree (tenant_id, order_id, rating_id DESC);
ALTER TABLE rating ENABLE ROW LEVEL SECURITY;
ALTER TABLE rating FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON rating AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE reach (
  person_id uuid NOT NULL,
  channel text NOT NULL,
  address_enc bytea NOT NULL,
  added_at timestamp with time zone NOT NULL,
  session_id uuid,
  CONSTRAINT reach_channel_check CHECK ((channel = ANY (ARRAY['wechat_official'::text, 'web_push'::text]))),
  CONSTRAINT reach_check CHECK (((channel = 'web_push'::text) = (session_id IS NOT NULL))),
  CONSTRAINT reach_person_id_session_id_fkey FOREIGN KEY (person_id, session_id) REFERENCES session(person_id, session_id),
  CONSTRAINT reach_pkey PRIMARY KEY (person_id, channel)
);
ALTER TABLE reach ENABLE ROW LEVEL SECURITY;
ALTER TABLE reach FORCE ROW LEVEL SECURITY;
CREATE POLICY person_rows ON reach AS PERMISSIVE FOR ALL TO PUBLIC USING ((person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[]))) WITH CHECK ((person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[])));

CREATE TABLE receipt_lookup (
  receipt text NOT NULL,
  tenant_id integer NOT NULL,
  order_id uuid NOT NULL,
  CONSTRAINT receipt_lookup_pkey PRIMARY KEY (receipt)
);

CREATE TABLE record (
  tenant_id integer NOT NULL,
  record_id uuid NOT NULL,
  subject_kind text NOT NULL,
  subject_id uuid NOT NULL,
  at timestamp with time zone NOT NULL,
  actor_id uuid,
  role text NOT NULL,
  act text NOT NULL,
  from_state text,
  to_state text,
  reason text,
  basis uuid,
  detail jsonb NOT NULL DEFAULT '{}'::jsonb,
  CONSTRAINT record_pkey PRIMARY KEY (tenant_id, record_id)
);
CREATE INDEX record_subject ON public.record USING btree (tenant_id, subject_kind, subject_id, record_id);
ALTER TABLE record ENABLE ROW LEVEL SECURITY;
ALTER TABLE record FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_add ON record AS PERMISSIVE FOR INSERT TO PUBLIC WITH CHECK ((tenant_id = app_tenant()));
CREATE POLICY tenant_read ON record AS PERMISSIVE FOR SELECT TO PUBLIC USING ((tenant_id = app_tenant()));

CREATE TABLE record_view (
  person_id uuid NOT NULL,
  view_id uuid NOT NULL,
  at timestamp with time zone NOT NULL,
  viewer_id uuid NOT NULL,
  role text NOT NULL,
  reason text NOT NULL,
  tenant_id integer,
  CONSTRAINT record_view_pkey PRIMARY KEY (person_id, view_id)
);
ALTER TABLE record_view ENABLE ROW LEVEL SECURITY;
ALTER TABLE record_view FORCE ROW LEVEL SECURITY;
CREATE POLICY person_rows ON record_view AS PERMISSIVE FOR ALL TO PUBLIC USING ((person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[]))) WITH CHECK ((person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[])));

CREATE TABLE registration (
  tenant_id integer NOT NULL,
  registration_id uuid NOT NULL,
  person_id uuid NOT NULL,
  place_id uuid NOT NULL,
  estate_id uuid NOT NULL,
  address_enc bytea NOT NULL,
  kind text NOT NULL,
  unit_id integer,
  engagement text NOT NULL,
  term_from date,
  term_to date,
  regime text NOT NULL DEFAULT 'volunteer'::text,
  state text NOT NULL,
  reason text,
  consent_version text NOT NULL,
  submitted_at timestamp with time zone,
  accepted_at timestamp with time zone,
  filing_sent_at timestamp with time zone,
  filed_at timestamp with time zone,
  contacted_at timestamp with time zone,
  contact_due_at timestamp with time zone,
  closed_at timestamp with time zone,
  CONSTRAINT registration_pkey PRIMARY KEY (tenant_id, registration_id),
  CONSTRAINT registration_regime_check CHECK ((regime = ANY (ARRAY['volunteer'::text, 'duty'::text])))
);
CREATE UNIQUE INDEX registration_one_live ON public.registration USING btree (tenant_id, person_id) WHERE (state = ANY (ARRAY['submitted'::text, 'accepted'::text, 'filed'::text, 'active'::text, 'suspended'::text]));
CREATE INDEX registration_person ON public.registration USING btree (tenant_id, person_id);
CREATE INDEX registration_state ON public.registration USING btree (tenant_id, state);
ALTER TABLE registration ENABLE ROW LEVEL SECURITY;
ALTER TABLE registration FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON registration AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE reschedule (
  tenant_id integer NOT NULL,
  reschedule_id uuid NOT NULL,
  task_id uuid NOT NULL,
  slot_id uuid NOT NULL,
  need_ids uuid[] NOT NULL,
  cause text NOT NULL,
  note text NOT NULL DEFAULT ''::text,
  from_start timestamp with time zone,
  to_start timestamp with time zone,
  by_person_id uuid,
  at timestamp with time zone NOT NULL,
  CONSTRAINT reschedule_pkey PRIMARY KEY (tenant_id, reschedule_id)
);
CREATE INDEX reschedule_task ON public.reschedule USING btree (tenant_id, task_id);
ALTER TABLE reschedule ENABLE ROW LEVEL SECURITY;
ALTER TABLE reschedule FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON reschedule AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE reversal_proposal (
  tenant_id integer NOT NULL,
  proposal_id uuid NOT NULL,
  claim_id uuid NOT NULL,
  person_id uuid NOT NULL,
  title text NOT NULL,
  reason text NOT NULL,
  state text NOT NULL,
  proposed_by uuid NOT NULL,
  proposed_at timestamp with time zone NOT NULL,
  decided_by uuid,
  decided_at timestamp with time zone,
  decision text NOT NULL DEFAULT ''::text,
  accounts jsonb NOT NULL,
  transfers uuid[] NOT NULL DEFAULT '{}'::uuid[],
  CONSTRAINT reversal_proposal_check CHECK ((((state = 'proposed'::text) = (decided_by IS NULL)) AND ((decided_by IS NULL) = (decided_at IS NULL)))),
  CONSTRAINT reversal_proposal_check1 CHECK (((state <> 'declined'::text) OR (decision <> ''::text))),
  CONSTRAINT reversal_proposal_check2 CHECK (((state <> 'withdrawn'::text) OR (decided_by = proposed_by))),
  CONSTRAINT reversal_proposal_pkey PRIMARY KEY (tenant_id, proposal_id),
  CONSTRAINT reversal_proposal_reason_check CHECK ((reason <> ''::text)),
  CONSTRAINT reversal_proposal_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'carried_out'::text, 'declined'::text, 'withdrawn'::text]))),
  CONSTRAINT reversal_proposal_tenant_id_claim_id_fkey FOREIGN KEY (tenant_id, claim_id) REFERENCES claim(tenant_id, claim_id),
  CONSTRAINT reversal_two_people CHECK (((state <> ALL (ARRAY['carried_out'::text, 'declined'::text])) OR (decided_by <> proposed_by)))
);
CREATE INDEX reversal_proposal_claim ON public.reversal_proposal USING btree (tenant_id, claim_id, proposal_id DESC);
CREATE UNIQUE INDEX reversal_proposal_one_open ON public.reversal_proposal USING btree (tenant_id, claim_id) WHERE (state = 'proposed'::text);
CREATE INDEX reversal_proposal_state ON public.reversal_proposal USING btree (tenant_id, state, proposal_id DESC);
ALTER TABLE reversal_proposal ENABLE ROW LEVEL SECURITY;
ALTER TABLE reversal_proposal FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON reversal_proposal AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE role_grant (
  person_id uuid NOT NULL,
  grant_id uuid NOT NULL,
  role text NOT NULL,
  tenant_id integer NOT NULL,
  org_id integer,
  place_id uuid,
  valid_from timestamp with time zone NOT NULL,
  valid_to timestamp with time zone,
  granted_by uuid,
  CONSTRAINT role_grant_pkey PRIMARY KEY (person_id, grant_id)
);
CREATE INDEX role_grant_scope ON public.role_grant USING btree (tenant_id, role);
ALTER TABLE role_grant ENABLE ROW LEVEL SECURITY;
ALTER TABLE role_grant FORCE ROW LEVEL SECURITY;
CREATE POLICY person_rows ON role_grant AS PERMISSIVE FOR ALL TO PUBLIC USING ((person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[]))) WITH CHECK ((person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[])));
CREATE POLICY tenant_reads ON role_grant AS PERMISSIVE FOR SELECT TO PUBLIC USING ((tenant_id = app_tenant()));

CREATE TABLE service_offer (
  tenant_id integer NOT NULL,
  offer_id uuid NOT NULL,
  title text NOT NULL,
  work_content text NOT NULL,
  form text NOT NULL,
  skills text[] NOT NULL DEFAULT '{}'::text[],
  capacity integer NOT NULL,
  minutes integer NOT NULL,
  description text NOT NULL DEFAULT ''::text,
  provider_id uuid,
  provider_words text NOT NULL DEFAULT ''::text,
  state text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT service_offer_pkey PRIMARY KEY (tenant_id, offer_id),
  CONSTRAINT service_offer_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'open'::text, 'paused'::text, 'closed'::text])))
);
ALTER TABLE service_offer ENABLE ROW LEVEL SECURITY;
ALTER TABLE service_offer FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON service_offer AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE service_profile (
  person_id uuid NOT NULL,
  body jsonb NOT NULL,
  complete boolean NOT NULL,
  updated_at timestamp with time zone NOT NULL,
  CONSTRAINT service_profile_pkey PRIMARY KEY (person_id)
);
ALTER TABLE service_profile ENABLE ROW LEVEL SECURITY;
ALTER TABLE service_profile FORCE ROW LEVEL SECURITY;
CREATE POLICY person_rows ON service_profile AS PERMISSIVE FOR ALL TO PUBLIC USING ((person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[]))) WITH CHECK ((person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[])));

CREATE TABLE session (
  person_id uuid NOT NULL,
  session_id uuid NOT NULL,
  secret_hash bytea NOT NULL,
  device text NOT NULL DEFAULT ''::text,
  strong boolean NOT NULL DEFAULT false,
  created_at timestamp with time zone NOT NULL,
  last_seen_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  revoked_at timestamp with time zone,
  CONSTRAINT session_pkey PRIMARY KEY (person_id, session_id)
);
ALTER TABLE session ENABLE ROW LEVEL SECURITY;
ALTER TABLE session FORCE ROW LEVEL SECURITY;
CREATE POLICY person_rows ON session AS PERMISSIVE FOR ALL TO PUBLIC USING ((person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[]))) WITH CHECK ((person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[])));

CREATE TABLE signing_key (
  key_id text NOT NULL,
  algorithm text NOT NULL,
  public_key text NOT NULL,
  since timestamp with time zone NOT NULL,
  CONSTRAINT signing_key_algorithm_check CHECK ((algorithm = ANY (ARRAY['ed25519'::text, 'sm2'::text]))),
  CONSTRAINT signing_key_pkey PRIMARY KEY (key_id)
);

CREATE TABLE slot (
  tenant_id integer NOT NULL,
  slot_id uuid NOT NULL,
  task_id uuid NOT NULL,
  starts_at timestamp with time zone NOT NULL,
  ends_at timestamp with time zone NOT NULL,
  role text NOT NULL,
  capacity integer NOT NULL,
  taken integer NOT NULL DEFAULT 0,
  skills text[] NOT NULL DEFAULT '{}'::text[],
  demands text[] NOT NULL DEFAULT '{}'::text[],
  deliverable text NOT NULL DEFAULT ''::text,
  state text NOT NULL DEFAULT 'open'::text,
  searching boolean NOT NULL DEFAULT false,
  CONSTRAINT slot_forward CHECK ((ends_at > starts_at)),
  CONSTRAINT slot_not_overfull CHECK (((taken >= 0) AND (taken <= capacity))),
  CONSTRAINT slot_pkey PRIMARY KEY (tenant_id, slot_id),
  CONSTRAINT slot_tenant_id_task_id_fkey FOREIGN KEY (tenant_id, task_id) REFERENCES task(tenant_id, task_id)
);
CREATE INDEX slot_task ON public.slot USING btree (tenant_id, task_id);
CREATE INDEX slot_time ON public.slot USING btree (tenant_id, starts_at);
ALTER TABLE slot ENABLE ROW LEVEL SECURITY;
ALTER TABLE slot FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON slot AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE slot_opening (
  tenant_id integer NOT NULL,
  slot_id uuid NOT NULL,
  task_id uuid NOT NULL,
  year integer NOT NULL,
  minutes integer NOT NULL,
  persons uuid[] NOT NULL,
  CONSTRAINT slot_opening_minutes_check CHECK ((minutes > 0)),
  CONSTRAINT slot_opening_pkey PRIMARY KEY (tenant_id, slot_id)
);
CREATE INDEX slot_opening_task ON public.slot_opening USING btree (tenant_id, task_id);
ALTER TABLE slot_opening ENABLE ROW LEVEL SECURITY;
ALTER TABLE slot_opening FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON slot_opening AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE swap_search (
  tenant_id integer NOT NULL,
  search_id uuid NOT NULL,
  claim_id uuid NOT NULL,
  slot_id uuid NOT NULL,
  state text NOT NULL,
  urgent boolean NOT NULL,
  requested_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  found_claim_id uuid,
  CONSTRAINT swap_search_pkey PRIMARY KEY (tenant_id, search_id),
  CONSTRAINT swap_search_state_check CHECK ((state = ANY (ARRAY['searching'::text, 'found'::text, 'unfilled'::text])))
);
CREATE INDEX swap_search_slot ON public.swap_search USING btree (tenant_id, slot_id, state);
ALTER TABLE swap_search ENABLE ROW LEVEL SECURITY;
ALTER TABLE swap_search FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON swap_search AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE task (
  tenant_id integer NOT NULL,
  task_id uuid NOT NULL,
  title text NOT NULL,
  description text NOT NULL DEFAULT ''::text,
  work_content text NOT NULL,
  kind text NOT NULL DEFAULT ''::text,
  form text NOT NULL,
  state text NOT NULL,
  plan_item text,
  deliverable_type text NOT NULL,
  deliverable text NOT NULL,
  responsible_id uuid NOT NULL,
  team_leader_id uuid,
  place_id uuid,
  place_name text NOT NULL DEFAULT ''::text,
  lat double precision,
  lng double precision,
  radius_m integer NOT NULL,
  estimate_minutes integer NOT NULL,
  headcount integer NOT NULL,
  headcount_needed integer NOT NULL,
  headcount_reason text NOT NULL DEFAULT ''::text,
  physical_risk boolean NOT NULL DEFAULT false,
  guarantees jsonb,
  language text,
  urgent boolean NOT NULL DEFAULT false,
  ad_hoc boolean NOT NULL DEFAULT false,
  uniform_reason text NOT NULL DEFAULT ''::text,
  uncounted text,
  regime text NOT NULL DEFAULT 'volunteer'::text,
  created_by uuid NOT NULL,
  created_at timestamp with time zone NOT NULL,
  published_at timestamp with time zone,
  closed_at timestamp with time zone,
  staff_acts integer NOT NULL DEFAULT 0,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT task_pkey PRIMARY KEY (tenant_id, task_id),
  CONSTRAINT task_uncounted_check CHECK ((uncounted = ANY (ARRAY['ceremony'::text, 'photo_session'::text, 'training'::text, 'meeting'::text, 'travel'::text])))
);
CREATE INDEX task_state ON public.task USING btree (tenant_id, state, task_id DESC);
ALTER TABLE task ENABLE ROW LEVEL SECURITY;
ALTER TABLE task FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON task AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE task_need (
  tenant_id integer NOT NULL,
  task_id uuid NOT NULL,
  need_id uuid NOT NULL,
  CONSTRAINT task_need_pkey PRIMARY KEY (tenant_id, task_id, need_id),
  CONSTRAINT task_need_tenant_id_need_id_fkey FOREIGN KEY (tenant_id, need_id) REFERENCES need(tenant_id, need_id),
  CONSTRAINT task_need_tenant_id_task_id_fkey FOREIGN KEY (tenant_id, task_id) REFERENCES task(tenant_id, task_id)
);
CREATE INDEX task_need_need ON public.task_need USING btree (tenant_id, need_id);
ALTER TABLE task_need ENABLE ROW LEVEL SECURITY;
ALTER TABLE task_need FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON task_need AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE tenant (
  tenant_id integer NOT NULL,
  level text NOT NULL,
  name text NOT NULL,
  parent_id integer,
  path integer[] NOT NULL,
  lat double precision,
  lng double precision,
  population integer NOT NULL DEFAULT 0,
  households integer NOT NULL DEFAULT 0,
  opened_at timestamp with time zone,
  hotline text,
  duty_text text,
  state text NOT NULL DEFAULT 'active'::text,
  CONSTRAINT tenant_level_check CHECK ((level = ANY (ARRAY['city'::text, 'district'::text, 'street'::text, 'community'::text, 'unit'::text]))),
  CONSTRAINT tenant_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES tenant(tenant_id),
  CONSTRAINT tenant_pkey PRIMARY KEY (tenant_id),
  CONSTRAINT tenant_state_check CHECK ((state = ANY (ARRAY['active'::text, 'merged'::text, 'closed'::text])))
);
CREATE INDEX tenant_name ON public.tenant USING btree (name text_pattern_ops);
CREATE INDEX tenant_parent ON public.tenant USING btree (parent_id);

CREATE TABLE tenant_code (
  tenant_id integer NOT NULL,
  code text NOT NULL,
  valid_from date NOT NULL DEFAULT '2000-01-01'::date,
  valid_to date,
  CONSTRAINT tenant_code_pkey PRIMARY KEY (tenant_id, valid_from),
  CONSTRAINT tenant_code_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(tenant_id)
);
CREATE INDEX tenant_code_code ON public.tenant_code USING btree (code);

CREATE TABLE time_bank (
  tenant_id integer NOT NULL,
  model text NOT NULL,
  operator_name text NOT NULL DEFAULT ''::text,
  supervisor_name text NOT NULL DEFAULT ''::text,
  changed_at timestamp with time zone NOT NULL,
  changed_by uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT time_bank_model_check CHECK ((model = ANY (ARRAY['party_linkage'::text, 'community_led'::text, 'civil_affairs'::text]))),
  CONSTRAINT time_bank_pkey PRIMARY KEY (tenant_id)
);
ALTER TABLE time_bank ENABLE ROW LEVEL SECURITY;
ALTER TABLE time_bank FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON time_bank AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE time_gift (
  tenant_id integer NOT NULL,
  gift_id uuid NOT NULL,
  giver_id uuid NOT NULL,
  receiver text NOT NULL,
  receiver_id text,
  minutes integer NOT NULL,
  words text NOT NULL DEFAULT ''::text,
  family boolean NOT NULL DEFAULT false,
  state text NOT NULL,
  hold_id uuid,
  transfer_id uuid,
  at timestamp with time zone NOT NULL,
  answer_until timestamp with time zone,
  ended_at timestamp with time zone,
  CONSTRAINT time_gift_check CHECK (((receiver = 'pool'::text) = (receiver_id IS NULL))),
  CONSTRAINT time_gift_check1 CHECK (((state = 'accepted'::text) = (transfer_id IS NOT NULL))),
  CONSTRAINT time_gift_minutes_check CHECK ((minutes > 0)),
  CONSTRAINT time_gift_pkey PRIMARY KEY (tenant_id, gift_id),
  CONSTRAINT time_gift_receiver_check CHECK ((receiver = ANY (ARRAY['person'::text, 'pool'::text, 'organisation'::text]))),
  CONSTRAINT time_gift_state_check CHECK ((state = ANY (ARRAY['offered'::text, 'accepted'::text, 'refused'::text, 'expired'::text, 'taken_back'::text])))
);
CREATE INDEX time_gift_giver ON public.time_gift USING btree (tenant_id, giver_id, gift_id DESC);
CREATE INDEX time_gift_receiver ON public.time_gift USING btree (tenant_id, receiver_id, gift_id DESC);
ALTER TABLE time_gift ENABLE ROW LEVEL SECURITY;
ALTER TABLE time_gift FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON time_gift AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE time_offer (
  tenant_id integer NOT NULL,
  offer_id uuid NOT NULL,
  order_id uuid NOT NULL,
  person_id uuid NOT NULL,
  words text NOT NULL DEFAULT ''::text,
  state text NOT NULL,
  offered_at timestamp with time zone NOT NULL,
  chosen_at timestamp with time zone,
  agreed_at timestamp with time zone,
  CONSTRAINT time_offer_pkey PRIMARY KEY (tenant_id, offer_id),
  CONSTRAINT time_offer_state_check CHECK ((state = ANY (ARRAY['offered'::text, 'withdrawn'::text, 'taken'::text, 'passed_over'::text]))),
  CONSTRAINT time_offer_tenant_id_order_id_fkey FOREIGN KEY (tenant_id, order_id) REFERENCES time_order(tenant_id, order_id)
);
CREATE UNIQUE INDEX time_offer_once ON public.time_offer USING btree (tenant_id, order_id, person_id) WHERE (state <> 'withdrawn'::text);
CREATE INDEX time_offer_person ON public.time_offer USING btree (tenant_id, person_id, offer_id DESC);
ALTER TABLE time_offer ENABLE ROW LEVEL SECURITY;
ALTER TABLE time_offer FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON time_offer AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE time_order (
  tenant_id integer NOT NULL,
  order_id uuid NOT NULL,
  requester_id uuid NOT NULL,
  provider_id uuid,
  chosen_offer uuid,
  title text NOT NULL,
  body text NOT NULL DEFAULT ''::text,
  kind text NOT NULL,
  place text NOT NULL DEFAULT ''::text,
  starts_at timestamp with time zone NOT NULL,
  plan_min integer NOT NULL,
  state text NOT NULL,
  posted_at timestamp with time zone NOT NULL,
  held_at timestamp with time zone,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  actual_min integer,
  hold_id uuid,
  own_min integer NOT NULL DEFAULT 0,
  grant_id uuid,
  grant_min integer NOT NULL DEFAULT 0,
  confirmed_at timestamp with time zone,
  silent boolean NOT NULL DEFAULT false,
  settled_at timestamp with time zone,
  settled_min integer,
  rate_until timestamp with time zone,
  disputed_by uuid,
  dispute text,
  disputed_at timestamp with time zone,
  arbitrated_by uuid,
  arbitration text,
  ended_by uuid,
  reason text NOT NULL DEFAULT ''::text,
  finished_at timestamp with time zone,
  undo_by uuid,
  undo_reason text,
  undone_by uuid,
  undone_at timestamp with time zone,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT time_order_actual_min_check CHECK ((actual_min >= 0)),
  CONSTRAINT time_order_check CHECK ((provider_id IS DISTINCT FROM requester_id)),
  CONSTRAINT time_order_check1 CHECK (((state = ANY (ARRAY['posted'::text, 'offered'::text, 'cancelled'::text])) OR (provider_id IS NOT NULL))),
  CONSTRAINT time_order_check2 CHECK (((state <> ALL (ARRAY['held'::text, 'served'::text, 'disputed'::text])) OR ((own_min + grant_min) = plan_min))),
  CONSTRAINT time_order_check3 CHECK (((settled_min IS NULL) OR ((settled_min >= 0) AND (settled_min <= plan_min)))),
  CONSTRAINT time_order_pkey PRIMARY KEY (tenant_id, order_id),
  CONSTRAINT time_order_plan_min_check CHECK (((plan_min >= 1) AND (plan_min <= 1440))),
  CONSTRAINT time_order_state_check CHECK ((state = ANY (ARRAY['posted'::text, 'offered'::text, 'held'::text, 'served'::text, 'settled'::text, 'closed'::text, 'cancelled'::text, 'disputed'::text, 'arbitrated'::text]))),
  CONSTRAINT time_order_undone_by_two CHECK (((undone_by IS NULL) OR ((undo_by IS NOT NULL) AND (undone_by <> undo_by))))
);
CREATE INDEX time_order_provider ON public.time_order USING btree (tenant_id, provider_id, order_id DESC);
CREATE INDEX time_order_requester ON public.time_order USING btree (tenant_id, requester_id, order_id DESC);
CREATE INDEX time_order_state ON public.time_order USING btree (tenant_id, state, order_id DESC);
ALTER TABLE time_order ENABLE ROW LEVEL SECURITY;
ALTER TABLE time_order FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON time_order AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE time_organisation (
  tenant_id integer NOT NULL,
  organisation_id integer NOT NULL,
  opened_at timestamp with time zone NOT NULL,
  opened_by uuid NOT NULL,
  CONSTRAINT time_organisation_pkey PRIMARY KEY (tenant_id, organisation_id)
);
ALTER TABLE time_organisation ENABLE ROW LEVEL SECURITY;
ALTER TABLE time_organisation FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON time_organisation AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE time_passbook (
  tenant_id integer NOT NULL,
  person_id uuid NOT NULL,
  opened_at timestamp with time zone NOT NULL,
  left_at timestamp with time zone,
  index_on boolean NOT NULL DEFAULT false,
  excess text NOT NULL DEFAULT 'honour'::text,
  heir text,
  heir_id uuid,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT time_passbook_check CHECK (((NOT (heir IS DISTINCT FROM 'person'::text)) = (heir_id IS NOT NULL))),
  CONSTRAINT time_passbook_excess_check CHECK ((excess = ANY (ARRAY['pool'::text, 'honour'::text]))),
  CONSTRAINT time_passbook_heir_check CHECK ((heir = ANY (ARRAY['pool'::text, 'person'::text]))),
  CONSTRAINT time_passbook_pkey PRIMARY KEY (tenant_id, person_id)
);
ALTER TABLE time_passbook ENABLE ROW LEVEL SECURITY;
ALTER TABLE time_passbook FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON time_passbook AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE time_rating (
  tenant_id integer NOT NULL,
  order_id uuid NOT NULL,
  rater_id uuid NOT NULL,
  subject_id uuid NOT NULL,
  score integer NOT NULL,
  body text NOT NULL DEFAULT ''::text,
  at timestamp with time zone NOT NULL,
  blind_until timestamp with time zone NOT NULL,
  reply text,
  replied_at timestamp with time zone,
  CONSTRAINT time_rating_check CHECK ((rater_id <> subject_id)),
  CONSTRAINT time_rating_pkey PRIMARY KEY (tenant_id, order_id, rater_id),
  CONSTRAINT time_rating_score_check CHECK (((score >= 1) AND (score <= 10))),
  CONSTRAINT time_rating_tenant_id_order_id_fkey FOREIGN KEY (tenant_id, order_id) REFERENCES time_order(tenant_id, order_id)
);
CREATE INDEX time_rating_subject ON public.time_rating USING btree (tenant_id, subject_id, order_id);
ALTER TABLE time_rating ENABLE ROW LEVEL SECURITY;
ALTER TABLE time_rating FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON time_rating AS PERMISSIVE FOR ALL TO PUBLIC USING ((tenant_id = app_tenant())) WITH CHECK ((tenant_id = app_tenant()));

CREATE TABLE unit (
  tenant_id integer NOT NULL,
  type text NOT NULL,
  name text NOT NULL,
  in_scope boolean NOT NULL,
  party_organisation text NOT NULL DEFAULT ''::text,
  superior_party_organisation text NOT NULL DEFAULT ''::text,
  lat double precision,
  lng double precision,
  resources text[] NOT NULL DEFAULT '{}'::text[],
  state text NOT NULL DEFAULT 'active'::text,
  CONSTRAINT unit_pkey PRIMARY KEY (tenant_id),
  CONSTRAINT unit_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant(tenant_id)
);

CREATE TABLE unit_member (
  person_id uuid NOT NULL,
  unit_id integer NOT NULL,
  post text NOT NULL DEFAULT ''::text,
  formal_branch text NOT NULL DEFAULT ''::text,
  cadre_class text NOT NULL DEFAULT 'ordinary_member'::text,
  valid_from date NOT NULL,
  valid_to date,
  set_by uuid,
  CONSTRAINT unit_member_pkey PRIMARY KEY (person_id, unit_id, valid_from)
);
CREATE INDEX unit_member_unit ON public.unit_member USING btree (unit_id);
ALTER TABLE unit_member ENABLE ROW LEVEL SECURITY;
ALTER TABLE unit_member FORCE ROW LEVEL SECURITY;
CREATE POLICY person_rows ON unit_member AS PERMISSIVE FOR ALL TO PUBLIC USING ((person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[]))) WITH CHECK ((person_id = ANY (( SELECT app_persons() AS app_persons)::uuid[])));
CREATE POLICY unit_reads ON unit_member AS PERMISSIVE FOR SELECT TO PUBLIC USING ((unit_id = app_tenant()));

CREATE TABLE workday (
  day date NOT NULL,
  kind text NOT NULL,
  name text,
  CONSTRAINT workday_kind_check CHECK ((kind = ANY (ARRAY['workday'::text, 'weekend'::text, 'holiday'::text]))),
  CONSTRAINT workday_pkey PRIMARY KEY (day)
);

CREATE OR REPLACE FUNCTION public.app_persons()
 RETURNS uuid[]
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ select nullif(current_setting('app.persons', true), '')::uuid[] $function$;

CREATE OR REPLACE FUNCTION public.app_tenant()
 RETURNS integer
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ select nullif(current_setting('app.tenant', true), '')::int $function$;

CREATE OR REPLACE FUNCTION public.ledger_chain_append(p_tenant_id integer, p_position bigint, p_kinds text[], p_ids uuid[], p_nos integer[], p_chains bytea[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION public.ledger_chain_lock(p_tenant_id integer, p_genesis bytea, OUT r_position bigint, OUT r_chain bytea)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  perform ledger_check_tenant(p_tenant_id);
  insert into ledger_chain (tenant_id, position, chain) values (p_tenant_id, 0, p_genesis) on conflict do nothing;
  select c.position, c.chain into strict r_position, r_chain from ledger_chain c where c.tenant_id = p_tenant_id for no key update;
end $function$;

CREATE OR REPLACE FUNCTION public.ledger_check_tenant(p_tenant_id integer)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
AS $function$
begin
  if p_tenant_id is distinct from nullif(current_setting('app.tenant', true), '')::int then
    raise exception 'ledger: tenant % is not the tenant of this transaction', p_tenant_id using errcode = 'insufficient_privilege';
  end if;
end $function$;

CREATE OR REPLACE FUNCTION public.ledger_entry_text(p_tenant_id integer, p_transfer_id uuid, p_leg_no integer, p_account_id uuid, p_asset text, p_amount bigint, p_entry_no bigint, p_balance_after bigint, p_posted_at timestamp with time zone, p_value_date date)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
  select 'entry.1|' || p_tenant_id || '|' || p_transfer_id || '|' || p_leg_no || '|' || p_account_id || '|' || p_asset || '|'
    || p_amount || '|' || p_entry_no || '|' || coalesce(p_balance_after::text, '') || '|'
    || (extract(epoch from p_posted_at) * 1000)::bigint || '|' || (p_value_date - date '1970-01-01')
$function$;

CREATE OR REPLACE FUNCTION public.ledger_hold_close(p_tenant_id integer, p_hold_id uuid, p_state text, p_at timestamp with time zone, OUT r_code text, OUT r_replayed boolean)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION public.ledger_hold_place(p_tenant_id integer, p_hold_id uuid, p_key text, p_body_hash bytea, p_owner_kind text, p_owner_id text, p_asset text, p_amount bigint, p_at timestamp with time zone, p_expires_at timestamp with time zone, p_meta jsonb, OUT r_code text, OUT r_hold_id uuid, OUT r_replayed boolean)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION public.ledger_open(p_tenant_id integer, p_account_id uuid, p_owner_kind text, p_owner_id text, p_asset text, p_at timestamp with time zone, OUT r_account_id uuid, OUT r_opened boolean)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION public.ledger_post(p_tenant_id integer, p_transfer_id uuid, p_key text, p_body_hash bytea, p_kind text, p_value_date date, p_at timestamp with time zone, p_meta jsonb, p_accounts uuid[], p_owner_kinds text[], p_owner_ids text[], p_assets text[], p_amounts bigint[], p_reverses uuid DEFAULT NULL::uuid, p_reason text DEFAULT NULL::text, p_hold_id uuid DEFAULT NULL::uuid, OUT r_code text, OUT r_transfer_id uuid, OUT r_replayed boolean, OUT r_leg_no integer)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION public.ledger_post_many(p_tenant_id integer, p_at timestamp with time zone, p_transfers uuid[], p_keys text[], p_body_hashes bytea[], p_kinds text[], p_value_dates date[], p_metas jsonb[], p_turns integer[], p_accounts uuid[], p_owner_kinds text[], p_owner_ids text[], p_assets text[], p_amounts bigint[], OUT r_codes text[], OUT r_transfers uuid[], OUT r_replayed boolean[], OUT r_leg_nos integer[])
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION public.ledger_root_keep(p_tenant_id integer, p_root_no integer, p_day date, p_position bigint, p_chain bytea, p_difference bigint, p_at timestamp with time zone, p_key_id text, p_signature bytea)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  perform ledger_check_tenant(p_tenant_id);
  insert into ledger_root (tenant_id, root_no, day, position, chain, difference, signed_at, key_id, signature)
  values (p_tenant_id, p_root_no, p_day, p_position, p_chain, p_difference, p_at, p_key_id, p_signature);
end $function$;

CREATE OR REPLACE FUNCTION public.ledger_set_limits(p_tenant_id integer, p_owner_kind text, p_owner_id text, p_asset text, p_floor bigint, p_cap bigint, OUT r_code text)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION public.ledger_transfer_text(p_tenant_id integer, p_transfer_id uuid, p_key text, p_body_hash bytea, p_kind text, p_value_date date, p_posted_at timestamp with time zone, p_reverses uuid, p_reason text)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
  select 'transfer.1|' || p_tenant_id || '|' || p_transfer_id || '|' || encode(sha256(convert_to(p_key, 'UTF8')), 'hex') || '|'
    || encode(p_body_hash, 'hex') || '|' || p_kind || '|' || (p_value_date - date '1970-01-01') || '|'
    || (extract(epoch from p_posted_at) * 1000)::bigint || '|' || coalesce(p_reverses::text, '') || '|'
    || coalesce(encode(sha256(convert_to(p_reason, 'UTF8')), 'hex'), '')
$function$;
