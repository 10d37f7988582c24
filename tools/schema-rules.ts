/** The data rules of DESIGN: what every table, index and function of the schema has to look like. */
import type { Catalogue, Constraint, Table } from './catalogue.ts';
import { outsideFamilies, outsideIndexes } from './schema-exceptions.ts';

/** The two families: community data lead with tenant_id, personal data with person_id. */
const leads = ['tenant_id', 'person_id'];
const clock = /\b(now\(\)|current_timestamp|current_date|localtimestamp|(clock|statement|transaction)_timestamp\()/i;

/** Gives one line per broken rule: `table:line rule: sentence`; the line is that of the table in schema.sql. */
export function checkSchema(catalogue: Catalogue, appRole: string, lineOf: (table: string) => number): string[] {
  const names = new Set(catalogue.tables.flatMap((table) => [table.name, ...table.indexes.map((index) => index.name)]));
  const say = (table: string, rule: string, sentence: string): string =>
    `server/migrations/schema.sql:${lineOf(table)} ${rule}: ${table}: ${sentence}`;
  return [
    ...catalogue.tables.flatMap((table) =>
      checkTable(table, catalogue, appRole).map(([rule, text]) => say(table.name, rule, text)),
    ),
    ...catalogue.sequences.map((name) => say(name, 'serial', 'ids are made by the application; no sequences.')),
    ...catalogue.views
      .filter(
        (view) => !view.options.includes('security_invoker=true') && !view.options.includes('security_invoker=on'),
      )
      .map((view) =>
        say(view.name, 'view', 'a view needs WITH (security_invoker = true), else it bypasses row security.'),
      ),
    ...[...catalogue.views, ...catalogue.functions]
      .filter((each) => clock.test(each.definition))
      .map((each) => say(each.name, 'clock', 'takes the time from the database; pass it in.')),
    ...Object.keys({ ...outsideFamilies, ...outsideIndexes })
      .filter((name) => !names.has(name))
      .map(
        (name) => `tools/schema-exceptions.ts:1 exception: ${name} is listed, but the schema has none of that name.`,
      ),
  ];
}

type Finding = readonly [rule: string, sentence: string];

function checkTable(table: Table, catalogue: Catalogue, appRole: string): Finding[] {
  const found: Finding[] = [];
  if (table.owner === appRole) found.push(['owner', 'belongs to the application role, which owns nothing.']);
  for (const trigger of table.triggers) found.push(['trigger', `no triggers (${trigger}).`]);
  for (const column of table.columns) {
    const isSerial =
      column.generated === 'always' || column.generated === 'default' || column.expression?.includes('nextval(');
    if (isSerial)
      found.push(['serial', `${column.name}: ids are made by the application, not counted by the database.`]);
  }
  for (const constraint of table.constraints) {
    if (constraint.definition.includes('SET NULL'))
      found.push(['foreign key', `${constraint.name}: no ON DELETE or ON UPDATE SET NULL.`]);
    if (constraint.type === 'check' && clock.test(constraint.definition))
      found.push(['clock', `${constraint.name}: a check may not read the clock.`]);
  }
  return table.name in outsideFamilies
    ? found
    : [...found, ...checkFamily(table, catalogue), ...checkRowSecurity(table)];
}

/** Primary, unique, exclusion and foreign keys and indexes begin with the family's column. */
function checkFamily(table: Table, catalogue: Catalogue): Finding[] {
  const found: Finding[] = [];
  const primary = table.constraints.find((constraint) => constraint.type === 'primary key');
  const lead = primary?.columns[0];
  if (!primary) return [['key', 'has no primary key.']];
  if (!lead || !leads.includes(lead)) {
    return [
      [
        'key',
        `its primary key leads with ${lead ?? 'an expression'}; lead with tenant_id or person_id, or list the table in tools/schema-exceptions.ts with its reason.`,
      ],
    ];
  }
  for (const constraint of table.constraints) {
    if (constraint.type === 'check' || constraint.type === 'primary key') continue;
    if (constraint.type === 'foreign key') found.push(...checkForeignKey(constraint, lead, catalogue));
    else if (constraint.columns[0] !== lead)
      found.push([
        'key',
        `${constraint.name} leads with ${constraint.columns[0] ?? 'an expression'}, not with ${lead}.`,
      ]);
  }
  for (const index of table.indexes) {
    const first = index.columns[0];
    // A unique index must hold within the family; a plain one may also serve a search by the other family's column.
    const isGood = index.unique ? first === lead : typeof first === 'string' && leads.includes(first);
    if (!isGood && !index.implied && !(index.name in outsideIndexes))
      found.push(['index', `${index.name} leads with ${first ?? 'an expression'}, not with ${lead}.`]);
  }
  return found;
}

/** A foreign key stays inside its family and tenant, or points to a reference table. */
function checkForeignKey(constraint: Constraint, lead: string, catalogue: Catalogue): Finding[] {
  const target = catalogue.tables.find((table) => table.name === constraint.references);
  if (target && target.name in outsideFamilies) return [];
  const targetLead = target?.constraints.find((each) => each.type === 'primary key')?.columns[0];
  if (constraint.columns[0] === lead && targetLead === lead) return [];
  return [['foreign key', `${constraint.name} leaves its family: both sides must lead with ${lead}.`]];
}

function checkRowSecurity(table: Table): Finding[] {
  const found: Finding[] = [];
  if (!table.rowSecurity) found.push(['row security', 'ENABLE ROW LEVEL SECURITY is missing.']);
  if (!table.forced) found.push(['row security', 'FORCE ROW LEVEL SECURITY is missing.']);
  if (table.policies.length === 0) found.push(['row security', 'has no policy.']);
  return found;
}
