import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageOf } from './links.ts';

const id = '01a206ff-cdbc-7000-8369-6125ab9a521f';

test('links of the server open at the desk of the reader', () => {
  assert.equal(pageOf(4, `/desk/needs/${id}`), `/c/4/needs/${id}`);
  assert.equal(pageOf(4, `/m/services/5/${id}`), `/c/5/claims/${id}`);
  assert.equal(pageOf(4, `/desk/c/7/tasks/${id}?slot=1`), `/c/7/tasks/${id}?slot=1`);
  assert.equal(pageOf(4, `/desk/people/${id}`), `/c/4/people/${id}`);
  assert.equal(pageOf(6, '/desk/unit/filings'), '/u/6/filings');
});

test('a link that names no page of the desk opens none', () => {
  assert.equal(pageOf(4, null), null);
  assert.equal(pageOf(4, '/m/inbox'), null);
  assert.equal(pageOf(4, `/desk/estates/${id}`), null);
});
