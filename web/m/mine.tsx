/** Everything of one's own, in words. */
import { format, List, Page, RowLink, Tag, useWords } from '../kit/index.ts';
import { isMember, useMe } from './session.ts';
import { certificateWords } from './words-certificates.ts';
import { goodsWords } from './words-goods.ts';
import { meWords } from './words-me.ts';
import { offerWords } from './words-open.ts';
import { timeWords } from './words-time.ts';
import { pointWords } from './words-points.ts';

export default function Mine() {
  const w = useWords(meWords);
  const o = useWords(offerWords);
  const t = useWords(timeWords);
  const c = useWords(certificateWords);
  const p = useWords(pointWords);
  const g = useWords(goodsWords);
  const me = useMe();
  if (!me) return null;
  const member = isMember(me);
  return (
    <Page
      title={w.mineTitle(me.name)}
      lead={format.clauses(
        me.communities.map(
          (at) => `${at.name} · ${format.list([at.resident ? w.resident : '', at.member ? w.member : ''])}`,
        ),
      )}
    >
      <List>
        <RowLink
          href="/inbox"
          title={w.inbox}
          sub={w.inboxSub(me.unread)}
          mark={me.unread > 0 ? <Tag tone="act">{w.unseen}</Tag> : null}
        />
        {member ? <RowLink href="/passbook" title={w.passbook} sub={w.passbookSub} /> : null}
        <RowLink href="/time-bank" title={t.link} sub={t.linkText} />
        {member ? <RowLink href="/goods" title={g.link} sub={g.linkText} /> : null}
        {member ? <RowLink href="/certificates" title={c.link} sub={c.linkText} /> : null}
        {member ? <RowLink href="/points" title={p.title} sub={p.lead} /> : null}
        {member ? <RowLink href="/calendar" title={w.calendar} sub={w.calendarSub} /> : null}
        <RowLink href="/registration" title={w.registration} sub={w.registrationSub} />
        <RowLink href="/profile" title={w.profile} sub={w.profileSub} />
        <RowLink href="/offers" title={o.link} sub={o.linkText} />
        <RowLink href="/proxies" title={w.proxies} sub={w.proxiesSub} />
        <RowLink href="/my-data" title={w.myData} sub={w.myDataSub} />
        <RowLink href="/settings" title={w.settings} sub={w.settingsSub} />
      </List>
    </Page>
  );
}
