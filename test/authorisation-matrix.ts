/**
 * Who may call what, stated a second time and by hand: the test compares it with what the server really does.
 * A route that is missing here fails the test. `public` needs no session; `person` any session (rows are limited by
 * policy); otherwise the roles whose scope must cover the place in the path.
 */
import type { Role } from '../contract/codes.ts';
import type { Routes } from '../contract/index.ts';

type Who = 'public' | 'person' | readonly Role[];
const workers: readonly Role[] = ['community_secretary', 'community_worker'];
const desk: readonly Role[] = [...workers, 'hotline_operator'];
const above: readonly Role[] = ['street_staff', 'district_staff', 'city_staff'];

export const matrix: Readonly<Record<keyof Routes, Who>> = {
  'accounts.deployment': 'public', 'accounts.requestCode': 'public', 'accounts.signInByCode': 'public', 'accounts.signInByPassword': 'public',
  'accounts.signOut': 'person', 'accounts.me': 'person', 'accounts.preferences': 'person', 'accounts.sessions': 'person', 'accounts.revokeSession': 'person',
  'accounts.proxies': 'person', 'accounts.askProxy': 'person', 'accounts.decideProxy': 'person', 'accounts.recordProxyConsent': desk,
  'accounts.consents': 'person', 'accounts.setConsent': 'person', 'accounts.exportMine': 'person', 'accounts.closeAccount': 'person', 'accounts.whoLooked': 'person',

  'places.node': 'public', 'places.findNode': 'public', 'places.list': 'public', 'places.resolve': 'public', 'places.units': 'public',
  'places.create': [...workers, 'system_admin'], 'places.staffing': [...workers, 'street_staff'], 'places.setStaffing': ['community_secretary'],

  'policy.documents': 'public', 'policy.parameters': 'public', 'policy.calendar': 'public', 'policy.flow': 'person',
  // Everyone who might tighten may ask, so that the attempt is refused by its own code and recorded (FND-05).
  'policy.setParameter': ['community_secretary', 'unit_secretary', 'organisation_department', ...above],
  'policy.addConsequence': ['community_secretary', 'unit_secretary', 'organisation_department', 'city_staff'],
  'policy.attempts': [...workers, ...above, 'organisation_department'],

  'registration.mine': 'person', 'registration.profile': 'person', 'registration.saveProfile': 'person', 'registration.submit': 'person', 'registration.visitSlots': 'person',
  'registration.pairings': 'person', 'registration.propose': 'person', 'registration.engagements': 'person', 'registration.consult': 'person',
  'registration.list': [...workers, 'branch_secretary'], 'registration.decide': workers, 'registration.contacted': workers, 'registration.decidePairing': workers,
  'registration.filings': ['unit_secretary', 'unit_liaison'], 'registration.acknowledge': ['unit_secretary', 'unit_liaison'], 'registration.unitBoard': ['unit_secretary', 'unit_liaison'], 'registration.proposePairing': ['unit_secretary', 'unit_liaison'],
  'registration.cadreFlag': ['unit_secretary', 'organisation_department'], 'registration.coverage': [...workers, ...above, 'organisation_department'],

  'members.bank': workers, 'members.createPost': workers, 'members.roster': [...workers, 'branch_secretary'], 'members.branches': 'person', 'members.groupProposals': [...workers, 'branch_secretary'], 'members.createGroup': [...workers, 'branch_secretary'], 'members.joinGroup': 'person',

  'orders.place': 'person', 'orders.intake': [...desk, 'property_manager', 'property_staff'], 'orders.intakeBatch': desk, 'orders.findPerson': desk, 'orders.lookUp': 'public', 'orders.mine': 'person', 'orders.read': 'person', 'orders.withdraw': 'person', 'orders.rate': 'person', 'orders.recordRating': desk, 'orders.editOriginal': 'person',
  'needs.queue': [...desk, 'street_staff'], 'needs.read': [...desk, 'street_staff'], 'needs.decideBoundary': workers, 'needs.undoBoundary': workers, 'needs.merge': workers, 'needs.take': workers, 'needs.answer': workers, 'needs.close': workers, 'needs.rules': 'public',
  'handovers.list': [...workers, 'property_manager', 'property_staff'], 'handovers.act': [...workers, 'property_manager', 'property_staff'],
  'threads.read': 'person', 'threads.say': 'person', 'threads.toNeed': workers, 'files.upload': 'person', 'files.read': 'person',

  'tasks.draft': workers, 'tasks.create': workers, 'tasks.publish': workers, 'tasks.cancel': workers, 'tasks.reschedule': workers, 'tasks.list': [...workers, 'branch_secretary', 'group_leader', 'street_staff'], 'tasks.read': 'person', 'tasks.square': 'person', 'tasks.candidates': workers, 'tasks.invite': workers, 'tasks.setAccepted': workers, 'tasks.invitations': workers, 'tasks.claim': 'person', 'tasks.respond': 'person', 'tasks.decideProposedTime': workers, 'tasks.release': 'person',
  'me.invitations': 'person', 'me.claims': 'person', 'me.calendar': 'person', 'me.ics': 'public', 'claims.read': 'person',
  'lists.read': 'public', 'lists.saveOffer': 'person', 'lists.setOffer': 'person', 'lists.proposals': workers,
  'activities.create': [...workers, 'property_manager', 'unit_liaison'], 'activities.list': 'person', 'activities.signUp': 'person', 'activities.decide': workers,

  'claims.checkIn': 'person', 'claims.checkOut': 'person', 'claims.submit': 'person', 'slots.onSiteCode': 'person', 'claims.confirmPresence': 'person', 'claims.callBack': workers, 'claims.live': workers, 'claims.thanks': 'person',
  'audits.list': ['points_auditor', 'community_secretary'], 'audits.decide': ['points_auditor', 'community_secretary'], 'confirmations.list': ['group_leader', 'grid_branch', 'community_secretary'], 'confirmations.decide': ['group_leader', 'grid_branch'],

  'me.passbook': 'person', 'points.standard': 'public', 'points.saveStandard': ['community_secretary', 'unit_secretary', 'organisation_department', ...above], 'points.deduct': workers, 'points.credit': workers,
  'ledger.check': ['points_auditor', 'community_secretary', 'city_staff'], 'ledger.reverse': ['points_auditor', 'community_secretary'],

  'me.inbox': 'person', 'me.seen': 'person', 'live': 'person', 'notices.calls': desk, 'notices.called': desk, 'notices.deliveries': workers,
  'boards.loop': [...workers, ...above], 'boards.guards': [...workers, ...above], 'boards.rows': [...workers, ...above], 'boards.gaps': workers, 'boards.public': 'public', 'search.everything': desk, 'exports.table': [...workers, ...above],
};
