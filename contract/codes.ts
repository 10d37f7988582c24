/**
 * Code lists that both faces and the server share (catalogue section 11, glossary sections 2 and 6).
 * Plain data without any import, so that a page may load it without loading the schemas.
 */

/** A code with its words; the code is stored, the words are shown. */
export interface Label {
  readonly zh: string;
  readonly en: string;
}

type Labels = Readonly<Record<string, Label>>;

/** The codes of a list, as a non-empty tuple for `z.enum`. */
export function codesOf<T extends Labels>(labels: T): [keyof T & string, ...(keyof T & string)[]] {
  return Object.keys(labels) as [keyof T & string, ...(keyof T & string)[]];
}

/** V-01, the six work contents of the provincial rule, art. on contents of service. */
export const workContents = {
  policy_publicity: { zh: '宣传党的政策', en: 'Publicising Party policy' },
  resident_service: { zh: '联系服务群众', en: 'Keeping in touch and serving residents' },
  deliberation: { zh: '参与民主议事', en: 'Taking part in deliberation' },
  volunteer_service: { zh: '参加志愿服务', en: 'Volunteer service' },
  harmony: { zh: '维护和谐稳定', en: 'Keeping harmony and stability' },
  emergency: { zh: '处理突发事件', en: 'Handling emergencies' },
} as const satisfies Labels;

/** V-02, channels by which a resident's word arrives, and the four forms of intake by page, phone, paper and proxy. */
export const channels = {
  page: { zh: '平台点单', en: 'Platform order' },
  hotline: { zh: '社区热线', en: 'Community hotline' },
  proxy: { zh: '代办点单', en: 'Order by proxy' },
  paper: { zh: '纸质登记', en: 'Paper form' },
  voice: { zh: '语音留言', en: 'Voice message' },
  wish_box: { zh: '心愿箱', en: 'Wish box' },
  opinion_box: { zh: '民意箱', en: 'Opinion box' },
  building_box: { zh: '楼宇建议征集箱', en: 'Building suggestion box' },
  mailbox: { zh: '服务专用邮箱', en: 'Service mailbox' },
  wechat_group: { zh: '微信群', en: 'WeChat group' },
  hotline_12345: { zh: '12345热线', en: '12345 hotline' },
  hotline_12333: { zh: '12333热线', en: '12333 hotline' },
  questionnaire: { zh: '问卷', en: 'Questionnaire' },
  home_visit: { zh: '入户走访', en: 'Home visit' },
  meeting: { zh: '议事会', en: 'Deliberation meeting' },
  media: { zh: '新媒体留言', en: 'Social-media message' },
  deputy: { zh: '代表接待', en: "Deputies' reception" },
  staff: { zh: '工作人员发现', en: 'Found by staff' },
} as const satisfies Labels;

/** V-03, the seven results of the boundary decision (WHI-06). */
export const boundaryResults = {
  community: { zh: '社区提供', en: 'Provided by the community' },
  volunteer: { zh: '志愿可助', en: 'Volunteers can help' },
  property: { zh: '物业责任', en: "Property company's duty" },
  department: { zh: '政府部门', en: 'Government department' },
  market: { zh: '市场服务', en: 'Market service' },
  family: { zh: '家庭自理', en: 'Family matter' },
  not_accepted: { zh: '不予受理', en: 'Not accepted' },
} as const satisfies Labels;

/** V-05 and LST-08, weight that the resident gives. The order of the list is the order of weight. */
export const severities = {
  concern: { zh: '操心事', en: 'A concern' },
  annoyance: { zh: '烦心事', en: 'An annoyance' },
  worry: { zh: '揪心事', en: 'A heartfelt worry' },
} as const satisfies Labels;

/** V-12, what a service delivers; a photograph is never one (CHK-03). */
export const deliverableTypes = {
  resident_confirmation: { zh: '居民确认', en: "Resident's confirmation" },
  count: { zh: '数量核验', en: 'Verified count' },
  document: { zh: '文书', en: 'Document' },
  fix_verified: { zh: '修复核验', en: 'Repair verified' },
  session_log: { zh: '会话记录', en: 'Session log' },
  form: { zh: '表单', en: 'Form' },
} as const satisfies Labels;

/** Forms of service (SCH-08). */
export const serviceForms = {
  on_site: { zh: '到场', en: 'On site' },
  remote: { zh: '远程', en: 'Remote' },
  flexible: { zh: '弹性时间', en: 'Flexible time' },
} as const satisfies Labels;

/** Roles of a slot (TEA-09, PTS-03). */
export const slotRoles = {
  general: { zh: '一般岗', en: 'General' },
  professional: { zh: '专业岗', en: 'Professional' },
  organiser: { zh: '组织岗', en: 'Organiser' },
} as const satisfies Labels;

/** Physical demands of a slot and, mirrored, the limits a member declares (IDN-04, G-14). */
export const physicalLimits = {
  lifting: { zh: '负重', en: 'Lifting' },
  long_standing: { zh: '久站', en: 'Long standing' },
  night: { zh: '夜间', en: 'Night work' },
  height: { zh: '高处', en: 'Working at height' },
  outdoor_heat: { zh: '户外高温', en: 'Outdoor heat' },
} as const satisfies Labels;

/** V-13, kinds of engagement (DR-10). */
export const engagementTypes = {
  in_service: { zh: '在职下沉', en: 'In-service deployment' },
  assist_dispatch: { zh: '帮扶式下派', en: 'Assistance dispatch' },
  develop_dispatch: { zh: '锻炼式下派', en: 'Developmental dispatch' },
  emergency: { zh: '应急下沉', en: 'Emergency deployment' },
} as const satisfies Labels;

/** FND-03, types of units; those up to `ministry_university` are inside the double-registration scope. */
export const unitTypes = {
  organ: { zh: '机关', en: 'Party or government organ' },
  state_enterprise: { zh: '国有企业', en: 'State-owned enterprise' },
  university: { zh: '高等院校', en: 'University or college' },
  public_institution: { zh: '其他事业单位', en: 'Other public institution' },
  central_agency: { zh: '中央国家机关派驻机构', en: 'Resident agency of a central organ' },
  central_institution: { zh: '中央事业单位', en: 'Central public institution' },
  central_enterprise: { zh: '中央国有企业', en: 'Central state-owned enterprise' },
  ministry_university: { zh: '部属高校', en: 'University under a ministry' },
  two_new: { zh: '两新组织', en: 'New economic or social organisation' },
  small_firm: { zh: '小微企业', en: 'Small or micro enterprise' },
  stationed: { zh: '驻区单位', en: 'Stationed unit' },
  merchant: { zh: '商户', en: 'Merchant' },
  property: { zh: '物业企业', en: 'Property company' },
  social_organisation: { zh: '社会组织', en: 'Social organisation' },
  social_work_agency: { zh: '社工机构', en: 'Social-work agency' },
  department: { zh: '政府部门', en: 'Government department' },
} as const satisfies Labels;

/** Cadre class (IDN-06). */
export const cadreClasses = {
  leading_cadre: { zh: '领导干部', en: 'Leading cadre' },
  ordinary_member: { zh: '一般党员', en: 'Ordinary Party member' },
  non_party: { zh: '非党员', en: 'Non-Party' },
} as const satisfies Labels;

/** Kinds of registrants (IDN-07, DR-14). */
export const memberKinds = {
  in_service_member: { zh: '在职党员', en: 'In-service Party member' },
  in_service_staff: { zh: '在职非党员', en: 'In-service staff, non-Party' },
  retired_member: { zh: '退休党员', en: 'Retired Party member' },
  community_member: { zh: '社区党员', en: 'Community Party member' },
  stationed_member: { zh: '驻区单位党员', en: 'Stationed-unit Party member' },
  league_member: { zh: '团员', en: 'Youth League member' },
  volunteer: { zh: '志愿者', en: 'Volunteer' },
} as const satisfies Labels;

/** Roles that are granted for a territorial scope (glossary section 6). */
export const roles = {
  community_secretary: { zh: '社区党委书记', en: 'Community Party secretary' },
  community_worker: { zh: '社区工作者', en: 'Community worker' },
  points_auditor: { zh: '后台审核员', en: 'Points auditor' },
  hotline_operator: { zh: '热线坐席', en: 'Hotline operator' },
  property_manager: { zh: '物业经理', en: 'Property manager' },
  property_staff: { zh: '物业一线人员', en: 'Property field staff' },
  unit_secretary: { zh: '单位党组织书记', en: 'Unit Party secretary' },
  unit_liaison: { zh: '单位联络人', en: 'Unit liaison' },
  branch_secretary: { zh: '小区临时党支部书记', en: 'Temporary-branch secretary' },
  group_leader: { zh: '党小组组长', en: 'Party-group leader' },
  grid_branch: { zh: '网格党支部', en: 'Grid branch' },
  street_staff: { zh: '街道工作人员', en: 'Street staff' },
  district_staff: { zh: '区县工作人员', en: 'District staff' },
  city_staff: { zh: '市级工作人员', en: 'City staff' },
  organisation_department: { zh: '组织部', en: 'Organisation department' },
  system_admin: { zh: '系统管理员', en: 'System administrator' },
  social_worker: { zh: '社工', en: 'Social worker' },
  social_organisation: { zh: '社会组织', en: 'Social organisation' },
  welfare_committee: { zh: '社会福利委员会委员', en: 'Member of the social welfare committee' },
} as const satisfies Labels;
export type Role = keyof typeof roles;

/** Languages and dialects asked for and offered. */
export const languages = {
  mandarin: { zh: '普通话', en: 'Mandarin' },
  local_dialect: { zh: '本地方言', en: 'Local dialect' },
  cantonese: { zh: '粤语', en: 'Cantonese' },
  sign_language: { zh: '手语', en: 'Sign language' },
  english: { zh: '英语', en: 'English' },
} as const satisfies Labels;

/** Purposes for which consent is asked one by one (PIPL 23, 25, 28, 29). */
export const consentPurposes = {
  service: { zh: '提供服务所需的基本信息', en: 'Basic data needed for the service' },
  precise_location: { zh: '签到时的精确位置', en: 'Precise location at check-in' },
  share_with_unit: { zh: '向所在单位提供报到与服务记录', en: 'Sharing registration and service records with the unit' },
  named_publicly: { zh: '公开署名', en: 'Being named publicly' },
  sensitive_flags: { zh: '困难与身体情况标识', en: 'Hardship and physical flags' },
  time_bank: { zh: '存入时间银行', en: 'Depositing into the time bank' },
  acceptance_statistics: { zh: '参与匹配改进统计', en: 'Use in matching statistics' },
} as const satisfies Labels;
export type ConsentPurpose = keyof typeof consentPurposes;

/** States of a need (E-19). The boundary decision is the step out of `submitted`. */
export const needStates = {
  submitted: { zh: '待分诊', en: 'Awaiting triage' },
  accepted: { zh: '已受理', en: 'Accepted' },
  redirected: { zh: '已转交', en: 'Handed over' },
  declined: { zh: '不予受理', en: 'Not accepted' },
  matched: { zh: '已有人接单', en: 'Someone has accepted' },
  served: { zh: '已办理，待确认', en: 'Done, awaiting confirmation' },
  confirmed: { zh: '已确认', en: 'Confirmed' },
  reopened: { zh: '重新办理', en: 'Reopened' },
  closed: { zh: '已办结', en: 'Closed' },
  merged: { zh: '已并案', en: 'Merged' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
} as const satisfies Labels;
export type NeedState = keyof typeof needStates;

/** States of one asker's order about a need. */
export const orderStates = {
  open: { zh: '办理中', en: 'In progress' },
  answered: { zh: '已答复，待您确认', en: 'Answered, please confirm' },
  confirmed: { zh: '已确认', en: 'Confirmed' },
  closed: { zh: '已办结', en: 'Closed' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
} as const satisfies Labels;

/** States of a hand-over to a property company, a department or a member of staff. */
export const handoverStates = {
  sent: { zh: '待答复', en: 'Awaiting answer' },
  answered: { zh: '处理中', en: 'Being handled' },
  returned: { zh: '已退回', en: 'Returned' },
  closed: { zh: '已办结', en: 'Closed' },
} as const satisfies Labels;

/** States of a task (E-20). */
export const taskStates = {
  draft: { zh: '草稿', en: 'Draft' },
  pending_community: { zh: '待社区确认', en: 'Awaiting the community' },
  published: { zh: '招募中', en: 'Open for claims' },
  filled: { zh: '已满员', en: 'Filled' },
  in_progress: { zh: '服务中', en: 'In progress' },
  done: { zh: '待核验', en: 'Awaiting verification' },
  closed: { zh: '已结束', en: 'Closed' },
  cancelled: { zh: '已取消', en: 'Cancelled' },
  expired: { zh: '已过期', en: 'Expired' },
} as const satisfies Labels;

/** States of an invitation: a dispatch is an invitation. */
export const invitationStates = {
  offered: { zh: '待回应', en: 'Awaiting reply' },
  accepted: { zh: '已接单', en: 'Accepted' },
  declined: { zh: '已婉拒', en: 'Declined' },
  lapsed: { zh: '已过期', en: 'Lapsed' },
  time_proposed: { zh: '已提议改时间', en: 'Another time proposed' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
} as const satisfies Labels;

/** States of a claim (E-22). */
export const claimStates = {
  accepted: { zh: '已接单', en: 'Accepted' },
  released: { zh: '已退出', en: 'Released' },
  swapped: { zh: '已对调', en: 'Swapped' },
  checked_in: { zh: '已签到', en: 'Checked in' },
  checked_out: { zh: '已签退', en: 'Checked out' },
  submitted: { zh: '待审核', en: 'Awaiting audit' },
  returned: { zh: '已退回', en: 'Returned' },
  rejected: { zh: '未通过', en: 'Rejected' },
  passed: { zh: '已通过', en: 'Passed' },
  credited: { zh: '已入账', en: 'Credited' },
  no_show: { zh: '未到场', en: 'Not present' },
} as const satisfies Labels;
export type ClaimState = keyof typeof claimStates;

/** States of a registration (E-10). */
export const registrationStates = {
  draft: { zh: '草稿', en: 'Draft' },
  submitted: { zh: '待受理', en: 'Submitted' },
  returned: { zh: '已退回', en: 'Returned' },
  accepted: { zh: '已受理', en: 'Accepted' },
  filed: { zh: '单位已备案', en: 'Filed with the unit' },
  active: { zh: '在册', en: 'Active' },
  moved: { zh: '已迁出', en: 'Moved' },
  suspended: { zh: '已暂停', en: 'Suspended' },
  closed: { zh: '已结束', en: 'Closed' },
} as const satisfies Labels;

/** Assets of the ledgers; they never convert into each other (TBK-11). */
export const assets = {
  annual_minutes: { zh: '年度服务时长', en: 'Annual service time' },
  honour_points: { zh: '荣誉积分', en: 'Honour points' },
  redeemable_points: { zh: '可兑换积分', en: 'Redeemable points' },
  time_minutes: { zh: '时间币', en: 'Time coins' },
} as const satisfies Labels;

/** How a presence was proven; credit needs the position (or its marked fallback) and one of the others. */
export const presenceProofs = {
  position: { zh: '定位', en: 'Position' },
  on_site_code: { zh: '现场动态码', en: 'On-site code' },
  helped_person_page: { zh: '受助人在页面确认', en: 'Confirmed by the helped person on the page' },
  helped_person_pin: { zh: '受助人确认码', en: "Helped person's PIN" },
  call_back: { zh: '电话回访确认', en: 'Confirmed by call-back' },
  leader: { zh: '带队人确认', en: 'Confirmed by the leader' },
  session: { zh: '会话记录', en: 'Session record' },
} as const satisfies Labels;

/** Causes of a postponement (SCH-07). */
export const postponeCauses = {
  community: { zh: '社区原因', en: 'Community' },
  member: { zh: '服务者原因', en: 'Member' },
  resident: { zh: '居民原因', en: 'Resident' },
  weather: { zh: '天气', en: 'Weather' },
} as const satisfies Labels;

/** States of a service record certificate. */
export const certificateStates = {
  publicity: { zh: '公示中', en: 'Put up publicly' },
  ready: { zh: '待经办', en: 'To be prepared' },
  prepared: { zh: '待出具', en: 'To be issued' },
  issued: { zh: '已出具', en: 'Issued' },
  revoked: { zh: '已撤销', en: 'Revoked' },
  declined: { zh: '未予出具', en: 'Not issued' },
  withdrawn: { zh: '本人已撤回', en: 'Taken back' },
} as const satisfies Labels;
export type CertificateState = keyof typeof certificateStates;

/** HRS-04: what earns no minutes, whoever calls it a service. */
export const uncountedKinds = {
  ceremony: { zh: '启动仪式等仪式', en: 'Ceremony' },
  photo_session: { zh: '拍照合影', en: 'Photo session' },
  training: { zh: '培训', en: 'Training' },
  meeting: { zh: '没有议事成果的会议', en: 'Meeting without a result of deliberation' },
  travel: { zh: '路途', en: 'Travel' },
} as const satisfies Labels;

/** How the year stands; who had too little to choose from has not fallen short (HRS-02). */
export const goalStates = {
  reached: { zh: '达标', en: 'Reached' },
  open: { zh: '进行中', en: 'Under way' },
  no_chance: { zh: '机会不足', en: 'Too few chances' },
} as const satisfies Labels;

/** HRS-02: months that do not count towards the annual goal, by one's own word. */
export const exemptionKinds = {
  illness: { zh: '生病', en: 'Illness' },
  pregnancy: { zh: '孕期、产期', en: 'Pregnancy' },
  care_duty: { zh: '照护家人', en: 'Care of family' },
  secondment: { zh: '外派借调', en: 'Sent to work elsewhere' },
  production_shift: { zh: '一线生产倒班', en: 'Front-line production shift' },
} as const satisfies Labels;

/** Kinds of identity documents that a certificate names (民发〔2015〕149号). */
export const identityTypes = {
  resident: { zh: '居民身份证', en: 'Resident identity card' },
  passport: { zh: '护照', en: 'Passport' },
  permit: { zh: '港澳台居民居住证', en: 'Residence permit (Hong Kong, Macao, Taiwan)' },
  other: { zh: '其他证件', en: 'Other document' },
} as const satisfies Labels;
export type IdentityType = keyof typeof identityTypes;

/** What neighbours ask of each other in the time bank. */
export const timeKinds = {
  company: { zh: '陪伴聊天', en: 'Company' },
  errand: { zh: '代买代办', en: 'Errands' },
  medical_escort: { zh: '就医陪护', en: 'Medical escort' },
  cleaning: { zh: '助洁', en: 'Cleaning help' },
  repair: { zh: '小修小补', en: 'Small repairs' },
  phone_help: { zh: '教用手机', en: 'Help with the phone' },
  tutoring: { zh: '学习辅导', en: 'Tutoring' },
  other: { zh: '其他', en: 'Other' },
} as const satisfies Labels;
/** States of a time exchange (E-37). */
export const timeOrderStates = {
  posted: { zh: '等人来帮', en: 'Waiting for offers' },
  offered: { zh: '有人愿意来', en: 'Somebody offers' },
  held: { zh: '双方已选定', en: 'Both have chosen' },
  served: { zh: '已服务，待确认', en: 'Served, to be confirmed' },
  settled: { zh: '已结算，待评价', en: 'Settled, to be rated' },
  closed: { zh: '已完成', en: 'Finished' },
  cancelled: { zh: '已取消', en: 'Cancelled' },
  disputed: { zh: '有争议', en: 'In dispute' },
  arbitrated: { zh: '已裁定', en: 'Arbitrated' },
} as const satisfies Labels;
export type TimeOrderState = keyof typeof timeOrderStates;
export const timeGiftStates = {
  offered: { zh: '等对方答复', en: 'Waiting for the answer' },
  accepted: { zh: '已接受', en: 'Accepted' },
  refused: { zh: '已谢绝', en: 'Refused' },
  expired: { zh: '无人答复，已退回', en: 'No answer; returned' },
  taken_back: { zh: '已收回', en: 'Taken back' },
} as const satisfies Labels;
/** States of a grant from the collective fund pool (E-38). */
export const poolGrantStates = {
  proposed: { zh: '待福利委员会决定', en: 'Before the welfare committee' },
  decided: { zh: '已批准', en: 'Approved' },
  declined: { zh: '未批准', en: 'Not approved' },
  spent: { zh: '已用完', en: 'Spent' },
  ended: { zh: '已收回', en: 'Ended' },
} as const satisfies Labels;
/** A proposal to take a service's postings back (FND-10). */
export const reversalStates = {
  proposed: { zh: '待另一人决定', en: 'Before another person' },
  carried_out: { zh: '已冲正', en: 'Carried out' },
  declined: { zh: '未同意', en: 'Declined' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
} as const satisfies Labels;
export type ReversalState = keyof typeof reversalStates;
/** Who leads, runs and supervises a time bank (TBK-10, N-24). */
export const timeBankModels = {
  party_linkage: { zh: '党建＋三社联动', en: 'Party-building and three-society linkage' },
  community_led: { zh: '社区牵头、社工执行', en: 'Led by the community, run by social workers' },
  civil_affairs: { zh: '民政推动的时间币', en: 'Time coins promoted by civil affairs' },
} as const satisfies Labels;
export type TimeBankModel = keyof typeof timeBankModels;

/** PTS-04: asked to be named, named, not named by the person's own word, fallen below the line by a reversal. */
export const commendationStates = {
  asked: { zh: '等您决定是否署名', en: 'Waiting for your word' },
  named: { zh: '已列入通报表扬', en: 'On the list' },
  unnamed: { zh: '不公开署名', en: 'Not named' },
  below: { zh: '未满100分', en: 'Below 100 points' },
} as const satisfies Labels;

/** PTS-09: what a member would like to gain; asked, never required. */
export const memberMotives = {
  skill: { zh: '学点本领', en: 'Learning something' },
  neighbours: { zh: '认识邻居', en: 'Meeting neighbours' },
  family_help: { zh: '家人需要时也有人帮', en: 'Help for my own family' },
  children_practice: { zh: '子女实践', en: 'Practice for my children' },
  recognition: { zh: '得到认可', en: 'Recognition' },
} as const satisfies Labels;
export type MemberMotive = keyof typeof memberMotives;

/** PTS-08: what is done for those who serve, beside points. */
export const careKinds = {
  letter: { zh: '感谢信', en: 'Letter of thanks' },
  health_check: { zh: '健康体检', en: 'Health check' },
  talk: { zh: '谈心谈话', en: 'Talk' },
  visit: { zh: '走访慰问', en: 'Visit' },
} as const satisfies Labels;

/** PTS-04: titles for which whoever reached the line of the year may be proposed. */
export const pointTitles = {
  service_star: { zh: '社区服务之星', en: 'Community Service Star' },
  finest_cadre: { zh: '最美下沉干部', en: 'Finest Deployed Cadre' },
} as const satisfies Labels;
