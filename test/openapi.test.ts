/** The API description of the running server is valid OpenAPI 3.1 and says what the contract says, no more and no less. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { refusalsOf, type RouteContract } from '../contract/kernel.ts';
import { refusals } from '../contract/refusals/index.ts';
import { routes } from '../contract/index.ts';
import { testWorld, type World } from './world.ts';

interface Operation {
  operationId?: string;
  summary?: string;
  parameters?: { in: string; name: string; required?: boolean }[];
  security?: Record<string, unknown>[];
  requestBody?: unknown;
  responses: Record<string, { description?: string; content?: Record<string, unknown> }>;
}
interface Described {
  paths: Record<string, Record<string, Operation>>;
  components?: { securitySchemes?: Record<string, unknown> };
}
const templated = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}');
const operationsOf = (document: Described) =>
  Object.entries(document.paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );

/** Everything in which the description differs from the contract, as sentences; an empty list is the wish. */
function faultsOf(document: Described, contracts: readonly RouteContract[]): string[] {
  const faults: string[] = [];
  const operations = operationsOf(document);
  const byId = new Map<string, (typeof operations)[number]>();
  for (const found of operations) {
    const id = found.operation.operationId ?? '';
    if (byId.has(id)) faults.push(`${id}: the operation id occurs twice`);
    byId.set(id, found);
    if (!contracts.some((c) => c.id === id))
      faults.push(`${found.method} ${found.path}: no contract has the id “${id}”`);
    if (!found.operation.summary?.trim()) faults.push(`${found.method} ${found.path}: no summary`);
  }
  for (const contract of contracts) {
    const found = byId.get(contract.id);
    if (!found) faults.push(`${contract.id}: not in the document`);
    else faults.push(...differences(contract, found, document).map((fault) => `${contract.id}: ${fault}`));
  }
  return faults;
}
function differences(
  contract: RouteContract,
  { path, method, operation }: { path: string; method: string; operation: Operation },
  document: Described,
): string[] {
  const faults: string[] = [];
  if (method !== contract.method || path !== templated(contract.path)) faults.push(`described as ${method} ${path}`);
  for (const [, name] of contract.path.matchAll(/:(\w+)/g))
    if (!operation.parameters?.some((p) => p.in === 'path' && p.name === name && p.required))
      faults.push(`the path parameter ${name} is not described`);
  const closed = contract.access.kind !== 'public';
  const schemes = (operation.security ?? []).flatMap((s) => Object.keys(s));
  if (closed !== schemes.length > 0) faults.push('the need to sign in is described wrongly');
  for (const scheme of schemes)
    if (!document.components?.securitySchemes?.[scheme]) faults.push(`the security scheme ${scheme} does not exist`);
  if ((contract.body !== undefined) !== (operation.requestBody !== undefined)) faults.push('the body is not described');
  const media = contract.media ?? 'application/json';
  if (!operation.responses['200']?.content?.[media]) faults.push(`no success of type ${media}`);
  return [...faults, ...refusalFaults(contract, operation)];
}
/** Each declared code stands at the beginning of a line of its own status, and no other code does. */
function refusalFaults(contract: RouteContract, operation: Operation): string[] {
  const declared = refusalsOf(contract).map((code) => `${refusals[code].status} ${code}`);
  const described = Object.entries(operation.responses).flatMap(([status, response]) =>
    [...(response.description ?? '').matchAll(/^([A-Z][A-Z_0-9]+): \S/gm)].map(([, code]) => `${status} ${code}`),
  );
  return [
    ...declared.filter((d) => !described.includes(d)).map((d) => `the refusal ${d} is not described`),
    ...described.filter((d) => !declared.includes(d)).map((d) => `the refusal ${d} is described, not declared`),
  ];
}

describe('the API description', () => {
  let world: World;
  let document: Described;
  const planted = (change: (copy: Described) => void): string[] => {
    const copy = structuredClone(document);
    change(copy);
    return faultsOf(copy, routes);
  };
  before(async () => {
    world = await testWorld();
    const answer = await world.app.server.app.inject({ method: 'GET', url: '/api/openapi.json' });
    assert.equal(answer.statusCode, 200);
    document = JSON.parse(answer.body) as Described;
  });
  after(() => world?.close());

  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(document) as unknown as Record<string, unknown>);
    assert.deepEqual(result.valid ? [] : result.errors, []);
    assert.equal(validator.version, '3.1');
    const broken = structuredClone(document) as unknown as { info: { title?: string } };
    delete broken.info.title;
    assert.equal((await new Validator().validate(broken)).valid, false, 'a document without title would pass');
  });

  it('describes every route of the contract and nothing else, each with its summary and its refusals', () => {
    assert.deepEqual(faultsOf(document, routes), []);
    assert.equal(operationsOf(document).length, routes.length);
  });

  it('would notice a missing summary, a missing refusal, a second id, a missing and a foreign operation', () => {
    const at = templated(routes[0]!.path);
    const method = routes[0]!.method.toLowerCase();
    const first = (copy: Described): Operation => copy.paths[at]![method]!;
    assert.match(planted((copy) => void (first(copy).summary = ' ')).join('\n'), /no summary/);
    assert.match(planted((copy) => delete first(copy).responses['400']).join('\n'), /INPUT_INVALID is not described/);
    assert.match(planted((copy) => void (first(copy).operationId = routes[1]!.id)).join('\n'), /occurs twice/);
    assert.match(planted((copy) => delete copy.paths[at]![method]).join('\n'), /not in the document/);
    assert.match(
      planted((copy) => void (copy.paths['/api/stray'] = { get: { summary: 'x', responses: {} } })).join('\n'),
      /no contract has the id/,
    );
  });
});
