import { dictionary } from '../../kit/index.ts';

/** Words for the daily closing of the books. */
export const rootWords = dictionary(
  {
    roots: '每日封账',
    rootsLead:
      '每天零点后封账一次：所有分录连成一条链，并由平台签名。把签名根保存到平台之外，以后就能证明账本没有被改动。',
    day: '日期',
    number: '序号',
    items: '已封条目',
    difference: '差额',
    key: '签名密钥',
    chain: '链尾',
    save: '下载签名根',
    download: '下载账本',
    close: '立即封账',
    closed: '已封账并签名。',
    nothing: '还没有分录，无需封账。',
    none: '还没有封过账',
  },
  {
    roots: 'Daily closing',
    rootsLead:
      'The books are closed soon after every midnight: all entries form one chain, signed by the platform. Keep a signed root outside the platform, and you can prove later that nothing was changed.',
    day: 'Day',
    number: 'No.',
    items: 'Sealed items',
    difference: 'Difference',
    key: 'Signing key',
    chain: 'End of the chain',
    save: 'Download the root',
    download: 'Download the ledger',
    close: 'Close now',
    closed: 'The books are closed and signed.',
    nothing: 'Nothing was posted yet; there is nothing to close.',
    none: 'The books were never closed',
  },
);
