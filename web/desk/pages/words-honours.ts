/** Words for the commendation list and what stands around points. */
import { count, dictionary } from '../../kit/index.ts';

export const honourWords = dictionary(
  {
    title: '积分与关爱',
    lead: '积分是荣誉，不是惩罚；姓名由本人决定是否公开。',
    list: '通报表扬名单',
    noneReached: (year: number, line: string) => `${year}年还没有人满${line}分。`,
    reachedNote: (year: number, line: string, reached: number, shown: number) =>
      `${year}年满${line}分的有${reached}人，其中${shown}人同意公开姓名。按达到的先后排列，不排名次。`,
    nobody: '名单上还没有人。',
    name: '姓名',
    community: '社区',
    reached: '达到日期',
  },
  {
    title: 'Honours and care',
    lead: 'Points are an honour, never a punishment; whether a name appears is the person’s own choice.',
    list: 'Commendation list',
    noneReached: (year: number, line: string) => `Nobody has reached ${line} points in ${year} yet.`,
    reachedNote: (year: number, line: string, reached: number, shown: number) =>
      `${count(reached, 'person', 'people')} reached ${line} points in ${year}; ${count(shown, 'agreed name')} on this list. In order of time, without ranks.`,
    nobody: 'Nobody is on the list yet.',
    name: 'Name',
    community: 'Community',
    reached: 'Reached on',
  },
);
