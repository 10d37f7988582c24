/** Reads the schema back from PostgreSQL's catalogue, in an order that depends on names alone. */
import type pg from 'pg';

export interface Column {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  /** The default or the generating expression; null when there is none. */
  readonly expression: string | null;
  /** '' ordinary, 'stored' or 'virtual' generated, 'always' or 'default' identity. */
  readonly generated: '' | 'stored' | 'virtual' | 'always' | 'default';
}
export interface Constraint {
  readonly name: string;
  readonly type: 'primary key' | 'unique' | 'foreign key' | 'check' | 'exclusion';
  /** Its columns in order; of a foreign key, those of the referring side. */
  readonly columns: readonly string[];
  readonly references: string | null;
  readonly definition: string;
}
export interface Index {
  readonly name: string;
  /** Indexed columns in order; null stands for an expression. */
  readonly columns: readonly (string | null)[];
  readonly unique: boolean;
  /** True when the index belongs to a constraint. */
  readonly implied: boolean;
  readonly definition: string;
}
export interface Policy {
  readonly name: string;
  readonly definition: string;
}
export interface Table {
  /** With its schema when that is not public. */
  readonly name: string;
  readonly owner: string;
  readonly comment: string | null;
  readonly partitioning: string | null;
  readonly rowSecurity: boolean;
  readonly forced: boolean;
  readonly columns: readonly Column[];
  readonly constraints: readonly Constraint[];
  readonly indexes: readonly Index[];
  readonly policies: readonly Policy[];
  readonly triggers: readonly string[];
}
export interface View {
  readonly name: string;
  readonly options: readonly string[];
  readonly columns: readonly Column[];
  readonly definition: string;
}
export interface Named {
  readonly name: string;
  readonly definition: string;
}
export interface Catalogue {
  readonly extensions: readonly string[];
  readonly types: readonly (Named & { readonly labels: readonly string[] })[];
  readonly sequences: readonly string[];
  readonly tables: readonly Table[];
  readonly views: readonly View[];
  readonly functions: readonly Named[];
}

/** Objects of ours: neither the system's nor an extension's nor the migrator's own table. */
const ours = (oid: string, catalogue: string, namespace: string): string => `
  ${namespace} NOT LIKE 'pg\\_%' AND ${namespace} <> 'information_schema'
  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = '${catalogue}'::regclass AND d.objid = ${oid} AND d.deptype = 'e')`;
const label = (namespace: string, name: string): string =>
  `CASE WHEN ${namespace} = 'public' THEN ${name} ELSE ${namespace} || '.' || ${name} END`;

const columnsOf = `(SELECT json_agg(json_build_object(
    'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'notNull', a.attnotnull,
    'expression', pg_get_expr(ad.adbin, ad.adrelid),
    'generated', CASE WHEN a.attgenerated = 's' THEN 'stored' WHEN a.attgenerated = 'v' THEN 'virtual'
      WHEN a.attidentity = 'a' THEN 'always' WHEN a.attidentity = 'd' THEN 'default' ELSE '' END) ORDER BY a.attnum)
  FROM pg_attribute a LEFT JOIN pg_attrdef ad ON ad.adrelid = a.attrelid AND ad.adnum = a.attnum
  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)`;

const namesOf = (keys: string, relation: string): string => `COALESCE((SELECT json_agg(a.attname ORDER BY key.ord)
  FROM unnest(${keys}) WITH ORDINALITY AS key(num, ord)
  LEFT JOIN pg_attribute a ON a.attrelid = ${relation} AND a.attnum = key.num AND key.num > 0), '[]')`;

const tablesSql = `SELECT ${label('n.nspname', 'c.relname')} AS name, pg_get_userbyid(c.relowner) AS owner,
  obj_description(c.oid, 'pg_class') AS comment,
  CASE WHEN c.relkind = 'p' THEN 'PARTITION BY ' || pg_get_partkeydef(c.oid)
       WHEN c.relispartition THEN 'PARTITION OF ' || (SELECT i.inhparent::regclass FROM pg_inherits i WHERE i.inhrelid = c.oid)
         || ' ' || pg_get_expr(c.relpartbound, c.oid) END AS partitioning,
  c.relrowsecurity AS "rowSecurity", c.relforcerowsecurity AS forced,
  COALESCE(${columnsOf}, '[]') AS columns,
  COALESCE((SELECT json_agg(json_build_object('name', k.conname,
      'type', CASE k.contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' WHEN 'f' THEN 'foreign key'
        WHEN 'x' THEN 'exclusion' ELSE 'check' END,
      'columns', ${namesOf('k.conkey', 'k.conrelid')},
      'references', CASE WHEN k.confrelid <> 0 THEN k.confrelid::regclass::text END,
      'definition', pg_get_constraintdef(k.oid)) ORDER BY k.conname)
    FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype IN ('p', 'u', 'f', 'x', 'c')), '[]') AS constraints,
  COALESCE((SELECT json_agg(json_build_object('name', ic.relname, 'columns', ${namesOf('i.indkey::smallint[]', 'i.indrelid')},
      'unique', i.indisunique,
      'implied', EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x')),
      'definition', pg_get_indexdef(i.indexrelid)) ORDER BY ic.relname)
    FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid WHERE i.indrelid = c.oid), '[]') AS indexes,
  COALESCE((SELECT json_agg(json_build_object('name', p.polname, 'definition', concat_ws(' ',
      'AS', CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
      'FOR', CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
      'TO', (SELECT string_agg(CASE WHEN r = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(r) END, ', ' ORDER BY pg_get_userbyid(r)) FROM unnest(p.polroles) r),
      'USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
      'WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')')) ORDER BY p.polname)
    FROM pg_policy p WHERE p.polrelid = c.oid), '[]') AS policies,
  COALESCE((SELECT json_agg(pg_get_triggerdef(t.oid) ORDER BY t.tgname)
    FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal), '[]') AS triggers
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND ${ours('c.oid', 'pg_class', 'n.nspname')} AND c.relname <> 'schema_migration'
  ORDER BY 1`;

const viewsSql = `SELECT ${label('n.nspname', 'c.relname')} AS name, COALESCE(to_json(c.reloptions), '[]') AS options,
  COALESCE(${columnsOf}, '[]') AS columns, pg_get_viewdef(c.oid, true) AS definition
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('v', 'm') AND ${ours('c.oid', 'pg_class', 'n.nspname')} ORDER BY 1`;

const functionsSql = `SELECT ${label('n.nspname', 'p.proname')} || '(' || pg_get_function_identity_arguments(p.oid) || ')' AS name,
  pg_get_functiondef(p.oid) AS definition
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE p.prokind IN ('f', 'p') AND ${ours('p.oid', 'pg_proc', 'n.nspname')} ORDER BY 1`;

const typesSql = `SELECT ${label('n.nspname', 't.typname')} AS name,
  CASE t.typtype WHEN 'e' THEN 'ENUM' ELSE concat_ws(' ', 'DOMAIN', format_type(t.typbasetype, t.typtypmod),
    (SELECT string_agg(pg_get_constraintdef(k.oid), ' ' ORDER BY k.conname) FROM pg_constraint k WHERE k.contypid = t.oid)) END AS definition,
  COALESCE((SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid), '[]') AS labels
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
  WHERE t.typtype IN ('e', 'd') AND ${ours('t.oid', 'pg_type', 'n.nspname')} ORDER BY 1`;

const sequencesSql = `SELECT ${label('n.nspname', 'c.relname')} AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'S' AND ${ours('c.oid', 'pg_class', 'n.nspname')} ORDER BY 1`;

/** Reads the whole catalogue of the database that `client` is connected to. */
export async function readCatalogue(client: pg.Client): Promise<Catalogue> {
  const rows = async <T extends object>(sql: string): Promise<T[]> => (await client.query<T>(sql)).rows;
  const names = async (sql: string): Promise<string[]> => (await rows<{ name: string }>(sql)).map((row) => row.name);
  // Names are printed in full when they are not in public, whatever the role's search path.
  await client.query('SET search_path = public');
  return {
    extensions: await names("SELECT extname AS name FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1"),
    types: await rows(typesSql),
    sequences: await names(sequencesSql),
    tables: await rows(tablesSql),
    views: await rows(viewsSql),
    functions: await rows(functionsSql),
  };
}
