import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { testWorld, type World } from '../../../test/world.ts';

describe('accounts', () => {
  let w: World;
  before(async () => {
    w = await testWorld();
  });
  after(() => w.close());

  it('makes a new person of an unknown number, after asking the name, and spends the code', async () => {
    const phone = '13800000001';
    assert.equal((await w.call(null, 'accounts.requestCode', { body: { phone } })).status, 200);
    const code = w.codes.get(phone)!;
    assert.equal(
      (await w.call(null, 'accounts.signInByCode', { body: { phone, code: code === '000000' ? '000001' : '000000' } }))
        .body.code,
      'CODE_WRONG',
    );
    assert.equal((await w.call(null, 'accounts.signInByCode', { body: { phone, code } })).body.result, 'name_needed');
    const first = await w.call(null, 'accounts.signInByCode', { body: { phone, code, name: '陈一' } });
    assert.equal(first.body.result, 'signed_in');
    assert.equal(first.body.me.name, '陈一');
    assert.equal((await w.call(null, 'accounts.signInByCode', { body: { phone, code } })).body.code, 'CODE_WRONG');
    assert.equal((await w.call(first.body.token, 'accounts.me')).body.phone, phone);
  });

  it('ends a session at once when it is revoked', async () => {
    const someone = await w.resident();
    const sessions = await w.call(someone.token, 'accounts.sessions');
    assert.equal(sessions.body.items.length, 1);
    assert.equal((await w.call(someone.token, 'accounts.signOut')).status, 200);
    assert.equal((await w.call(someone.token, 'accounts.me')).body.code, 'SIGN_IN_REQUIRED');
  });

  it('shows a withdrawn consent at once and keeps its history', async () => {
    const someone = await w.resident();
    await w.call(someone.token, 'accounts.setConsent', { params: { purpose: 'service' }, body: { given: false } });
    const items = (await w.call(someone.token, 'accounts.consents')).body.items as {
      purpose: string;
      given: boolean;
    }[];
    assert.equal(items.find((i) => i.purpose === 'service')?.given, false);
    const history = await w.rows('select given from consent_history where person_id = $1 order by history_id', [
      someone.id,
    ]);
    assert.deepEqual(
      history.map((h) => h['given']),
      [true, false],
    );
  });

  it('puts a proxy in force only when the helped person agrees', async () => {
    const mother = await w.resident('王秀英');
    const daughter = await w.resident('王小丽');
    const asked = await w.call(daughter.token, 'accounts.askProxy', {
      body: { principal_phone: mother.phone, principal_name: '王秀英', relation: '女儿' },
      key: 'proxy-key-1',
    });
    assert.equal(asked.body.state, 'asked');
    assert.deepEqual((await w.call(daughter.token, 'accounts.me')).body.principals, []);
    assert.equal(
      (
        await w.call(daughter.token, 'accounts.decideProxy', {
          params: { id: asked.body.id },
          body: { decision: 'agree' },
        })
      ).body.code,
      'FORBIDDEN',
    );
    assert.equal(
      (
        await w.call(mother.token, 'accounts.decideProxy', {
          params: { id: asked.body.id },
          body: { decision: 'agree' },
        })
      ).status,
      200,
    );
    assert.equal((await w.call(daughter.token, 'accounts.me')).body.principals[0].name, '王秀英');
    const again = await w.call(daughter.token, 'accounts.askProxy', {
      body: { principal_phone: mother.phone, principal_name: '王秀英', relation: '女儿' },
      key: 'proxy-key-1',
    });
    assert.equal(again.body.id, asked.body.id);
    const other = await w.call(daughter.token, 'accounts.askProxy', {
      body: { principal_phone: mother.phone, principal_name: '王秀英', relation: '亲戚' },
      key: 'proxy-key-1',
    });
    assert.equal(other.body.code, 'IDEMPOTENCY_KEY_REUSED');
  });

  it('refuses coercion, unknown routes of scope, and grants without the second factor', async () => {
    const someone = await w.resident();
    const bad = await w.call(someone.token, 'accounts.preferences', { body: { elder_mode: 'true' } });
    assert.equal(bad.body.code, 'INPUT_INVALID');
    assert.equal(bad.body.fields[0].path, 'elder_mode');
    assert.equal(
      (
        await w.call(someone.token, 'accounts.recordProxyConsent', {
          params: { community: w.community },
          body: {
            principal: someone.id,
            proxy_name: '某',
            proxy_phone: '13811111111',
            relation: '女儿',
            consent: 'spoken',
            note: '电话中同意',
          },
        })
      ).body.code,
      'FORBIDDEN',
    );
  });

  it('closes an account: the person is gone from sign-in, the rows of others stay', async () => {
    const someone = await w.resident('赵六');
    assert.equal((await w.call(someone.token, 'accounts.closeAccount', { body: { confirm: '注销' } })).status, 200);
    assert.equal((await w.call(someone.token, 'accounts.me')).status, 401);
    assert.equal(
      (await w.rows('select count(*)::int as n from person_lookup where person_id = $1', [someone.id]))[0]?.['n'],
      0,
    );
  });
});
