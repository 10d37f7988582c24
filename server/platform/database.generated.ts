// The tables as kysely sees them. Written by `npm run schema`; do not edit.
import type { Generated } from 'kysely';

export interface AcceptanceModelTable {
  tenant_id: number;
  fitted_at: Date;
  body: unknown;
}

export interface ActivityTable {
  tenant_id: number;
  activity_id: string;
  title: string;
  body: string;
  target: unknown;
  capacity: number;
  signed_up: Generated<number>;
  starts_at: Date;
  ends_at: Date;
  sign_up_until: Date;
  asks_members: boolean;
  state: string;
  publisher_id: string;
  publisher_org: number | null;
  created_at: Date;
  ceremony: Generated<boolean>;
  supplies: Generated<string[]>;
}

export interface ActivitySignUpTable {
  tenant_id: number;
  activity_id: string;
  person_id: string;
  at: Date;
}

export interface AttemptTable {
  tenant_id: number;
  attempt_id: string;
  at: Date;
  code: string;
  actor_id: string | null;
  role: string;
  subject: string;
  asked: string | null;
  in_force: string | null;
  clause_id: string | null;
}

export interface AuditTable {
  tenant_id: number;
  audit_id: string;
  claim_id: string;
  step: string;
  verdict: string;
  reason: Generated<string>;
  by_person_id: string;
  batch_id: string;
  at: Date;
}

export interface BlobTable {
  tenant_id: number;
  blob_id: string;
  media_type: string;
  bytes: number;
  content: Buffer;
  uploaded_by: string;
  at: Date;
  subject_kind: string | null;
  subject_id: string | null;
}

export interface BoundaryRuleTable {
  tenant_id: number;
  rule_id: string;
  kind: string;
  side: string;
  result: string;
  owner_kind: string;
  owner_words: string;
  words: Generated<string[]>;
  clause_id: string;
  state: Generated<string>;
}

export interface BuildingDutyTable {
  tenant_id: number;
  person_id: string;
  lines: Generated<string[]>;
  buildings: Generated<string[]>;
  since: Date;
}

export interface CalendarEntryTable {
  person_id: string;
  entry_id: string;
  during: string;
  kind: string;
  tenant_id: number;
  claim_id: string;
  lat: number | null;
  lng: number | null;
}

export interface CareEventTable {
  tenant_id: number;
  care_id: string;
  person_id: string;
  kind: string;
  text: string;
  at: Date;
  by_person_id: string;
}

export interface CertificateTable {
  tenant_id: number;
  certificate_id: string;
  person_id: string;
  state: string;
  period_from: string;
  period_to: string;
  identity_enc: Buffer;
  masked_name: string;
  minutes: number;
  services: number;
  first: boolean;
  requested_at: Date;
  publicity_until: Date | null;
  prepared_by: string | null;
  prepared_at: Date | null;
  issued_by: string | null;
  issued_at: Date | null;
  number: string | null;
  check_code: string | null;
  snapshot_enc: Buffer | null;
  key_id: string | null;
  signature: Buffer | null;
  revoked_by: string | null;
  revoked_at: Date | null;
  reason: string | null;
  questioned_at: Date | null;
  version: Generated<number>;
}

export interface CertificateLookupTable {
  number: string;
  tenant_id: number;
  certificate_id: string;
}

export interface CertificateNumberTable {
  tenant_id: number;
  year: number;
  last: number;
}

export interface CertificateObjectionTable {
  tenant_id: number;
  objection_id: string;
  certificate_id: string;
  by_person_id: string;
  body: string;
  at: Date;
  answer: string | null;
  upheld: boolean | null;
  answered_by: string | null;
  answered_at: Date | null;
}

export interface CertificateServiceTable {
  tenant_id: number;
  certificate_id: string;
  claim_id: string;
}

export interface CheckEventTable {
  tenant_id: number;
  event_id: string;
  claim_id: string;
  kind: string;
  at: Date;
  captured_at: Date | null;
  method: string;
  lat: number | null;
  lng: number | null;
  accuracy_m: number | null;
  datum: string | null;
  fix_at: Date | null;
  distance_m: number | null;
  valid: boolean;
  provisional: Generated<boolean>;
  refusal: string | null;
}

export interface ClaimTable {
  tenant_id: number;
  claim_id: string;
  slot_id: string;
  task_id: string;
  person_id: string;
  origin: string;
  invitation_id: string | null;
  state: string;
  accepted_at: Date;
  accepted_by: string;
  released_at: Date | null;
  release_urgent: Generated<boolean>;
  checked_in_at: Date | null;
  checked_out_at: Date | null;
  out_confirmed: Generated<boolean>;
  submitted_at: Date | null;
  audit_due_at: Date | null;
  proofs: Generated<string[]>;
  position_ok: Generated<boolean>;
  fallback_mark: string | null;
  provisional: Generated<boolean>;
  flags: Generated<string[]>;
  held_by_rule: string | null;
  result_text: Generated<string>;
  result_count: number | null;
  result_photos: Generated<string[]>;
  result_accepted: Generated<boolean>;
  presence_denied: Generated<boolean>;
  credited_minutes: number | null;
  points_hundredths: number | null;
  points_formula: string | null;
  rating_points_hundredths: number | null;
  mark: string | null;
  reason: string | null;
  passed_at: Date | null;
  group_confirmed_at: Date | null;
  group_confirmed_by: string | null;
  branch_confirmed_at: Date | null;
  branch_confirmed_by: string | null;
  credited_at: Date | null;
  is_leader: Generated<boolean>;
  sign_offs: Generated<number>;
  version: Generated<number>;
  points_inputs: unknown;
}

export interface CommendationTable {
  tenant_id: number;
  person_id: string;
  year: number;
  hundredths: number;
  state: string;
  reached_at: Date;
  answered_at: Date | null;
}

export interface ConsentTable {
  person_id: string;
  purpose: string;
  given: boolean;
  text_version: string;
  changed_at: Date;
  recorded_by: string | null;
  manner: Generated<string>;
}

export interface ConsentHistoryTable {
  person_id: string;
  history_id: string;
  purpose: string;
  given: boolean;
  text_version: string;
  at: Date;
  manner: string;
}

export interface ConsequenceRuleTable {
  tenant_id: number;
  rule_id: string;
  class: string;
  purpose: string;
  clause_id: string;
  created_at: Date;
}

export interface CredentialTable {
  person_id: string;
  kind: string;
  secret: Buffer;
  changed_at: Date;
}

export interface DeliveryTable {
  tenant_id: number;
  notice_id: string;
  channel: string;
  state: string;
  due_at: Date;
  attempts: Generated<number>;
  maybe_twice: Generated<boolean>;
  provider_id: string | null;
  why: string | null;
  at: Date;
  ended_at: Date | null;
}

export interface DemandOrderTable {
  tenant_id: number;
  order_id: string;
  need_id: string;
  receipt: string;
  asker_id: string;
  placed_by_id: string;
  channel: string;
  body: string;
  voice_id: string | null;
  photo_ids: Generated<string[]>;
  offer_id: string | null;
  place_id: string | null;
  address_enc: Buffer | null;
  windows: Generated<unknown>;
  wanted_by: Date | null;
  severity: string;
  consent: string;
  call_record: Generated<string>;
  anonymous_to_public: Generated<boolean>;
  willing_to_join: Generated<boolean>;
  state: string;
  placed_at: Date;
  answered_at: Date | null;
  closed_at: Date | null;
  phone_tail_blind: Buffer | null;
}

export interface DueTable {
  tenant_id: number;
  due_id: string;
  kind: string;
  subject_id: string;
  due_at: Date;
  done_at: Date | null;
  payload: Generated<unknown>;
  attempts: Generated<number>;
  retry_at: Date | null;
  parked_at: Date | null;
  why: string | null;
}

export interface EngagementTable {
  tenant_id: number;
  engagement_id: string;
  person_id: string;
  type: string;
  origin: string;
  body: string;
  term_from: string | null;
  term_to: string | null;
  state: string;
  member_mark: string | null;
  community_mark: string | null;
  unit_mark: string | null;
  created_at: Date;
}

export interface FilingTable {
  tenant_id: number;
  filing_id: string;
  registration_id: string;
  community_id: number;
  person_id: string;
  sent_at: Date;
  acknowledged_at: Date | null;
  acknowledged_by: string | null;
}

export interface GoodsItemTable {
  tenant_id: number;
  item_id: string;
  sponsor_id: string;
  title: string;
  description: Generated<string>;
  kind: string;
  price_hundredths: number;
  stock: Generated<number>;
  reserved: Generated<number>;
  per_person_year: number | null;
  state: string;
  created_at: Date;
}

export interface GoodsMoveTable {
  tenant_id: number;
  move_id: string;
  item_id: string;
  kind: string;
  change: number;
  stock_after: number;
  order_id: string | null;
  reason: Generated<string>;
  by_person_id: string;
  at: Date;
}

export interface GoodsOrderTable {
  tenant_id: number;
  order_id: string;
  item_id: string;
  person_id: string;
  quantity: number;
  total_hundredths: number;
  state: string;
  code_enc: Buffer;
  code_blind: Buffer;
  hold_id: string;
  transfer_id: string | null;
  ordered_at: Date;
  collect_until: Date;
  ended_at: Date | null;
  ended_by: string | null;
  reason: Generated<string>;
}

export interface GoodsSponsorTable {
  tenant_id: number;
  sponsor_id: string;
  name: string;
  kind: string;
  unit_id: number | null;
  supervisors: Generated<number[]>;
  contact: Generated<string>;
  state: string;
  created_at: Date;
}

export interface HandoverTable {
  tenant_id: number;
  handover_id: string;
  need_id: string;
  to_kind: string;
  to_org: number | null;
  to_person: string | null;
  state: string;
  safety_help: Generated<boolean>;
  sent_at: Date;
  due_at: Date | null;
  answer: string | null;
  reason: string | null;
  answered_at: Date | null;
  closed_at: Date | null;
  handled_by: string | null;
}

export interface HoursExemptionTable {
  person_id: string;
  exemption_id: string;
  kind: string;
  from_day: string;
  to_day: string;
  declared_at: Date;
  withdrawn_at: Date | null;
}

export interface IdempotencyTable {
  person_id: string;
  key: string;
  route: string;
  body_hash: Buffer;
  reply: unknown;
  status: number;
  at: Date;
}

export interface InvitationTable {
  tenant_id: number;
  invitation_id: string;
  slot_id: string;
  task_id: string;
  person_id: string;
  state: string;
  urgent: Generated<boolean>;
  sent_at: Date;
  expires_at: Date;
  responded_at: Date | null;
  reasons: Generated<unknown>;
  score: Generated<number>;
  proposed_start: Date | null;
  proposed_end: Date | null;
  invited_by: string | null;
  follows: string | null;
  distance_m: number | null;
  asks_week: Generated<number>;
}

export interface LedgerAccountTable {
  tenant_id: number;
  account_id: string;
  owner_kind: string;
  owner_id: string;
  asset: string;
  floor: number | null;
  cap: number | null;
  balance: number | null;
  held: Generated<number>;
  entry_no: Generated<number>;
  last_posted_at: Date;
  opened_at: Date;
}

export interface LedgerChainTable {
  tenant_id: number;
  position: number;
  chain: Buffer;
}

export interface LedgerEntryTable {
  tenant_id: number;
  transfer_id: string;
  leg_no: number;
  account_id: string;
  asset: string;
  amount: number;
  entry_no: number;
  balance_after: number | null;
  posted_at: Date;
  value_date: string;
  hash: Buffer;
}

export interface LedgerHoldTable {
  tenant_id: number;
  hold_id: string;
  key: string;
  body_hash: Buffer;
  account_id: string;
  amount: number;
  state: string;
  settled_amount: number | null;
  transfer_id: string | null;
  meta: unknown;
  opened_at: Date;
  expires_at: Date | null;
  closed_at: Date | null;
}

export interface LedgerLimitTable {
  tenant_id: number;
  account_id: string;
  change_no: number;
  after_entry_no: number;
  floor: number;
  cap: number | null;
}

export interface LedgerRootTable {
  tenant_id: number;
  root_no: number;
  day: string;
  position: number;
  chain: Buffer;
  difference: number;
  signed_at: Date;
  key_id: string;
  signature: Buffer;
}

export interface LedgerSealedTable {
  tenant_id: number;
  position: number;
  item_kind: string;
  item_id: string;
  item_no: number;
  chain: Buffer;
}

export interface LedgerTransferTable {
  tenant_id: number;
  transfer_id: string;
  key: string;
  body_hash: Buffer;
  kind: string;
  value_date: string;
  posted_at: Date;
  meta: unknown;
  reverses: string | null;
  reason: string | null;
  leg_count: number;
  hash: Buffer;
}

export interface MembershipTable {
  tenant_id: number;
  person_id: string;
  place_id: string | null;
  address_enc: Buffer | null;
  household_id: string | null;
  resident: Generated<boolean>;
  owner: Generated<boolean>;
  member: Generated<boolean>;
  hardship: Generated<boolean>;
  lives_alone: Generated<boolean>;
  state: Generated<string>;
  since: Date;
}

export interface MessageTable {
  tenant_id: number;
  message_id: string;
  thread_kind: string;
  thread_id: string;
  author_id: string;
  body: string;
  voice_id: string | null;
  need_id: string | null;
  at: Date;
}

export interface NeedTable {
  tenant_id: number;
  need_id: string;
  title: string;
  state: string;
  severity: string;
  severity_rank: number;
  queue_at: Date;
  urgent: Generated<boolean>;
  category: string | null;
  tag: string | null;
  place_id: string | null;
  estate_id: string | null;
  lat: number | null;
  lng: number | null;
  opened_at: Date;
  wanted_by: Date | null;
  triage_due_at: Date;
  boundary: string | null;
  boundary_rule_id: string | null;
  boundary_reason: Generated<string>;
  boundary_at: Date | null;
  boundary_by: string | null;
  boundary_sent_at: Date | null;
  owner_id: string | null;
  previous_owner_id: string | null;
  merged_into: string | null;
  postponed: Generated<number>;
  escalated_to: string | null;
  reopened_count: Generated<number>;
  hand_offs: Generated<number>;
  staff_acts: Generated<number>;
  answer: string | null;
  matched_at: Date | null;
  served_at: Date | null;
  answered_at: Date | null;
  confirmed_at: Date | null;
  closed_at: Date | null;
  closed_by: string | null;
  sources: Generated<number>;
  language: string | null;
  helper_asked_for: Generated<string>;
  private: Generated<boolean>;
  version: Generated<number>;
}

export interface NominationTable {
  tenant_id: number;
  nomination_id: string;
  person_id: string;
  year: number;
  title: string;
  reason: string;
  by_person_id: string;
  at: Date;
}

export interface NoticeTable {
  tenant_id: number;
  notice_id: string;
  person_id: string;
  kind: string;
  title: string;
  body: string;
  link: string | null;
  why: string | null;
  params: Generated<unknown>;
  at: Date;
  not_before: Date;
  state: string;
  state_at: Date;
  channel: Generated<string>;
  seen_at: Date | null;
  sent_at: Date | null;
  attempts: Generated<number>;
  call_outcome: string | null;
  called_by: string | null;
  urgent: Generated<boolean>;
  once_key: string | null;
}

export interface OneTimeCodeTable {
  blind: Buffer;
  code_hash: Buffer;
  sent_at: Date;
  expires_at: Date;
  attempts: Generated<number>;
}

export interface OpportunityTable {
  tenant_id: number;
  person_id: string;
  year: number;
  minutes: Generated<number>;
  slots: Generated<number>;
}

export interface OutboxTable {
  tenant_id: number;
  event_id: string;
  kind: string;
  payload: unknown;
  at: Date;
  relayed_at: Date | null;
  attempts: Generated<number>;
  retry_at: Date | null;
  parked_at: Date | null;
  why: string | null;
}

export interface PairingTable {
  tenant_id: number;
  pairing_id: string;
  unit_id: number;
  resources: Generated<string[]>;
  liaison: Generated<string>;
  state: string;
  proposed_at: Date;
}

export interface ParameterTable {
  tenant_id: number;
  key: string;
  value: number;
  clause_id: string;
  valid_from: Date;
  set_by: string | null;
  reason: Generated<string>;
}

export interface PartyMemberTable {
  tenant_id: number;
  org_id: string;
  person_id: string;
  joined_at: Date;
  left_at: Date | null;
}

export interface PartyOrgTable {
  tenant_id: number;
  org_id: string;
  kind: string;
  name: string;
  place_id: string | null;
  secretary_id: string | null;
  deputy_id: string | null;
  tags: Generated<string[]>;
  state: string;
  created_at: Date;
}

export interface PersonTable {
  person_id: string;
  name_enc: Buffer;
  phone_enc: Buffer | null;
  id_number_enc: Buffer | null;
  gender: string | null;
  birth_year: number | null;
  locale: Generated<string>;
  elder_mode: Generated<boolean>;
  pin_enc: Buffer | null;
  calendar_token_hash: Buffer | null;
  state: Generated<string>;
  created_at: Date;
  closed_at: Date | null;
}

export interface PersonLookupTable {
  kind: string;
  blind: Buffer;
  person_id: string;
}

export interface PersonTenantTable {
  person_id: string;
  tenant_id: number;
  resident: Generated<boolean>;
  member: Generated<boolean>;
  home: Generated<boolean>;
  since: Date;
}

export interface PlaceTable {
  tenant_id: number;
  place_id: string;
  parent_id: string | null;
  kind: string;
  name: string;
  full_name: string;
  lat: number | null;
  lng: number | null;
  population: Generated<number>;
  households: Generated<number>;
  old_estate: Generated<boolean>;
  property_org: number | null;
  grid_id: string | null;
  floors: number | null;
}

export interface PlanTable {
  tenant_id: number;
  plan_id: string;
  made_by: string;
  made_at: Date;
  ended_at: Date | null;
  state: string;
  body: Generated<unknown>;
}

export interface PointStandardTable {
  standard_id: string;
  city_id: number;
  version: number;
  title: string;
  clause_id: string;
  effective_at: Date;
  state: string;
  body: unknown;
  change_log: Generated<string>;
}

export interface PolicyClauseTable {
  clause_id: string;
  document_id: string;
  number: string;
  body: string;
  superior_clause_id: string | null;
}

export interface PolicyDocumentTable {
  document_id: string;
  title: string;
  organ: string;
  number: Generated<string>;
  level: string;
  issued: string | null;
  effective: string | null;
  expires: string | null;
  state: Generated<string>;
}

export interface PoolGrantTable {
  tenant_id: number;
  grant_id: string;
  beneficiary_id: string;
  minutes: number;
  reserved_min: Generated<number>;
  spent_min: Generated<number>;
  basis: string;
  reason: string;
  state: string;
  proposed_by: string;
  proposed_at: Date;
  first_by: string | null;
  first_at: Date | null;
  decided_by: string | null;
  decided_at: Date | null;
  decision: Generated<string>;
  hold_id: string | null;
  hold_no: Generated<number>;
  version: Generated<number>;
}

export interface PresenceConfirmationTable {
  tenant_id: number;
  confirmation_id: string;
  claim_id: string;
  kind: string;
  by_person_id: string;
  at: Date;
  positive: boolean;
  note: Generated<string>;
}

export interface ProxyTable {
  person_id: string;
  proxy_id: string;
  proxy_person_id: string;
  relation: string;
  state: string;
  consent: Generated<string>;
  note: Generated<string>;
  recorded_by: string | null;
  asked_at: Date;
  active_at: Date | null;
  ended_at: Date | null;
}

export interface RatingTable {
  tenant_id: number;
  rating_id: string;
  order_id: string;
  need_id: string;
  rater_id: string;
  score: number;
  solved: boolean;
  body: Generated<string>;
  anonymous: Generated<boolean>;
  by_call: Generated<boolean>;
  at: Date;
}

export interface ReachTable {
  person_id: string;
  channel: string;
  address_enc: Buffer;
  added_at: Date;
  session_id: string | null;
}

export interface ReceiptLookupTable {
  receipt: string;
  tenant_id: number;
  order_id: string;
}

export interface RecordTable {
  tenant_id: number;
  record_id: string;
  subject_kind: string;
  subject_id: string;
  at: Date;
  actor_id: string | null;
  role: string;
  act: string;
  from_state: string | null;
  to_state: string | null;
  reason: string | null;
  basis: string | null;
  detail: Generated<unknown>;
}

export interface RecordViewTable {
  person_id: string;
  view_id: string;
  at: Date;
  viewer_id: string;
  role: string;
  reason: string;
  tenant_id: number | null;
}

export interface RegistrationTable {
  tenant_id: number;
  registration_id: string;
  person_id: string;
  place_id: string;
  estate_id: string;
  address_enc: Buffer;
  kind: string;
  unit_id: number | null;
  engagement: string;
  term_from: string | null;
  term_to: string | null;
  regime: Generated<string>;
  state: string;
  reason: string | null;
  consent_version: string;
  submitted_at: Date | null;
  accepted_at: Date | null;
  filing_sent_at: Date | null;
  filed_at: Date | null;
  contacted_at: Date | null;
  contact_due_at: Date | null;
  closed_at: Date | null;
}

export interface RescheduleTable {
  tenant_id: number;
  reschedule_id: string;
  task_id: string;
  slot_id: string;
  need_ids: string[];
  cause: string;
  note: Generated<string>;
  from_start: Date | null;
  to_start: Date | null;
  by_person_id: string | null;
  at: Date;
}

export interface ReversalProposalTable {
  tenant_id: number;
  proposal_id: string;
  claim_id: string;
  person_id: string;
  title: string;
  reason: string;
  state: string;
  proposed_by: string;
  proposed_at: Date;
  decided_by: string | null;
  decided_at: Date | null;
  decision: Generated<string>;
  accounts: unknown;
  transfers: Generated<string[]>;
}

export interface RoleGrantTable {
  person_id: string;
  grant_id: string;
  role: string;
  tenant_id: number;
  org_id: number | null;
  place_id: string | null;
  valid_from: Date;
  valid_to: Date | null;
  granted_by: string | null;
}

export interface ServiceOfferTable {
  tenant_id: number;
  offer_id: string;
  title: string;
  work_content: string;
  form: string;
  skills: Generated<string[]>;
  capacity: number;
  minutes: number;
  description: Generated<string>;
  provider_id: string | null;
  provider_words: Generated<string>;
  state: string;
  created_at: Date;
}

export interface ServiceProfileTable {
  person_id: string;
  body: unknown;
  complete: boolean;
  updated_at: Date;
}

export interface SessionTable {
  person_id: string;
  session_id: string;
  secret_hash: Buffer;
  device: Generated<string>;
  strong: Generated<boolean>;
  created_at: Date;
  last_seen_at: Date;
  expires_at: Date;
  revoked_at: Date | null;
}

export interface SigningKeyTable {
  key_id: string;
  algorithm: string;
  public_key: string;
  since: Date;
}

export interface SlotTable {
  tenant_id: number;
  slot_id: string;
  task_id: string;
  starts_at: Date;
  ends_at: Date;
  role: string;
  capacity: number;
  taken: Generated<number>;
  skills: Generated<string[]>;
  demands: Generated<string[]>;
  deliverable: Generated<string>;
  state: Generated<string>;
  searching: Generated<boolean>;
}

export interface SlotOpeningTable {
  tenant_id: number;
  slot_id: string;
  task_id: string;
  year: number;
  minutes: number;
  persons: string[];
}

export interface SwapSearchTable {
  tenant_id: number;
  search_id: string;
  claim_id: string;
  slot_id: string;
  state: string;
  urgent: boolean;
  requested_at: Date;
  ended_at: Date | null;
  found_claim_id: string | null;
}

export interface TaskTable {
  tenant_id: number;
  task_id: string;
  title: string;
  description: Generated<string>;
  work_content: string;
  kind: Generated<string>;
  form: string;
  state: string;
  plan_item: string | null;
  deliverable_type: string;
  deliverable: string;
  responsible_id: string;
  team_leader_id: string | null;
  place_id: string | null;
  place_name: Generated<string>;
  lat: number | null;
  lng: number | null;
  radius_m: number;
  estimate_minutes: number;
  headcount: number;
  headcount_needed: number;
  headcount_reason: Generated<string>;
  physical_risk: Generated<boolean>;
  guarantees: unknown;
  language: string | null;
  urgent: Generated<boolean>;
  ad_hoc: Generated<boolean>;
  uniform_reason: Generated<string>;
  uncounted: string | null;
  regime: Generated<string>;
  created_by: string;
  created_at: Date;
  published_at: Date | null;
  closed_at: Date | null;
  staff_acts: Generated<number>;
  version: Generated<number>;
}

export interface TaskNeedTable {
  tenant_id: number;
  task_id: string;
  need_id: string;
}

export interface TenantTable {
  tenant_id: number;
  level: string;
  name: string;
  parent_id: number | null;
  path: number[];
  lat: number | null;
  lng: number | null;
  population: Generated<number>;
  households: Generated<number>;
  opened_at: Date | null;
  hotline: string | null;
  duty_text: string | null;
  state: Generated<string>;
}

export interface TenantCodeTable {
  tenant_id: number;
  code: string;
  valid_from: Generated<string>;
  valid_to: string | null;
}

export interface TimeBankTable {
  tenant_id: number;
  model: string;
  operator_name: Generated<string>;
  supervisor_name: Generated<string>;
  changed_at: Date;
  changed_by: string;
  version: Generated<number>;
}

export interface TimeGiftTable {
  tenant_id: number;
  gift_id: string;
  giver_id: string;
  receiver: string;
  receiver_id: string | null;
  minutes: number;
  words: Generated<string>;
  family: Generated<boolean>;
  state: string;
  hold_id: string | null;
  transfer_id: string | null;
  at: Date;
  answer_until: Date | null;
  ended_at: Date | null;
}

export interface TimeOfferTable {
  tenant_id: number;
  offer_id: string;
  order_id: string;
  person_id: string;
  words: Generated<string>;
  state: string;
  offered_at: Date;
  chosen_at: Date | null;
  agreed_at: Date | null;
}

export interface TimeOrderTable {
  tenant_id: number;
  order_id: string;
  requester_id: string;
  provider_id: string | null;
  chosen_offer: string | null;
  title: string;
  body: Generated<string>;
  kind: string;
  place: Generated<string>;
  starts_at: Date;
  plan_min: number;
  state: string;
  posted_at: Date;
  held_at: Date | null;
  started_at: Date | null;
  ended_at: Date | null;
  actual_min: number | null;
  hold_id: string | null;
  own_min: Generated<number>;
  grant_id: string | null;
  grant_min: Generated<number>;
  confirmed_at: Date | null;
  silent: Generated<boolean>;
  settled_at: Date | null;
  settled_min: number | null;
  rate_until: Date | null;
  disputed_by: string | null;
  dispute: string | null;
  disputed_at: Date | null;
  arbitrated_by: string | null;
  arbitration: string | null;
  ended_by: string | null;
  reason: Generated<string>;
  finished_at: Date | null;
  undo_by: string | null;
  undo_reason: string | null;
  undone_by: string | null;
  undone_at: Date | null;
  version: Generated<number>;
}

export interface TimeOrganisationTable {
  tenant_id: number;
  organisation_id: number;
  opened_at: Date;
  opened_by: string;
}

export interface TimePassbookTable {
  tenant_id: number;
  person_id: string;
  opened_at: Date;
  left_at: Date | null;
  index_on: Generated<boolean>;
  excess: Generated<string>;
  heir: string | null;
  heir_id: string | null;
  version: Generated<number>;
}

export interface TimeRatingTable {
  tenant_id: number;
  order_id: string;
  rater_id: string;
  subject_id: string;
  score: number;
  body: Generated<string>;
  at: Date;
  blind_until: Date;
  reply: string | null;
  replied_at: Date | null;
}

export interface UnitTable {
  tenant_id: number;
  type: string;
  name: string;
  in_scope: boolean;
  party_organisation: Generated<string>;
  superior_party_organisation: Generated<string>;
  lat: number | null;
  lng: number | null;
  resources: Generated<string[]>;
  state: Generated<string>;
}

export interface UnitMemberTable {
  person_id: string;
  unit_id: number;
  post: Generated<string>;
  formal_branch: Generated<string>;
  cadre_class: Generated<string>;
  valid_from: string;
  valid_to: string | null;
  set_by: string | null;
}

export interface WorkdayTable {
  day: string;
  kind: string;
  name: string | null;
}

export interface Database {
  acceptance_model: AcceptanceModelTable;
  activity: ActivityTable;
  activity_sign_up: ActivitySignUpTable;
  attempt: AttemptTable;
  audit: AuditTable;
  blob: BlobTable;
  boundary_rule: BoundaryRuleTable;
  building_duty: BuildingDutyTable;
  calendar_entry: CalendarEntryTable;
  care_event: CareEventTable;
  certificate: CertificateTable;
  certificate_lookup: CertificateLookupTable;
  certificate_number: CertificateNumberTable;
  certificate_objection: CertificateObjectionTable;
  certificate_service: CertificateServiceTable;
  check_event: CheckEventTable;
  claim: ClaimTable;
  commendation: CommendationTable;
  consent: ConsentTable;
  consent_history: ConsentHistoryTable;
  consequence_rule: ConsequenceRuleTable;
  credential: CredentialTable;
  delivery: DeliveryTable;
  demand_order: DemandOrderTable;
  due: DueTable;
  engagement: EngagementTable;
  filing: FilingTable;
  goods_item: GoodsItemTable;
  goods_move: GoodsMoveTable;
  goods_order: GoodsOrderTable;
  goods_sponsor: GoodsSponsorTable;
  handover: HandoverTable;
  hours_exemption: HoursExemptionTable;
  idempotency: IdempotencyTable;
  invitation: InvitationTable;
  ledger_account: LedgerAccountTable;
  ledger_chain: LedgerChainTable;
  ledger_entry: LedgerEntryTable;
  ledger_hold: LedgerHoldTable;
  ledger_limit: LedgerLimitTable;
  ledger_root: LedgerRootTable;
  ledger_sealed: LedgerSealedTable;
  ledger_transfer: LedgerTransferTable;
  membership: MembershipTable;
  message: MessageTable;
  need: NeedTable;
  nomination: NominationTable;
  notice: NoticeTable;
  one_time_code: OneTimeCodeTable;
  opportunity: OpportunityTable;
  outbox: OutboxTable;
  pairing: PairingTable;
  parameter: ParameterTable;
  party_member: PartyMemberTable;
  party_org: PartyOrgTable;
  person: PersonTable;
  person_lookup: PersonLookupTable;
  person_tenant: PersonTenantTable;
  place: PlaceTable;
  plan: PlanTable;
  point_standard: PointStandardTable;
  policy_clause: PolicyClauseTable;
  policy_document: PolicyDocumentTable;
  pool_grant: PoolGrantTable;
  presence_confirmation: PresenceConfirmationTable;
  proxy: ProxyTable;
  rating: RatingTable;
  reach: ReachTable;
  receipt_lookup: ReceiptLookupTable;
  record: RecordTable;
  record_view: RecordViewTable;
  registration: RegistrationTable;
  reschedule: RescheduleTable;
  reversal_proposal: ReversalProposalTable;
  role_grant: RoleGrantTable;
  service_offer: ServiceOfferTable;
  service_profile: ServiceProfileTable;
  session: SessionTable;
  signing_key: SigningKeyTable;
  slot: SlotTable;
  slot_opening: SlotOpeningTable;
  swap_search: SwapSearchTable;
  task: TaskTable;
  task_need: TaskNeedTable;
  tenant: TenantTable;
  tenant_code: TenantCodeTable;
  time_bank: TimeBankTable;
  time_gift: TimeGiftTable;
  time_offer: TimeOfferTable;
  time_order: TimeOrderTable;
  time_organisation: TimeOrganisationTable;
  time_passbook: TimePassbookTable;
  time_rating: TimeRatingTable;
  unit: UnitTable;
  unit_member: UnitMemberTable;
  workday: WorkdayTable;
}
