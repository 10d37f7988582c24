/** Links that the server gives, as pages of this desk. */

const kinds: Readonly<Record<string, string>> = {
  need: 'needs',
  needs: 'needs',
  order: 'orders',
  orders: 'orders',
  task: 'tasks',
  tasks: 'tasks',
  claim: 'claims',
  claims: 'claims',
  services: 'claims',
  people: 'people',
};
const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** The desk's own page for a link such as /desk/needs/… , /m/services/4/… or /desk/c/4/tasks/…; null when it names none. */
export function pageOf(tenant: number, link: string | null): string | null {
  if (!link) return null;
  const desk = /^\/desk(\/[cun]\/\d+\/.*)$/.exec(link)?.[1];
  if (desk) return desk;
  const unit = /^\/desk\/unit\/([a-z-]+)$/.exec(link)?.[1];
  if (unit) return `/u/${tenant}/${unit}`;
  const found = new RegExp(`(?:^|/)([a-z]+)/(?:(\\d+)/)?(${uuid})`).exec(link);
  const page = found ? kinds[found[1] ?? ''] : undefined;
  return found && page ? `/c/${found[2] ?? tenant}/${page}/${found[3]}` : null;
}
