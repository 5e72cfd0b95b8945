import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The views that queries see; `device_settings` and `standard_names` show in them, not as views of their own. */
export const MODEL_NAMES = [
  'studies',
  'ct_events',
  'projection_events',
  'nm_administrations',
  'accumulated_doses',
  'devices',
  'source_objects',
  'source_documents',
  'study_facts',
  'study_actions',
] as const;

export type ModelName = (typeof MODEL_NAMES)[number];

const IF = /^\s*--if (\w+)$/;
const ELSE = /^\s*--else$/;
const END = /^\s*--end$/;

function modelsFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'warehouse', 'models', 'studies.sql'))) {
    const parent = dirname(folder);
    if (parent === folder)
      throw new Error('The SQL models (warehouse/models) are missing from the installation');
    folder = parent;
  }
  return join(folder, 'warehouse', 'models');
}

const texts = new Map<ModelName, string>();

function textOf(name: ModelName): string {
  const known = texts.get(name);
  if (known !== undefined) return known;
  const text = readFileSync(join(modelsFolder(), `${name}.sql`), 'utf8');
  texts.set(name, text);
  return text;
}

/** A model that shows its rows as they are. */
const PLAIN = /^select \* from \{\w+\}(?: as \w+)?$/;

/**
 * The SQL of a model over a SELECT of the rows of its table: the file's text without the sections (`--if name` …
 * `--else` … `--end`) of overlays that are empty, so that these cost nothing, and with its `{relations}` filled in.
 * Steps before the last are written `, name as (…)`; those that rows need not go through are left out, because DuckDB
 * takes a millisecond to plan each.
 */
export function modelSql(
  name: ModelName,
  sections: ReadonlySet<string>,
  rows: string,
  relations: Readonly<Record<string, string>>,
): string {
  const text = linesIn(textOf(name), sections).join('\n').replace(/^, /, 'with ').trim();
  if (PLAIN.test(text)) return rows;
  return text.replaceAll(/\{(\w+)\}/g, (_, relation: string) => {
    const sql = relation === name ? `(${rows})` : relations[relation];
    if (sql === undefined) throw new Error(`Model ${name}: no relation ${relation}`);
    return sql;
  });
}

function linesIn(text: string, sections: ReadonlySet<string>): readonly string[] {
  const around: boolean[] = [];
  return text.split('\n').filter((line) => {
    const condition = IF.exec(line)?.[1];
    if (condition !== undefined) around.push(sections.has(condition));
    else if (ELSE.test(line)) around.push(!around.pop());
    else if (END.test(line)) around.pop();
    else return around.every((isIn) => isIn) && !line.startsWith('--');
    return false;
  });
}
