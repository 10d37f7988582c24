/** The state machines of double registration as tables (DR-01, DR-02, SCH-04). The flow page is generated from them. */
export interface Transition<S extends string> {
  readonly from: S;
  readonly to: S;
  /** Who moves it, in the words of the glossary. */
  readonly by: string;
  readonly act: string;
}
export type RegistrationState =
  | 'draft'
  | 'submitted'
  | 'returned'
  | 'accepted'
  | 'filed'
  | 'active'
  | 'moved'
  | 'suspended'
  | 'closed';
const t = <S extends string>(from: S, to: S, by: string, act: string): Transition<S> => ({ from, to, by, act });

export const lifecycle: readonly Transition<RegistrationState>[] = [
  t('draft', 'submitted', '本人', 'submitted'),
  t('returned', 'submitted', '本人', 'submitted'),
  t('submitted', 'returned', '社区', 'returned'),
  t('submitted', 'accepted', '社区', 'registration_accepted'),
  t('accepted', 'filed', '单位党支部', 'filed'),
  t('filed', 'active', '社区', 'activated'),
  t('accepted', 'active', '社区', 'activated'),
  t('accepted', 'moved', '新居住地社区', 'moved'),
  t('filed', 'moved', '新居住地社区', 'moved'),
  t('active', 'moved', '新居住地社区', 'moved'),
  t('active', 'suspended', '本人', 'suspended'),
  t('suspended', 'active', '本人', 'activated'),
  t('active', 'closed', '本人', 'closed'),
];
export type PairingState = 'proposed' | 'confirmed' | 'active' | 'ended';
export const pairingLifecycle: readonly Transition<PairingState>[] = [
  t('proposed', 'confirmed', '社区', 'pairing_confirmed'),
  t('confirmed', 'active', '社区', 'pairing_active'),
  t('proposed', 'ended', '社区', 'pairing_ended'),
  t('confirmed', 'ended', '社区', 'pairing_ended'),
  t('active', 'ended', '社区', 'pairing_ended'),
];
export type EngagementState = 'proposed' | 'consulted' | 'agreed' | 'effective' | 'ended' | 'lapsed';
export const engagementLifecycle: readonly Transition<EngagementState>[] = [
  t('proposed', 'consulted', '三方', 'consulted'),
  t('consulted', 'agreed', '三方', 'agreed'),
  t('agreed', 'effective', '平台', 'effective'),
  t('effective', 'ended', '平台', 'ended'),
  t('proposed', 'lapsed', '本人', 'lapsed'),
  t('consulted', 'lapsed', '本人', 'lapsed'),
];
/** The act by which a state may follow another, or null when it may not. */
export const actOf = <S extends string>(table: readonly Transition<S>[], from: S, to: S): string | null =>
  table.find((x) => x.from === from && x.to === to)?.act ?? null;
