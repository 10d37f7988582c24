/** What each consent says, in plain words; the version stands in people/consents.ts. */
import type { ConsentPurpose } from '../../../contract/codes.ts';

export const consentTexts: Readonly<Record<ConsentPurpose, { zh: string; en: string }>> = {
  service: {
    zh: '为了办理您的点单，社区工作人员和接单的邻居会看到您的姓名、电话和必要的地址。办结后，接单的邻居不再看到门牌号。',
    en: 'To serve your order, community staff and the neighbour who accepts see your name, phone and the address they need. Afterwards the neighbour no longer sees the door number.',
  },
  precise_location: {
    zh: '签到、签退时读取一次您的位置，用来证明到场；其他时间不读取。不同意时可用现场码、受助人确认等方式。',
    en: 'Your position is read once at check-in and once at check-out to prove presence, at no other time. Without consent you may use the on-site code or a confirmation.',
  },
  share_with_unit: {
    zh: '向您所在单位的党支部提供报到情况和服务次数、时长，不含服务对象和内容。',
    en: 'Your unit branch sees your registration and the number and length of services, never whom you helped.',
  },
  named_publicly: { zh: '在表扬、展示中公开您的姓名。', en: 'Your name may appear in commendations.' },
  sensitive_flags: {
    zh: '记录独居、行动不便等情况，只用于优先安排和安全提醒。',
    en: 'Living alone or limited mobility is recorded, only to give priority and for safety.',
  },
  time_bank: {
    zh: '把通过审核的服务时长存入您的时间存折，以后可以换取邻居的帮助或捐赠。',
    en: 'Audited service time goes into your time passbook, to be exchanged for help or donated.',
  },
  acceptance_statistics: {
    zh: '用接单记录的汇总数字改进匹配；不对个人打分，拒绝接单没有任何影响。',
    en: 'Aggregated figures improve matching; no person is scored and declining has no effect.',
  },
};
