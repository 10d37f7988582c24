/** What a board says: the figure as staff read it, and the rows it opens into. */
import assert from 'node:assert/strict';
import type { Someone, World } from '../world.ts';

interface Figure {
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly flagged: boolean;
  readonly guard: string | null;
  readonly rows: readonly {
    readonly id: string;
    readonly text: string;
    readonly state: string;
    readonly link: string | null;
    readonly owner: string | null;
  }[];
}
/** Reads a figure twice, on its board and opened into rows, and holds both to the same value. */
export async function figure(w: World, reader: Someone, key: string): Promise<Figure> {
  const c = { community: w.community };
  const boards = [
    await w.call(reader.token, 'boards.guards', { params: c }),
    await w.call(reader.token, 'boards.loop', { params: c }),
  ];
  const shown = boards.flatMap((b) => b.body.figures ?? []).find((f: { key: string }) => f.key === key);
  const opened = await w.call(reader.token, 'boards.rows', { params: { ...c, key } });
  assert.equal(opened.status, 200, JSON.stringify(opened.body));
  assert.deepEqual(opened.body.figure, shown, 'the drill-down shows the figure of the board');
  return { ...shown, rows: opened.body.rows };
}
