import { boards } from '../../../contract/boards/index.ts';
import { sent, type Server } from '../../platform/http.ts';
import { exportTable } from './export.ts';
import { search } from './search.ts';

export function mount(server: Server): void {
  server.serve(boards.search, (ctx, { params, query }) => search(ctx, params.community, query.q));
  server.serve(boards.export, async (ctx, { params, reply }) => {
    const text = await exportTable(ctx, params.community, params.table);
    await reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="shaoying-${params.table}.csv"`)
      .send(text);
    return sent;
  });
}
