/** Demonstration accounts. They exist in this deployment alone; any other refuses to start with them. */
import { Secret, TOTP } from 'otpauth';
import { seededId } from '../engines/policy/index.ts';
import { systemClock, type Clock } from '../platform/clock.ts';
import type { Deps } from '../platform/context.ts';

export interface DemonstrationAccount {
  face: 'm' | 'desk';
  title: string;
  title_en: string;
  account: string;
  secret: string;
  note: string;
}
interface Part {
  readonly key: string;
  readonly face: 'm' | 'desk';
  readonly title: string;
  readonly title_en: string;
  /** Phone on the phone pages, account name on the workbench. */
  readonly account: string;
  readonly name: string;
  readonly note: string;
}
const part = (
  key: string,
  face: 'm' | 'desk',
  account: string,
  name: string,
  title: string,
  title_en: string,
  note = '',
): Part => ({ key, face, account, name, title, title_en, note });

export const cast = [
  part('elder', 'm', '13800000001', '王桂兰', '王奶奶，78岁', 'Grandma Wang, 78', '独居；女儿可代办'),
  part('daughter', 'm', '13800000002', '王小红', '王奶奶的女儿（代办）', 'Her daughter (proxy)', '替母亲点单和评价'),
  part('teacher', 'm', '13800000003', '周敏', '周老师，在职党员', 'Teacher Zhou, member', '周六下午有两小时空闲'),
  part('member', 'm', '13800000004', '李建国', '李师傅，在职党员', 'Electrician Li, member', '会电工和家电维修'),
  part('leader', 'm', '13800000005', '陈立新', '党小组组长', 'Party-group leader', '也是在职党员'),
  part('field', 'm', '13800000006', '杨志强', '安和物业维修员', 'Property field staff', '看转给物业的事，当场答复'),
  part('secretary', 'desk', 'shuji', '林静', '社区党委书记', 'Community Party secretary'),
  part('worker', 'desk', 'gongzuo', '吴芳', '社区工作者', 'Community worker'),
  part('auditor', 'desk', 'shenhe', '郑文慧', '后台审核员', 'Points auditor'),
  part('hotline', 'desk', 'rexian', '何燕', '热线坐席 5801610', 'Hotline operator'),
  part('branch', 'desk', 'wangge', '孙永康', '网格党支部书记', 'Grid branch secretary'),
  part('social', 'desk', 'shegong', '罗晓晴', '社工', 'Social worker'),
  part('welfare', 'desk', 'fuli', '魏淑珍', '社会福利委员会委员', 'Member of the social welfare committee'),
  part('welfareToo', 'desk', 'fuli2', '冯德明', '社会福利委员会委员', 'Member of the social welfare committee'),
  part('property', 'desk', 'wuye', '高海波', '安和物业经理', 'Property manager'),
  part('unit', 'desk', 'danwei', '曹雅琴', '江城师范学院党组织书记', 'Unit Party secretary'),
  part('street', 'desk', 'jiedao', '许明远', '街道工作人员', 'Street staff'),
  part('city', 'desk', 'zuzhi', '沈振华', '市委组织部', 'Organisation department'),
] as const satisfies readonly Part[];
export type CastKey = (typeof cast)[number]['key'];

/** The fixed id of a demonstration person: the same in every demonstration, and in no other deployment. */
export const castId = (key: string): string => seededId(`demonstration:${key}`);
export const staffPassword = 'Qingfeng-demo';
export const totpSecret = 'KRSXG5CTMVRXEZLUKN2XAZLS';
const phoneCode = '246810';

let clock: Clock = systemClock;
/** The clock by which shown one-time passwords are current. */
export const useClock = (of: Clock): void => {
  clock = of;
};

/** What the sign-in pages of the demonstration show; staff secrets carry the one-time password of this half minute. */
export function demonstrationAccounts(): DemonstrationAccount[] {
  const code = new TOTP({ secret: Secret.fromBase32(totpSecret) }).generate({ timestamp: clock.now().getTime() });
  return cast.map((p) => ({
    face: p.face,
    title: `${p.title} ${p.name}`,
    title_en: p.title_en,
    account: p.account,
    secret: p.face === 'm' ? phoneCode : `${staffPassword} / ${code}`,
    note: p.note || (p.face === 'desk' ? `动态口令密钥 ${totpSecret}` : ''),
  }));
}

/** Ends the start of any other deployment that holds a demonstration account. */
export async function refuseDemonstrationAccounts(deps: Deps): Promise<void> {
  if (deps.deployment.kind === 'demonstration') return;
  const found = await deps.db
    .selectFrom('person_lookup')
    .select('person_id')
    .where(
      'person_id',
      'in',
      cast.map((p) => castId(p.key)),
    )
    .limit(1)
    .executeTakeFirst();
  if (found)
    throw new Error(
      'This database holds demonstration accounts, whose passwords everybody knows. Only a demonstration deployment may start with it; use another database.',
    );
}
