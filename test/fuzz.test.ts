/**
 * Hostile and merely odd requests on every operation of the API description: never a 5xx, never a word of the inside,
 * every refusal a declared code with its sentence, and the books still balance. `npm run fuzz` sends many more.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Operation } from './fuzz/document.ts';
import { faultsOf } from './fuzz/judge.ts';
import { fuzz } from './fuzz/run.ts';

const requests = 5000;

describe('fuzz', () => {
  it(`finds no fault in ${requests} requests over every operation`, { timeout: 560_000 }, async (t) => {
    const report = await fuzz({ requests, seed: 20261123 });
    t.diagnostic(JSON.stringify(report.statuses));
    assert.deepEqual(report.faults, []);
    assert.equal(report.difference, 0);
    assert.equal(report.sent, requests);
    // Enough came through every door that something behind it was tried.
    assert.ok((report.statuses['200'] ?? 0) > requests / 10, JSON.stringify(report.statuses));
    assert.ok(report.neverTaken.length < report.operations / 2, `never taken: ${report.neverTaken.join(', ')}`);
  });

  it('would see a fault: a broken answer, SQL, a stack, an undeclared code, a refusal without words', () => {
    const operation = { codes: new Set(['NOT_FOUND']) } as unknown as Operation;
    const of = (status: number, text: string, sent = ''): string[] =>
      faultsOf(operation, { status, type: 'application/json', text }, sent, false);
    const refusal = (code: string, more = {}): string =>
      JSON.stringify({ code, message: '没有', next: '返回', ...more });
    assert.deepEqual(of(404, refusal('NOT_FOUND')), []);
    assert.equal(of(500, '{}').length, 1);
    assert.equal(of(0, 'socket hang up').length, 1);
    assert.equal(of(404, refusal('NOT_FOUND', { next: '' })).length, 1);
    assert.equal(of(400, refusal('NOT_FOUND')).length, 1);
    assert.equal(of(409, refusal('TIME_CONFLICT')).length, 1);
    assert.equal(of(404, refusal('NO_SUCH_CODE')).length, 1);
    const inside = 'duplicate key value violates unique constraint "person_pkey"';
    assert.ok(of(404, refusal('NOT_FOUND', { message: inside })).length > 0);
    assert.deepEqual(of(404, refusal('NOT_FOUND', { message: inside }), inside), []);
    assert.ok(of(404, refusal('NOT_FOUND', { message: 'at handler (http.ts:10:3)' })).length > 0);
  });
});
