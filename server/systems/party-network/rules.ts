/** Proposing Party groups from shared interests and intentions (REO-02). Pure. */

export interface Member {
  readonly id: string;
  readonly name: string;
  readonly tags: readonly string[];
  /** Says that he or she would do more: a candidate for leading, never ranked by hours. */
  readonly acceptsMore: boolean;
}
export interface Proposal {
  readonly name: string;
  readonly tags: readonly string[];
  readonly members: number;
  readonly leaders: readonly string[];
}
/** One proposal for each tag that enough members share and no group has; members who share a second frequent tag show it. */
export function proposeGroups(
  members: readonly Member[],
  taken: readonly string[],
  least: number,
  limit: number,
): Proposal[] {
  const byTag = new Map<string, Member[]>();
  for (const m of members) for (const tag of new Set(m.tags)) byTag.set(tag, [...(byTag.get(tag) ?? []), m]);
  const clusters = [...byTag]
    .filter(([tag, who]) => who.length >= least && !taken.includes(tag))
    .sort((a, b) => b[1].length - a[1].length || a[0].localeCompare(b[0], 'zh'));
  return clusters.slice(0, limit).map(([tag, who]) => {
    const second = clusters.find(
      ([other, whom]) => other !== tag && whom.filter((w) => who.includes(w)).length * 2 >= who.length,
    );
    const leaders = who
      .toSorted(
        (a, b) =>
          Number(b.acceptsMore) - Number(a.acceptsMore) ||
          a.name.localeCompare(b.name, 'zh') ||
          a.id.localeCompare(b.id),
      )
      .slice(0, 3)
      .map((m) => m.id);
    return { name: `${tag}党小组`, tags: second ? [tag, second[0]] : [tag], members: who.length, leaders };
  });
}
