/**
 * npm run schema: migrates a scratch database and writes what came of it as server/migrations/schema.sql (for readers
 * and reviews) and server/platform/database.generated.ts (the types of every query). With --check it writes nothing
 * and fails when the files differ from the migrations.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { withClient } from '../server/platform/postgres.ts';
import { testDatabase } from '../test/database.ts';
import { readCatalogue, type Catalogue, type Column, type Table } from './catalogue.ts';

const root = join(import.meta.dirname, '..');
const schemaFile = join(root, 'server', 'migrations', 'schema.sql');
const typesFile = join(root, 'server', 'platform', 'database.generated.ts');

/** The catalogue of a scratch database that has just run all migrations. */
export async function migratedCatalogue(): Promise<Catalogue> {
  const database = await testDatabase();
  try {
    return await withClient(database.ownerUrl, readCatalogue);
  } finally {
    await database.close();
  }
}

/** The files that must follow from the catalogue, by path. */
export function schemaFiles(catalogue: Catalogue): Map<string, string> {
  return new Map([
    [schemaFile, dumpSql(catalogue)],
    [typesFile, dumpTypes(catalogue)],
  ]);
}

/** One sentence for each file that does not follow from the migrations. */
export function schemaDifferences(catalogue: Catalogue): string[] {
  const stale = [...schemaFiles(catalogue)].filter(
    ([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text,
  );
  return stale.map(
    ([file]) => `${relative(root, file)}:1 schema: the file does not follow from the migrations; run npm run schema.`,
  );
}

/** Writes the catalogue as SQL. It is a picture for readers and for review, not a script to run. */
export function dumpSql(catalogue: Catalogue): string {
  const parts = [
    '-- The schema that the migrations come to. Written by `npm run schema`; do not edit.',
    ...catalogue.extensions.map((name) => `CREATE EXTENSION ${name};`),
    ...catalogue.types.map(({ name, definition, labels }) =>
      definition === 'ENUM'
        ? `CREATE TYPE ${name} AS ENUM (${labels.map((text) => `'${text}'`).join(', ')});`
        : `CREATE DOMAIN ${name} AS ${definition.slice(7)};`,
    ),
    ...catalogue.sequences.map((name) => `CREATE SEQUENCE ${name};`),
    ...catalogue.tables.map(dumpTable),
    ...catalogue.views.map((view) => {
      const options = view.options.length > 0 ? ` WITH (${view.options.join(', ')})` : '';
      return `CREATE VIEW ${view.name}${options} AS\n${view.definition}`;
    }),
    ...catalogue.functions.map(({ definition }) => `${definition.trimEnd()};`),
  ];
  return `${parts.join('\n\n')}\n`;
}

function dumpTable(table: Table): string {
  const lines = [
    ...table.columns.map(dumpColumn),
    ...table.constraints.map((constraint) => `CONSTRAINT ${constraint.name} ${constraint.definition}`),
  ];
  const statements = [
    `CREATE TABLE ${table.name} (\n${lines.map((line) => `  ${line}`).join(',\n')}\n)${table.partitioning ? ` ${table.partitioning}` : ''};`,
  ];
  if (table.comment !== null)
    statements.push(`COMMENT ON TABLE ${table.name} IS '${table.comment.replaceAll("'", "''")}';`);
  for (const index of table.indexes) if (!index.implied) statements.push(`${index.definition};`);
  if (table.rowSecurity) statements.push(`ALTER TABLE ${table.name} ENABLE ROW LEVEL SECURITY;`);
  if (table.forced) statements.push(`ALTER TABLE ${table.name} FORCE ROW LEVEL SECURITY;`);
  for (const policy of table.policies)
    statements.push(`CREATE POLICY ${policy.name} ON ${table.name} ${policy.definition};`);
  for (const trigger of table.triggers) statements.push(`${trigger};`);
  return statements.join('\n');
}

function dumpColumn(column: Column): string {
  const words = [column.name, column.type];
  if (column.notNull) words.push('NOT NULL');
  if (column.generated === 'stored' || column.generated === 'virtual') {
    words.push(`GENERATED ALWAYS AS (${column.expression}) ${column.generated.toUpperCase()}`);
  } else if (column.generated)
    words.push(`GENERATED ${column.generated === 'always' ? 'ALWAYS' : 'BY DEFAULT'} AS IDENTITY`);
  else if (column.expression !== null) words.push(`DEFAULT ${column.expression}`);
  return words.join(' ');
}

const scalarTypes: Readonly<Record<string, string>> = {
  bigint: 'number',
  boolean: 'boolean',
  bytea: 'Buffer',
  date: 'string',
  'double precision': 'number',
  integer: 'number',
  json: 'unknown',
  jsonb: 'unknown',
  real: 'number',
  smallint: 'number',
  'timestamp with time zone': 'Date',
};

/** The TypeScript type in which the driver gives a column: whole numbers as numbers, instants as Date, civil dates as text. */
export function columnType(column: Column, enums: ReadonlyMap<string, readonly string[]>): string {
  const base = column.type.replace(/\(.*\)/, '').replace(/(\[\])+$/, '');
  const labels = enums.get(base);
  const scalar = labels ? labels.map((text) => `'${text}'`).join(' | ') : (scalarTypes[base] ?? 'string');
  const element = column.type.endsWith('[]') ? (scalar.includes('|') ? `(${scalar})[]` : `${scalar}[]`) : scalar;
  // Null is already part of unknown.
  const nullable = column.notNull || element === 'unknown' ? element : `${element} | null`;
  if (column.generated === 'always' || column.generated === 'stored' || column.generated === 'virtual')
    return `GeneratedAlways<${nullable}>`;
  return column.expression !== null || column.generated === 'default' ? `Generated<${nullable}>` : nullable;
}

/** Writes the interfaces that kysely reads: one per table and view, and `Database` that names them all. */
export function dumpTypes(catalogue: Catalogue): string {
  const enums = new Map(
    catalogue.types.filter((type) => type.definition === 'ENUM').map((type) => [type.name, type.labels]),
  );
  const relations = [...catalogue.tables, ...catalogue.views].map(({ name, columns }) => ({
    name,
    type: pascal(name),
    columns,
  }));
  const bodies = relations.map(({ type, columns }) => {
    const lines = columns.map((column) => `  ${property(column.name)}: ${columnType(column, enums)};`);
    return `export interface ${type} {\n${lines.join('\n')}\n}\n`;
  });
  const database = `export interface Database {\n${relations.map(({ name, type }) => `  ${property(name)}: ${type};`).join('\n')}\n}\n`;
  const helpers = ['Generated', 'GeneratedAlways'].filter((name) => bodies.some((body) => body.includes(`${name}<`)));
  const head = '// The tables as kysely sees them. Written by `npm run schema`; do not edit.\n';
  const imports = helpers.length > 0 ? `import type { ${helpers.join(', ')} } from 'kysely';\n` : '';
  return [head + imports, ...bodies, database].join('\n');
}

const pascal = (name: string): string =>
  `${name.replaceAll(/(?:^|[_.])([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())}Table`;
const property = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `'${name}'`);

if (import.meta.main) {
  const catalogue = await migratedCatalogue();
  if (process.argv.includes('--check')) {
    const differences = schemaDifferences(catalogue);
    for (const line of differences) console.error(line);
    process.exitCode = differences.length > 0 ? 1 : 0;
  } else {
    for (const [file, text] of schemaFiles(catalogue)) writeFileSync(file, text);
    console.log(`${catalogue.tables.length} tables, ${catalogue.functions.length} functions written.`);
  }
}
