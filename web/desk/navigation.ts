/** Which pages stand on the rail of a desk. The server decides who may read them; the rail only leaves out what a role never uses. */
import type { Role } from '../../contract/codes.ts';
import type { Place } from './session.ts';

export type PageKey =
  | 'today'
  | 'needs'
  | 'intake'
  | 'paper'
  | 'handovers'
  | 'tasks'
  | 'plan'
  | 'live'
  | 'activities'
  | 'audits'
  | 'confirmations'
  | 'calls'
  | 'notices'
  | 'certificates'
  | 'goods'
  | 'roster'
  | 'bank'
  | 'registrations'
  | 'branches'
  | 'pairings'
  | 'engagements'
  | 'staffing'
  | 'places'
  | 'lists'
  | 'rules'
  | 'parameters'
  | 'policy'
  | 'standard'
  | 'honours'
  | 'calendar'
  | 'attempts'
  | 'consequences'
  | 'board'
  | 'guards'
  | 'gaps'
  | 'books'
  | 'reversals'
  | 'time-orders'
  | 'time-grants'
  | 'time-desk'
  | 'time-model'
  | 'coverage'
  | 'filings'
  | 'unit-board'
  | 'pairing'
  | 'overview';
export type GroupKey = 'work' | 'verify' | 'people' | 'time' | 'rules' | 'boards';
export interface Group {
  readonly key: GroupKey;
  readonly pages: readonly PageKey[];
}

const secretary: Role = 'community_secretary';
const worker: Role = 'community_worker';
const staff = [secretary, worker];
const partners: Role[] = ['social_worker', 'social_organisation'];
const higher: Role[] = ['street_staff', 'district_staff', 'city_staff'];

type Entry = readonly [PageKey, readonly Role[] | 'all'];
const community: readonly (readonly [GroupKey, readonly Entry[]])[] = [
  [
    'work',
    [
      ['today', staff],
      ['needs', [...staff, 'hotline_operator', 'street_staff']],
      ['intake', [...staff, 'hotline_operator', 'property_manager', 'property_staff']],
      ['paper', [...staff, 'hotline_operator']],
      ['handovers', [...staff, 'property_manager', 'property_staff']],
      ['tasks', [...staff, 'branch_secretary', 'group_leader', 'street_staff']],
      ['plan', staff],
      ['live', staff],
      ['activities', [...staff, 'property_manager']],
    ],
  ],
  [
    'verify',
    [
      ['audits', ['points_auditor', secretary]],
      ['confirmations', ['group_leader', 'grid_branch', secretary]],
      ['calls', [...staff, 'hotline_operator']],
      ['notices', staff],
      ['certificates', staff],
      ['goods', staff],
    ],
  ],
  [
    'people',
    [
      ['registrations', [...staff, 'branch_secretary']],
      ['roster', [...staff, 'branch_secretary']],
      ['bank', staff],
      ['branches', [...staff, 'branch_secretary', 'group_leader']],
      ['pairings', staff],
      ['engagements', staff],
      ['staffing', [...staff, 'street_staff']],
      ['places', [...staff, 'system_admin']],
    ],
  ],
  [
    'time',
    [
      ['time-orders', [...staff, ...partners, 'street_staff', 'district_staff']],
      ['time-grants', [...staff, ...partners, 'welfare_committee']],
      ['time-desk', [...staff, 'hotline_operator']],
      ['time-model', [...staff, ...partners, 'street_staff', 'district_staff']],
    ],
  ],
  [
    'boards',
    [
      ['board', [...staff, ...higher]],
      ['guards', [...staff, ...higher, 'grid_branch']],
      ['gaps', staff],
      ['coverage', [...staff, ...higher]],
      ['attempts', [...staff, ...higher, 'organisation_department']],
      ['honours', 'all'],
      ['books', ['points_auditor', secretary, 'city_staff']],
      ['reversals', ['points_auditor', secretary, 'city_staff']],
    ],
  ],
  [
    'rules',
    [
      ['lists', 'all'],
      ['rules', 'all'],
      ['parameters', 'all'],
      ['policy', 'all'],
      ['standard', 'all'],
      ['calendar', 'all'],
      ['consequences', [secretary]],
    ],
  ],
];
const unit: readonly Group[] = [
  { key: 'work', pages: ['filings', 'unit-board', 'pairing'] },
  { key: 'rules', pages: ['parameters', 'policy', 'standard', 'calendar', 'consequences'] },
];
const node: readonly Group[] = [
  { key: 'boards', pages: ['overview', 'coverage', 'honours', 'attempts'] },
  { key: 'rules', pages: ['parameters', 'policy', 'standard', 'calendar', 'consequences'] },
];

export function navigation(place: Place): readonly Group[] {
  if (place.face === 'u') return unit;
  if (place.face === 'n') return node;
  return community
    .map(([key, entries]) => ({
      key,
      pages: entries
        .filter(([, roles]) => roles === 'all' || roles.some((r) => place.roles.includes(r)))
        .map(([page]) => page),
    }))
    .filter((group) => group.pages.length > 0);
}
