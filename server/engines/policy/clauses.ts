/** Documents and clauses that every deployment starts with. Their ids follow from their keys, so that all installations agree. */
import { createHash } from 'node:crypto';
import { parameterKeys, parameters, type ParameterKey } from './parameters.ts';

export interface SeedClause {
  readonly key: string;
  readonly number: string;
  readonly text: string;
  readonly superior?: string;
}
export interface SeedDocument {
  readonly key: string;
  readonly title: string;
  readonly organ: string;
  readonly number: string;
  readonly level: 'national' | 'province' | 'city' | 'product';
  readonly issued: string | null;
  readonly effective: string | null;
  readonly clauses: readonly SeedClause[];
}
/** Units in words. */
const unitWords: Readonly<Record<string, string>> = { min: '分钟', h: '小时', d: '天', m: '米', s: '秒' };
const c = (key: string, number: string, text: string, superior?: string): SeedClause =>
  superior ? { key, number, text, superior } : { key, number, text };

/** A stable UUID (version 8) of a name; the same on every installation. */
export function seededId(name: string): string {
  const b = createHash('sha256').update(`shaoying:${name}`).digest().subarray(0, 16);
  b[6] = (b[6]! & 0x0f) | 0x80;
  b[8] = (b[8]! & 0x3f) | 0x80;
  const hex = b.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Id of a seeded clause by its key, e.g. 'volunteer.25'; parameters rest on 'default.<key>' unless a seed fixes them. */
export function clauseId(key: string): string {
  if (!known.has(key)) throw new Error(`No seeded clause ${key}`);
  return seededId(`clause:${key}`);
}
/** The clause that a parameter's product-wide default rests on. */
export const parameterClause = (key: ParameterKey): string => clauseId(fixedBySource[key] ?? `default.${key}`);

/** Values that the sources fix themselves (catalogue 8.1). */
const fixedBySource: Partial<Record<ParameterKey, string>> = {
  annual_goal_min: 'eg2020.20h',
  building_overload: 'default.building_overload',
};

const laws: readonly SeedDocument[] = [
  {
    key: 'hubei',
    title: '湖北省机关企事业单位党员干部下沉社区实施办法',
    organ: '中共湖北省委',
    number: '',
    level: 'province',
    issued: '2020-06-01',
    effective: '2020-06-01',
    clauses: [
      c(
        'hubei.scope',
        '适用范围',
        '湖北省各级机关、国有企业、高等院校和其他事业单位，以及党的组织关系在鄂的中央国家机关派驻（管理）机构和事业单位、国有企业、部（委）属高等院校党组织。',
      ),
      c(
        'hubei.contents',
        '工作内容',
        '宣传党的政策、联系服务群众、参与民主议事、参加志愿服务、维护和谐稳定、处理突发事件。',
      ),
      c(
        'hubei.18',
        '第十八条',
        '作为单位党组织党建责任制考核、文明单位创建、党员评议等的重要内容，作为干部评先评优、晋级晋职的重要依据。',
      ),
    ],
  },
  {
    key: 'eg2020',
    title: '关于机关党员干部下沉社区的通知（鄂直工发〔2020〕1号）',
    organ: '湖北省委直属机关工作委员会',
    number: '鄂直工发〔2020〕1号',
    level: 'province',
    issued: '2020-01-01',
    effective: '2020-01-01',
    clauses: [
      c(
        'eg2020.register',
        '双报到',
        '机关企事业单位党组织和党员干部“双报到”：党员要向居住地所在的村（社区）党组织报到，报到后及时向所在单位党支部报备。',
        'hubei.contents',
      ),
      c('eg2020.20h', '服务时长', '以每年为一周期，要求每位党员在社区服务20小时。', 'hubei.contents'),
      c('eg2020.sparetime', '业余时间', '即时与所在社区联系，利用工作以外的业余时间到社区报到工作。'),
      c('eg2020.volunteer', '身份', '报到的党员的身份是志愿者。'),
    ],
  },
  {
    key: 'volunteer',
    title: '志愿服务条例',
    organ: '国务院',
    number: '国令第685号',
    level: 'national',
    issued: '2017-08-22',
    effective: '2017-12-01',
    clauses: [
      c(
        'volunteer.12',
        '第十二条',
        '志愿服务组织可以招募志愿者开展志愿服务活动；招募时，应当说明与志愿服务有关的真实、准确、完整的信息以及在志愿服务过程中可能发生的风险。',
      ),
      c(
        'volunteer.15',
        '第十五条',
        '安排志愿者参与志愿服务活动，应当与其年龄、知识、技能和身体状况相适应，不得要求志愿者提供超出其能力的志愿服务。',
      ),
      c(
        'volunteer.17',
        '第十七条',
        '安排志愿者参与可能发生人身危险的志愿服务活动前，应当为志愿者购买相应的人身意外伤害保险。',
      ),
      c(
        'volunteer.19',
        '第十九条',
        '应当如实记录志愿者个人基本信息、志愿服务情况、培训情况、表彰奖励情况、评价情况等信息。志愿者需要志愿服务记录证明的，应当依据志愿服务记录无偿、如实出具。',
      ),
      c(
        'volunteer.20',
        '第二十条',
        '志愿服务组织、志愿服务对象应当尊重志愿者的人格尊严；未经志愿者本人同意，不得公开或者泄露其有关信息。',
      ),
      c(
        'volunteer.21',
        '第二十一条',
        '应当尊重志愿服务对象人格尊严，不得侵害志愿服务对象个人隐私，不得向志愿服务对象收取或者变相收取报酬。',
      ),
      c(
        'volunteer.25',
        '第二十五条',
        '任何组织和个人不得强行指派志愿者、志愿服务组织提供服务，不得以志愿服务名义进行营利性活动。',
      ),
    ],
  },
  {
    key: 'record67',
    title: '志愿服务记录与证明出具办法（试行）',
    organ: '民政部',
    number: '民政部令第67号',
    level: 'national',
    issued: '2020-12-02',
    effective: '2021-02-01',
    clauses: [c('record67.who', '记录责任', '谁组织谁记录；志愿服务记录应当真实、准确、完整，经志愿者申请可以更正。')],
  },
  {
    key: 'timebank_nanjing',
    title: '南京市养老服务时间银行实施方案（试行）',
    organ: '南京市人民政府办公厅',
    number: '',
    level: 'city',
    issued: '2019-07-17',
    effective: null,
    clauses: [
      c('timebank.nanjing', '存储上限', '个人志愿者账户以1500小时为存储上限，超出的服务时间主要用于捐赠或社会褒奖。'),
    ],
  },
  {
    key: 'timebank_beijing',
    title: '北京市养老服务时间银行实施方案（试行）',
    organ: '北京市民政局',
    number: '',
    level: 'city',
    issued: null,
    effective: '2022-06-01',
    clauses: [
      c(
        'timebank.beijing',
        '兑换与转赠',
        '年满60周岁后可以为自己兑换服务，也可以转赠给家人，或捐赠给需要帮助的老年人。',
      ),
    ],
  },
  {
    key: 'timebank_changning',
    title: '关于在虹口区和长宁区试点“时间银行”项目的指导意见',
    organ: '上海市民政局',
    number: '',
    level: 'city',
    issued: null,
    effective: null,
    clauses: [c('timebank.changning', '时间币的取得', '提供1小时服务取得1个时间币，每天最多2个，每人最多600个。')],
  },
  {
    key: 'pipl',
    title: '中华人民共和国个人信息保护法',
    organ: '全国人民代表大会常务委员会',
    number: '主席令第91号',
    level: 'national',
    issued: '2021-08-20',
    effective: '2021-11-01',
    clauses: [
      c(
        'pipl.23',
        '第二十三条',
        '向其他个人信息处理者提供其处理的个人信息的，应当向个人告知接收方的名称或者姓名、联系方式、处理目的、处理方式和个人信息的种类，并取得个人的单独同意。',
      ),
      c('pipl.24', '第二十四条', '利用个人信息进行自动化决策，应当保证决策的透明度和结果公平、公正。'),
      c('pipl.25', '第二十五条', '个人信息处理者不得公开其处理的个人信息，取得个人单独同意的除外。'),
      c(
        'pipl.28',
        '第二十八条',
        '敏感个人信息包括生物识别、宗教信仰、特定身份、医疗健康、金融账户、行踪轨迹等信息，以及不满十四周岁未成年人的个人信息。',
      ),
      c('pipl.29', '第二十九条', '处理敏感个人信息应当取得个人的单独同意。'),
      c('pipl.45', '第四十五条', '个人有权向个人信息处理者查阅、复制其个人信息。'),
      c(
        'pipl.47',
        '第四十七条',
        '个人撤回同意等情形下，个人信息处理者应当主动删除个人信息；未删除的，个人有权请求删除。',
      ),
    ],
  },
  {
    key: 'civil',
    title: '中华人民共和国民法典',
    organ: '全国人民代表大会',
    number: '主席令第45号',
    level: 'national',
    issued: '2020-05-28',
    effective: '2021-01-01',
    clauses: [
      c('civil.285', '第二百八十五条', '物业服务企业应当接受业主的监督，并及时答复业主对物业服务情况提出的询问。'),
      c(
        'civil.942',
        '第九百四十二条',
        '物业服务人应当按照约定和物业的使用性质，妥善维修、养护、清洁、绿化和经营管理物业服务区域内的业主共有部分，维护物业服务区域内的基本秩序，采取合理措施保护业主的人身、财产安全。',
      ),
    ],
  },
  {
    key: 'committee',
    title: '中华人民共和国城市居民委员会组织法',
    organ: '全国人民代表大会常务委员会',
    number: '',
    level: 'national',
    issued: '1989-12-26',
    effective: '1990-01-01',
    clauses: [
      c(
        'committee.3',
        '第三条',
        '居民委员会的任务包括：办理本居住地区居民的公共事务和公益事业；调解民间纠纷；协助维护社会治安；协助做好与居民利益有关的公共卫生、优抚救济、青少年教育等项工作；反映居民的意见、要求和提出建议。',
      ),
    ],
  },
];

const defaults: SeedDocument = {
  key: 'default',
  title: '产品默认值',
  organ: '哨应',
  number: '',
  level: 'product',
  issued: '2026-11-01',
  effective: '2026-11-01',
  clauses: [
    c(
      'default.points',
      '积分标准',
      '按服务内容定每小时基础分，按岗位、专业、结果和应急定系数，每日封顶；没有扣分项。全市统一，可由市级修订。',
    ),
    c('default.boundary', '边界清单', '社区、物业、部门各自职责清单的初始版本，由社区公布并逐条修订。'),
    c(
      'default.consequence',
      '结果使用',
      '领导干部与一般党员分类使用；一般党员的服务结果不与岗位考核、职务晋升挂钩。',
      'hubei.18',
    ),
    ...parameterKeys.map((key) =>
      c(
        `default.${key}`,
        parameters[key].zh,
        `${parameters[key].zh}：默认${parameters[key].value}${unitWords[parameters[key].unit] ?? parameters[key].unit}。来源未定数值，由全市设定。`,
      ),
    ),
  ],
};
export const documents: readonly SeedDocument[] = [...laws, defaults];
const known = new Set(documents.flatMap((d) => d.clauses.map((x) => x.key)));
