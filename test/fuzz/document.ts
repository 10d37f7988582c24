/** What the running server says of itself: its operations, read from the OpenAPI document and from nothing else. */
export type Json = Readonly<Record<string, unknown>>;

export interface Operation {
  readonly id: string;
  readonly method: string;
  /** With places in braces: `/api/communities/{community}/tasks/{id}`. */
  readonly path: string;
  readonly places: readonly { readonly name: string; readonly schema: Json }[];
  readonly query: Json | null;
  readonly body: Json | null;
  /** The refusal codes that its description names. */
  readonly codes: ReadonlySet<string>;
  /** Roles that may call it; empty: any signed-in person, or everybody. */
  readonly roles: readonly string[];
  readonly access: 'public' | 'person' | 'roles';
}

interface Described {
  readonly operationId: string;
  readonly description: string;
  readonly parameters?: readonly { in: string; name: string; required?: boolean; schema: Json }[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { schema?: Json }>> };
}

export function operationsOf(document: Json): Operation[] {
  const paths = document['paths'] as Readonly<Record<string, Readonly<Record<string, Described>>>>;
  const schemas = ((document['components'] as Json | undefined)?.['schemas'] ?? {}) as Readonly<Record<string, Json>>;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => operationOf(path, method, operation, schemas)),
  );
}

function operationOf(
  path: string,
  method: string,
  described: Described,
  schemas: Readonly<Record<string, Json>>,
): Operation {
  const parameters = described.parameters ?? [];
  const asked = parameters.filter((p) => p.in === 'query');
  const body = described.requestBody?.content?.['application/json']?.schema ?? null;
  return {
    id: described.operationId,
    method: method.toUpperCase(),
    path,
    places: parameters.filter((p) => p.in === 'path').map(({ name, schema }) => ({ name, schema })),
    query:
      asked.length === 0
        ? null
        : {
            type: 'object',
            properties: Object.fromEntries(asked.map((p) => [p.name, p.schema])),
            required: asked.filter((p) => p.required).map((p) => p.name),
          },
    body: body === null ? null : (resolved(body, schemas, 0) as Json),
    codes: new Set((/Refusals: ([A-Z0-9_, ]+)\./.exec(described.description)?.[1] ?? '').split(', ')),
    access: described.description.includes('Access: public.')
      ? 'public'
      : described.description.includes('Access: any signed-in person')
        ? 'person'
        : 'roles',
    roles: /Access: ([a-z_, ]+)\./.exec(described.description)?.[1]?.split(', ').filter(isRole) ?? [],
  };
}
const isRole = (word: string): boolean => /^[a-z]+(_[a-z]+)*$/.test(word) && word !== 'public' && word !== 'own rows';

/** Puts each reference's schema in its place; deeper than six references anything goes. */
function resolved(node: unknown, schemas: Readonly<Record<string, Json>>, depth: number): unknown {
  if (Array.isArray(node)) return node.map((one) => resolved(one, schemas, depth));
  if (node === null || typeof node !== 'object') return node;
  const reference = (node as Json)['$ref'];
  if (typeof reference === 'string')
    return depth > 6 ? {} : resolved(schemas[reference.split('/').at(-1)!] ?? {}, schemas, depth + 1);
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, resolved(value, schemas, depth)]));
}
