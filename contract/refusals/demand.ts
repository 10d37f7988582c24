/** Orders, needs, the boundary decision and tasks. */
import { r, type RefusalText } from './text.ts';

export const demandRefusals = {
  // Demand and boundary
  ORIGINAL_IMMUTABLE: r(
    409,
    '原文不可修改。',
    '可在旁边写摘要或补充说明。',
    'The original words cannot be changed.',
    'Write a summary or an addition beside them.',
  ),
  BOUNDARY_UNDECIDED: r(
    409,
    '请先确定由谁负责。',
    '在七种结果中选择一种。',
    'Decide first who is responsible.',
    'Choose one of the seven results.',
  ),
  REASON_REQUIRED: r(
    422,
    '请公开说明理由。',
    '写一句居民看得懂的话。',
    'Give the reason openly.',
    'Write one sentence that a resident understands.',
  ),
  DUTY_TRANSFER: r(
    409,
    '该事项属于物业/社区/部门职责，不能派给下沉人员，可一键转交。',
    '点“转交”送到责任方。',
    'A duty of the property company, the community or a department cannot be given to members.',
    'Hand it over with one tap.',
  ),
  ANSWER_REQUIRED: r(
    422,
    '办结须写明答复。',
    '请写清处理结果再办结。',
    'Closing needs an answer.',
    'Write what was done, then close.',
  ),
  // Tasks
  NO_DEMAND_SOURCE: r(
    422,
    '任务须关联居民需求或已公布的计划。',
    '请选择对应的需求。',
    'A task needs a resident’s need or a published plan item.',
    'Choose the need it serves.',
  ),
  UNCLEAR_TASK: r(
    422,
    '请补充时间、地点、成果、技能和联系人，或拆分岗位。',
    '请看列出的缺项。',
    'Add time, place, result, skills and contact, or split the slots.',
    'See the missing items.',
  ),
  NO_OWNER: r(
    422,
    '请指定具体负责人和带队人。',
    '三人以上还须有同意的带队人。',
    'Name the person responsible and the leader on site.',
    'From three people on, a consenting leader is needed.',
  ),
  PHOTO_ONLY_EVIDENCE: r(
    422,
    '照片不能作为唯一成果，请补充成果或居民确认。',
    '写明做成了什么，或请居民确认。',
    'A photo cannot be the only result.',
    'Say what was done, or ask the resident to confirm.',
  ),
  SHOW_TASK: r(
    409,
    '迎检任务不得派给志愿者。',
    '请由工作人员办理。',
    'Inspection-show tasks are not for volunteers.',
    'Let staff handle it.',
  ),
  GUARANTEE_REQUIRED: r(
    422,
    '请先落实保险、装备和安全告知。',
    '补齐三项后再发布。',
    'Insurance, equipment and safety briefing come first.',
    'Complete the three and publish.',
  ),
  HEADCOUNT_UNJUSTIFIED: r(
    422,
    '人数超过测算需要。',
    '请减少人数或调整工作量测算。',
    'More people than the estimate needs.',
    'Reduce the number or revise the estimate.',
  ),
  WORK_HOURS_BLOCKED: r(
    409,
    '该时段为上班时间，请改在周末或业余时间。',
    '可选下列时段，或改为弹性、远程。',
    'That is working time; choose a weekend or spare time.',
    'Choose one of the times below, or make it flexible or remote.',
  ),
  EMERGENCY_NOT_ACTIVE: r(
    409,
    '当前不在应急状态。',
    '请按日常方式发布。',
    'No emergency is in force.',
    'Publish it the ordinary way.',
  ),
  UNIFORM_WORK_REASON: r(
    422,
    '本社区服务内容过于单一，请说明为何仍需此类任务。',
    '写明理由，或看推荐的其他内容。',
    'Services here are too uniform; say why another of this kind is needed.',
    'Give the reason, or see the other contents.',
  ),
} as const satisfies Record<string, RefusalText>;
