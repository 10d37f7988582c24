/** A reporter for node:test that writes what a run came to as one JSON object, for tools/test.ts to add up. */
import type { TestEvent } from 'node:test/reporters';

export interface RunTotals {
  passed: number;
  failed: number;
  skipped: number;
  /** Where each failure is: `file:line name`. */
  failures: string[];
}

export default async function* totals(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const failures: string[] = [];
  for await (const event of source) {
    if (event.type === 'test:fail' && event.data.details.type !== 'suite') {
      failures.push(`${event.data.file ?? ''}:${event.data.line ?? ''} ${event.data.name}`);
    }
    if (event.type === 'test:summary' && event.data.file === undefined) {
      const { tests, passed, skipped, todo } = event.data.counts;
      // What neither passed nor was left out has failed; a test that was cancelled has failed too.
      const result: RunTotals = { passed, failed: tests - passed - skipped - todo, skipped: skipped + todo, failures };
      yield JSON.stringify(result);
    }
  }
}
