/**
 * Every refusal the product can give: its code, HTTP status, the sentence a layperson reads and what to do next.
 * The order of the list is the order in which guards answer when several would refuse.
 * Source: glossary section 5; codes marked "product" are ours and are explained in docs/decisions.
 */
export interface RefusalText {
  readonly status: 400 | 401 | 403 | 404 | 409 | 410 | 413 | 415 | 422 | 428 | 429 | 503;
  readonly zh: string;
  readonly en: string;
  readonly next_zh: string;
  readonly next_en: string;
}

const r = (status: RefusalText['status'], zh: string, next_zh: string, en: string, next_en: string): RefusalText => ({
  status,
  zh,
  en,
  next_zh,
  next_en,
});

export const refusals = {
  // The door (product)
  SIGN_IN_REQUIRED: r(401, '请先登录。', '登录后再试。', 'Please sign in first.', 'Sign in and try again.'),
  SECOND_FACTOR_REQUIRED: r(401, '工作人员登录需要动态口令。', '请输入验证器上的六位数字。', 'Staff sign-in needs a one-time password.', 'Enter the six digits from your authenticator.'),
  SIGN_IN_FAILED: r(401, '账号或口令不正确。', '请核对后重试,或联系管理员。', 'Account or password is not right.', 'Check them and try again, or ask the administrator.'),
  CODE_WRONG: r(401, '验证码不正确或已过期。', '请重新获取验证码。', 'The code is wrong or has expired.', 'Ask for a new code.'),
  FORBIDDEN: r(403, '没有权限。', '如确需办理,请联系所在社区。', 'You may not do this.', 'If it is needed, contact the community.'),
  NOT_FOUND: r(404, '没有找到。', '请核对编号,或返回列表。', 'Not found.', 'Check the number, or go back to the list.'),
  INPUT_INVALID: r(400, '填写的内容有误。', '请看标出的栏目。', 'Some entries are not valid.', 'See the marked fields.'),
  IDEMPOTENCY_KEY_REUSED: r(409, '同一提交编号对应了不同内容。', '请刷新页面后重新提交。', 'The same submission key came with other content.', 'Reload the page and submit again.'),
  TOO_MANY_ATTEMPTS: r(429, '操作太频繁。', '请稍后再试。', 'Too many attempts.', 'Try again a little later.'),
  TOO_LARGE: r(413, '文件太大。', '请缩短录音或换一张较小的照片。', 'The file is too large.', 'Shorten the recording or choose a smaller picture.'),
  FILE_TYPE: r(415, '不支持这种文件。', '请使用录音、JPEG 或 PNG 图片。', 'This kind of file is not supported.', 'Use a voice recording, JPEG or PNG.'),
  STALE: r(409, '内容已被他人更新。', '请刷新后查看最新情况。', 'Someone has updated this meanwhile.', 'Reload to see the latest state.'),
  DEMONSTRATION_ONLY: r(403, '该功能只在演示环境可用。', '请使用正式登录方式。', 'This exists in the demonstration only.', 'Use the regular way of signing in.'),
  CONSENT_MISSING: r(428, '需要您先同意使用该项信息。', '请在“我的数据”中确认同意,或改用其他方式。', 'Your consent to use this information is needed first.', 'Give it under “My data”, or choose another way.'),
  ACCOUNT_CLOSED: r(410, '该账号已注销。', '如需继续使用,请重新登记。', 'This account has been closed.', 'Register again to go on.'),
  // State
  ILLEGAL_TRANSITION: r(409, '当前状态不能执行此操作。', '请刷新后查看可以做的下一步。', 'This cannot be done in the present state.', 'Reload to see the next possible step.'),
  // People and registration
  PROFILE_INCOMPLETE: r(422, '请至少填写一项特长或爱好,并选择一项服务意向。', '补充后再提交。', 'Give at least one expertise or interest and one service intention.', 'Add them and submit again.'),
  NOT_RESIDENCE_COMMUNITY: r(422, '在职党员向居住地社区报到,请按居住地选择。', '请选择您居住的小区。', 'In-service members register with the community where they live.', 'Choose the estate where you live.'),
  TERM_REQUIRED: r(422, '下派须写明起止时间。', '请填写开始和结束日期。', 'A dispatch needs its start and end.', 'Fill in both dates.'),
  REGIME_MISMATCH: r(409, '该规则只适用于职务网格人员。', '志愿服务不设扣分、处罚和等次。', 'This rule applies to duty staff only.', 'Volunteer service knows no deductions, penalties or grades.'),
  ALREADY_REGISTERED: r(409, '您已在社区报到。', '如搬家,请办理迁移。', 'You are already registered with a community.', 'If you have moved, ask for a transfer.'),
  // Policy
  OVERREACH_TIGHTEN: r(409, '下级不得提高全市标准,本次尝试已记入加码台账。', '可以放宽,不能加严。', 'A lower level may not tighten the city standard; the attempt is on record.', 'You may relax it, not tighten it.'),
  OVERREACH_NEW_DUTY: r(409, '不得增设全市制度之外的义务。', '请改为自愿项目。', 'No duty may be added beyond the city scheme.', 'Make it voluntary.'),
  OVERREACH_CONSEQUENCE: r(409, '该用途不在允许范围(如职称评审、公派学习),已记入加码台账。', '请在允许的用途中选择。', 'This use is not permitted; the attempt is on record.', 'Choose one of the permitted uses.'),
  NO_POLICY_BASIS: r(422, '请注明文件条款依据。', '请从政策库选择条款。', 'Cite the clause it rests on.', 'Choose a clause from the policy library.'),
  POINT_STANDARD_CITY_ONLY: r(409, '积分标准由全市统一制定。', '可向市级提出修订建议。', 'The points standard is set for the whole city.', 'Propose a revision to the city.'),
  NO_NEGATIVE_POINTS: r(409, '志愿服务不设扣分项。', '更正差错请用冲正。', 'Volunteer service has no deductions.', 'Correct an error by a reversal.'),
  NO_RESPONSIBILITY_LETTER: r(409, '不得要求志愿者签订责任状。', '请改为服务说明和安全告知。', 'Volunteers may not be made to sign responsibility letters.', 'Use a service note and a safety briefing.'),
  // Demand and boundary
  ORIGINAL_IMMUTABLE: r(409, '原文不可修改。', '可在旁边写摘要或补充说明。', 'The original words cannot be changed.', 'Write a summary or an addition beside them.'),
  BOUNDARY_UNDECIDED: r(409, '请先确定由谁负责。', '在七种结果中选择一种。', 'Decide first who is responsible.', 'Choose one of the seven results.'),
  REASON_REQUIRED: r(422, '请公开说明理由。', '写一句居民看得懂的话。', 'Give the reason openly.', 'Write one sentence that a resident understands.'),
  DUTY_TRANSFER: r(409, '该事项属于物业/社区/部门职责,不能派给下沉人员,可一键转交。', '点“转交”送到责任方。', 'This is the duty of the property company, the staff or a department and cannot be given to members.', 'Hand it over with one tap.'),
  ANSWER_REQUIRED: r(422, '办结须写明答复。', '请写清处理结果再办结。', 'Closing needs an answer.', 'Write what was done, then close.'),
  // Tasks
  NO_DEMAND_SOURCE: r(422, '任务须关联居民需求或已公布的计划。', '请选择对应的需求。', 'A task needs a resident’s need or a published plan item.', 'Choose the need it serves.'),
  UNCLEAR_TASK: r(422, '请补充时间、地点、成果、技能和联系人,或拆分岗位。', '请看列出的缺项。', 'Add time, place, result, skills and contact, or split the slots.', 'See the missing items.'),
  NO_OWNER: r(422, '请指定具体负责人和带队人。', '三人以上还须有同意的带队人。', 'Name the person responsible and the leader on site.', 'From three people on, a consenting leader is needed.'),
  PHOTO_ONLY_EVIDENCE: r(422, '照片不能作为唯一成果,请补充成果或居民确认。', '写明做成了什么,或请居民确认。', 'A photo cannot be the only result.', 'Say what was done, or ask the resident to confirm.'),
  SHOW_TASK: r(409, '迎检任务不得派给志愿者。', '请由工作人员办理。', 'Inspection-show tasks are not for volunteers.', 'Let staff handle it.'),
  GUARANTEE_REQUIRED: r(422, '请先落实保险、装备和安全告知。', '补齐三项后再发布。', 'Insurance, equipment and safety briefing come first.', 'Complete the three and publish.'),
  HEADCOUNT_UNJUSTIFIED: r(422, '人数超过测算需要。', '请减少人数或调整工作量测算。', 'More people than the estimate needs.', 'Reduce the number or revise the estimate.'),
  WORK_HOURS_BLOCKED: r(409, '该时段为上班时间,请改在周末或业余时间。', '可选下列时段,或改为弹性、远程。', 'That is working time; choose a weekend or spare time.', 'Choose one of the times below, or make it flexible or remote.'),
  EMERGENCY_NOT_ACTIVE: r(409, '当前不在应急状态。', '请按日常方式发布。', 'No emergency is in force.', 'Publish it the ordinary way.'),
  UNIFORM_WORK_REASON: r(422, '本社区服务内容过于单一,请说明为何仍需此类任务。', '写明理由,或看推荐的其他内容。', 'Services here are too uniform; say why another of this kind is needed.', 'Give the reason, or see the other contents.'),
  // Claims: order of the guards of a claim
  CONSENT_REQUIRED: r(403, '须由本人同意,不能代为安排。', '请发出邀请,由本人接单。', 'Only the person may agree.', 'Send an invitation and let the person accept.'),
  SELF_DEALING: r(409, '不能承接或评价自己的订单。', '请由其他邻居承接。', 'You cannot take or rate your own order.', 'Let another neighbour take it.'),
  NOT_AVAILABLE: r(409, '对方当前不接受邀请。', '请选择其他人选。', 'This person takes no invitations now.', 'Choose someone else.'),
  RESTING: r(409, '近期服务较多,正在休整。', '本人可以选择继续服务。', 'Resting after several services.', 'The person may choose to go on.'),
  TIME_CONFLICT: r(409, '与您的工作或已接任务时间冲突,可选下列时段。', '请选择一个不冲突的时段。', 'It clashes with your work or an accepted task.', 'Choose one of the times that fit.'),
  OUTSIDE_AVAILABILITY: r(409, '不在对方可服务的时间内。', '请改时间或选择其他人选。', 'Outside the times this person offers.', 'Change the time or choose someone else.'),
  TOO_FAR: r(409, '超出对方可接受的距离。', '可选择远程形式或就近人选。', 'Beyond the distance this person accepts.', 'Choose a remote form or someone nearer.'),
  PHYSICAL_LIMIT: r(409, '该任务不适合此人选。', '请选择其他人选。', 'This task does not suit this person.', 'Choose someone else.'),
  SKILL_MISMATCH: r(409, '该岗位需要的技能与对方特长不符。', '本人可点“愿意尝试”一般岗位。', 'The skill needed is not among this person’s.', 'The person may try a general slot.'),
  NO_INTENTION: r(409, '不在对方的特长和服务意向内。', '本人可点“愿意尝试”。', 'Outside this person’s expertise and intentions.', 'The person may choose “willing to try”.'),
  SLOT_FULL: r(409, '名额已满。', '可登记候补或看其他任务。', 'All places are taken.', 'Join the standby list or see other tasks.'),
  INVITATION_LAPSED: r(410, '邀请已过期,没有任何影响。', '可在任务广场看看其他任务。', 'The invitation has lapsed, without any consequence.', 'See other tasks in the square.'),
  NO_ABSENCE_PROOF: r(422, '退出任务不需要、也不接收任何证明材料。', '直接点“我去不了”即可。', 'Withdrawing needs and takes no proof.', 'Just tap “I cannot go”.'),
  // Check-in, evidence, audit
  OUT_OF_RANGE: r(409, '您不在签到范围内,距离{n}米。', '请到场后再签到,或使用现场动态码。', 'You are outside the check-in range, {n} m away.', 'Check in on site, or use the on-site code.'),
  OUTSIDE_TIME: r(409, '不在签到时间内。', '请在开始前后的允许时间内签到。', 'Outside the check-in time.', 'Check in around the start of the slot.'),
  ON_SITE_CODE_WRONG: r(409, '现场动态码不正确或已更换。', '请看屏幕上最新的数字。', 'The on-site code is wrong or has changed.', 'Look at the newest digits.'),
  PRESENCE_UNPROVEN: r(409, '还缺一项到场证明。', '可用现场码、受助人确认或带队人确认。', 'One more proof of presence is missing.', 'Use the on-site code, the helped person’s or the leader’s confirmation.'),
  PROXY_CANNOT_CONFIRM_PRESENCE: r(403, '代办人不能确认到场。', '请由受助人本人确认,或由社区电话回访。', 'A proxy cannot confirm presence.', 'Let the helped person confirm, or the community call back.'),
  OVERLAPPING_SERVICE: r(409, '该时段已有服务记录。', '请核对两次服务的时间。', 'There is a service record for that time.', 'Check the times of both services.'),
  NO_SERVICE_NO_CREDIT: r(409, '没有服务不产生积分。', '看看适合您的任务。', 'Without service there are no points.', 'See tasks that suit you.'),
  AUDITOR_NOT_INDEPENDENT: r(403, '审核人不得是服务者或点单人。', '请由其他审核员办理。', 'The auditor may not be the performer or the asker.', 'Let another auditor decide.'),
  SECOND_AUDITOR_REQUIRED: r(409, '该记录复核中,须由另一名审核员办理。', '请交给第二名审核员。', 'This record is under second review.', 'Let a second auditor decide.'),
  NOT_SERVED_YET: r(409, '服务还没有结果,暂不能评价。', '收到结果后再评价。', 'There is no result to rate yet.', 'Rate it when the result has come.'),
  CONFLICT_OF_INTEREST: r(409, '存在利益关系,请回避。', '请由他人办理。', 'There is an interest; please stand aside.', 'Let someone else handle it.'),
  // Ledger
  INSUFFICIENT_TIME: r(409, '时间余额不足。', '可先服务积累,或申请集体基金库。', 'Not enough time in the passbook.', 'Serve first, or apply to the pool.'),
  INSUFFICIENT_BALANCE: r(409, '余额不足。', '请查看当前余额。', 'Not enough balance.', 'See the present balance.'),
  // Kept for later systems so that their codes stay reserved
  POINTS_BELOW_100: r(409, '积分满100方可参评。', '继续服务积累。', 'Eligible from 100 points.', 'Go on serving.'),
  CONSEQUENCE_NOT_ALLOWED: r(409, '一般党员的服务结果不与岗位考核、职务晋升挂钩。', '请在允许的用途中选择。', 'Ordinary members’ results do not feed post assessment or promotion.', 'Choose a permitted use.'),
  VANITY_INDICATOR: r(409, '报到率、入群率不能计入考核。', '请改用服务结果指标。', 'Entry rates cannot enter an assessment.', 'Use result indicators.'),
} as const satisfies Record<string, RefusalText>;

export type RefusalCode = keyof typeof refusals;
