/** The boundary list that a community starts with: whose work is what (WHI-05, WHI-06). The community revises it rule by rule. */
import type { boundaryResults } from '../../../contract/codes.ts';

export interface BoundarySeed {
  readonly kind: string;
  /** supply: work that may not be given to members; demand: where a resident's word belongs. */
  readonly side: 'supply' | 'demand';
  readonly result: keyof typeof boundaryResults;
  readonly ownerKind: 'staff' | 'property' | 'department' | 'market' | 'family' | 'volunteer';
  readonly ownerWords: string;
  readonly words: readonly string[];
  readonly clause: string;
}
const supply = (kind: string, result: BoundarySeed['result'], ownerKind: BoundarySeed['ownerKind'], ownerWords: string, clause: string, ...words: string[]): BoundarySeed => ({ kind, side: 'supply', result, ownerKind, ownerWords, words, clause });
const demand = (kind: string, result: BoundarySeed['result'], ownerKind: BoundarySeed['ownerKind'], ownerWords: string, clause: string, ...words: string[]): BoundarySeed => ({ kind, side: 'demand', result, ownerKind, ownerWords, words, clause });

export const boundarySeeds: readonly BoundarySeed[] = [
  // Duties of community staff: never a task for members.
  supply('社区台账与报表', 'community', 'staff', '社区工作者', 'committee.3', '台账录入', '代填台账', '填台账', '台账', '报表填报', '数据录入', '录入系统', '补材料', '整理档案', '写总结材料'),
  supply('社区行政值班', 'community', 'staff', '社区工作者', 'committee.3', '社区值班', '窗口值班', '代班', '顶岗'),
  supply('证明与代办事项', 'community', 'staff', '社区服务站', 'committee.3', '开具证明', '盖章', '办理低保', '资格审核', '人口信息采集'),
  supply('考核迎检材料', 'community', 'staff', '社区工作者', 'committee.3', '迎检材料', '创建材料', '检查材料'),
  // Duties of the property company.
  supply('物业保洁', 'property', 'property', '物业企业', 'civil.942', '物业保洁', '保洁补位', '楼道保洁', '清运垃圾', '垃圾清运', '打扫楼道', '扫楼道', '清扫小区'),
  supply('物业维修', 'property', 'property', '物业企业', 'civil.942', '修电梯', '电梯维修', '公共照明维修', '管道维修', '疏通下水', '修大门', '门禁维修', '消防设施维修'),
  supply('物业秩序', 'property', 'property', '物业企业', 'civil.942', '物业门岗', '保安值守', '车辆收费', '收物业费', '催缴物业费'),
  supply('绿化养护', 'property', 'property', '物业企业', 'civil.942', '绿化养护', '修剪绿化', '除草'),
  // Duties of departments.
  supply('行政执法', 'department', 'department', '城管执法部门', 'default.boundary', '拆除违建', '查处', '执法', '罚款', '取缔摊点'),
  supply('公共卫生专业工作', 'department', 'department', '卫生健康部门', 'default.boundary', '流行病学调查', '专业消杀', '采样检测'),
  supply('治安处置', 'department', 'department', '公安部门', 'default.boundary', '抓捕', '处置警情', '制止斗殴'),

  // Where a resident's word belongs.
  demand('电梯', 'property', 'property', '物业企业', 'civil.942', '电梯'),
  demand('公共照明', 'property', 'property', '物业企业', 'civil.942', '路灯', '楼道灯', '声控灯', '照明'),
  demand('公共管道', 'property', 'property', '物业企业', 'civil.942', '下水道', '污水', '管道', '爆管', '水管', '漏水', '堵了', '化粪池'),
  demand('小区保洁', 'property', 'property', '物业企业', 'civil.942', '垃圾', '楼道脏', '卫生差', '保洁', '杂物'),
  demand('门禁与安防', 'property', 'property', '物业企业', 'civil.942', '门禁', '单元门', '监控', '保安', '大门'),
  demand('停车管理', 'property', 'property', '物业企业', 'civil.942', '停车', '车位', '占道', '消防通道', '充电桩'),
  demand('小区绿化', 'property', 'property', '物业企业', 'civil.942', '绿化', '树枝', '草坪', '花坛'),
  demand('物业收费', 'property', 'property', '物业企业', 'civil.285', '物业费', '收费'),
  demand('违法建设', 'department', 'department', '城管执法部门', 'default.boundary', '违建', '私搭', '乱建'),
  demand('噪音扰民', 'department', 'department', '公安与城管部门', 'default.boundary', '噪音', '噪声', '扰民', '施工', '广场舞'),
  demand('供水供电供气', 'department', 'department', '供水、供电、燃气单位', 'default.boundary', '停水', '停电', '燃气', '电压', '水压'),
  demand('道路与交通', 'department', 'department', '住建与交通部门', 'default.boundary', '公交', '红绿灯', '修路', '坑洼', '路面'),
  demand('社会保障', 'department', 'department', '人社与民政部门', 'default.boundary', '社保', '医保', '低保', '养老金', '补贴'),
  demand('治安', 'department', 'department', '公安部门', 'default.boundary', '被盗', '小偷', '诈骗', '打架'),
  demand('教育入学', 'department', 'department', '教育部门', 'default.boundary', '入学', '学区', '学位'),
  demand('邻里矛盾', 'community', 'staff', '社区调解员', 'committee.3', '吵架', '纠纷', '调解', '邻居矛盾'),
  demand('社区事务', 'community', 'staff', '社区工作者', 'committee.3', '证明', '办证', '登记', '居住证', '活动室'),
  demand('困难帮扶', 'community', 'staff', '社区民政专干', 'committee.3', '困难', '救助', '残疾'),
  demand('课业辅导', 'volunteer', 'volunteer', '在职党员与志愿者', 'hubei.contents', '辅导', '作业', '功课', '功课辅导', '教孩子', '学习'),
  demand('陪伴探访', 'volunteer', 'volunteer', '在职党员与志愿者', 'hubei.contents', '陪', '聊天', '独居', '探访', '看望', '代买', '买菜', '取药', '就医'),
  demand('手机与电脑', 'volunteer', 'volunteer', '在职党员与志愿者', 'hubei.contents', '手机', '微信', '视频通话', '电脑', '上网', '挂号'),
  demand('健康咨询', 'volunteer', 'volunteer', '在职党员与志愿者', 'hubei.contents', '血压', '健康', '护理', '康复'),
  demand('法律咨询', 'volunteer', 'volunteer', '在职党员与志愿者', 'hubei.contents', '法律', '合同', '遗嘱', '维权', '律师'),
  demand('小修小补', 'volunteer', 'volunteer', '在职党员与志愿者', 'hubei.contents', '换灯泡', '灯泡', '插座', '小家电', '家电', '水龙头'),
  demand('心理陪伴', 'volunteer', 'volunteer', '在职党员与志愿者', 'hubei.contents', '心情', '焦虑', '失眠', '倾诉'),
  demand('文化活动', 'volunteer', 'volunteer', '在职党员与志愿者', 'hubei.contents', '书法', '唱歌', '合唱', '跳舞', '摄影', '讲座'),
  demand('装修与保姆', 'market', 'market', '市场服务', 'default.boundary', '装修', '保姆', '钟点工', '搬家', '开锁', '空调维修'),
  demand('家庭内部事务', 'family', 'family', '家庭', 'default.boundary', '分家产', '家务分工', '赡养费'),
];
