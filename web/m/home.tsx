/** The home page: two doors, what waits for my answer, what is under way. */
import { useQuery } from '@tanstack/react-query';
import { claimStates, orderStates } from '../../contract/codes.ts';
import {
  BigAction,
  Countdown,
  format,
  labelOf,
  List,
  Page,
  reading,
  RowLink,
  Section,
  setLang,
  Tag,
  useLang,
  useWords,
} from '../kit/index.ts';
import { myClaims } from './kept.ts';
import { Link } from 'wouter';
import { toneOfClaim, toneOfOrder } from './tones.ts';
import { holds, homeOf, isMember, type Me, useDeployment, useMe } from './session.ts';
import { shellWords } from './words-shell.ts';

export function Home() {
  const w = useWords(shellWords);
  const me = useMe();
  const home = homeOf(me, useDeployment());
  const language = useLang();
  return (
    <Page title={home ? w.greeting(home.name) : w.greetingNobody} lead={w.greetingLead}>
      <div className="big-actions">
        <BigAction href="/order" title={w.bigOrder} text={w.bigOrderText} main />
        <BigAction href="/square" title={w.bigHelp} text={w.bigHelpText} />
      </div>
      {me ? <Mine me={me} /> : null}
      <Section title={w.more}>
        <List>
          {me ? null : <RowLink href="/look-up" title={w.bigFollow} sub={w.bigFollowText} />}
          <RowLink href="/lists" title={w.readLists} sub={w.readListsText} />
          <RowLink href="/board" title={w.readBoard} sub={w.readBoardText} />
          <RowLink href="/proxies" title={w.forMother} sub={w.forMotherText} />
          {!me || !isMember(me) ? <RowLink href="/registration" title={w.registerTitle} sub={w.registerText} /> : null}
          {me && holds(me, 'property_staff', 'property_manager') ? (
            <RowLink href="/field" title={w.fieldTitle} sub={w.fieldText} />
          ) : null}
          {me && holds(me, 'group_leader', 'grid_branch') ? (
            <RowLink href="/confirmations" title={w.confirmTitle} sub={w.confirmText} />
          ) : null}
        </List>
        <p className="home-foot">
          {home?.hotline ? (
            <a className="text-link" href={`tel:${home.hotline}`}>
              {w.hotline} {home.hotline}
            </a>
          ) : null}
          <button
            type="button"
            className="button quiet"
            lang={language === 'zh' ? 'en' : 'zh-CN'}
            onClick={() => setLang(language === 'zh' ? 'en' : 'zh')}
          >
            {w.languageSwitch}
          </button>
        </p>
      </Section>
    </Page>
  );
}

/** What concerns the signed-in person now. A part that is empty or cannot be read takes no room here; its own page says so. */
function Mine({ me }: { me: Me }) {
  const w = useWords(shellWords);
  const member = isMember(me);
  const orders = useQuery(reading('orders.mine', {}));
  const invitations = useQuery({ ...reading('me.invitations', {}), enabled: member });
  const claims = useQuery({ ...myClaims(), enabled: member });
  const asked = invitations.data?.items.filter((i) => i.state === 'offered') ?? [];
  const coming =
    claims.data?.items.filter(
      (c) => c.state === 'accepted' || c.state === 'checked_in' || c.state === 'checked_out' || c.state === 'returned',
    ) ?? [];
  const open = orders.data?.items.filter((x) => x.state === 'open' || x.state === 'answered') ?? [];
  return (
    <>
      {asked.length > 0 ? (
        <Section title={w.invited}>
          <p className="small">{w.invitedText}</p>
          <List>
            {asked.slice(0, 3).map((i) => (
              <RowLink
                key={i.id}
                href="/invitations"
                title={i.title}
                sub={`${format.span(i.start, i.end)} · ${i.place_name}`}
                mark={<Tag tone="wait">{<Countdown until={i.expires_at} />}</Tag>}
              />
            ))}
          </List>
        </Section>
      ) : null}
      {coming.length > 0 ? (
        <Section title={w.todayServices}>
          <List>
            {coming.slice(0, 3).map((c) => (
              <RowLink
                key={c.id}
                href={`/services/${c.tenant}/${c.id}`}
                title={c.title}
                sub={`${format.span(c.start, c.end)} · ${c.place_name}`}
                mark={<Tag tone={toneOfClaim(c.state)}>{labelOf(claimStates, c.state)}</Tag>}
              />
            ))}
          </List>
        </Section>
      ) : null}
      {orders.data ? (
        <Section
          title={w.openOrders}
          aside={
            <Link href="/orders" className="text-link">
              {w.all}
            </Link>
          }
        >
          {open.length === 0 ? (
            <p className="small">{w.nothingOpen}</p>
          ) : (
            <List>
              {open.slice(0, 3).map((x) => (
                <RowLink
                  key={x.id}
                  href={`/orders/${x.tenant}/${x.id}`}
                  title={x.text || w.voiceOrder}
                  sub={x.next_step}
                  mark={<Tag tone={toneOfOrder(x.state)}>{labelOf(orderStates, x.state)}</Tag>}
                />
              ))}
            </List>
          )}
        </Section>
      ) : null}
    </>
  );
}
