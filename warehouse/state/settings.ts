import { Type, type Static, type TObject } from 'typebox';
import { Value } from 'typebox/value';
import { isoOf, type Clock } from './clock.js';
import type { StateDatabase } from './database.js';

const patterns = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 200 });
const kept = Type.Union([Type.Literal('drop'), Type.Literal('hash'), Type.Literal('keep')]);
const days = Type.Integer({ minimum: 1, maximum: 366 });
const closed = { additionalProperties: false } as const;

/** Every setting of a site, by name: its shape. */
export const SETTING_SCHEMAS = {
  /** Patterns (with * for anything) on patient name and ID that mark a test object (row UI-161). */
  not_patient_patterns: Type.Object({ name_patterns: patterns, id_patterns: patterns }, closed),
  /** What is kept of the patient's identity; the default keeps a keyed pseudonym only (row UI-160). */
  identity: Type.Object(
    { patient_name: kept, patient_id: kept, birth_date: kept, accession_number: kept },
    closed,
  ),
  /** Which files are deleted from the drop folder once handled (row UI-162). */
  after_import: Type.Object(
    {
      delete_imported: Type.Boolean(),
      delete_duplicates: Type.Boolean(),
      delete_not_dose: Type.Boolean(),
    },
    closed,
  ),
  /** Windows of the home page, and after how many days without a study a system counts as silent (row UI-006). */
  home: Type.Object({ recent_days: days, earlier_days: days, silent_after_days: days }, closed),
  /** From which age a patient counts as adult in statistics. */
  statistics: Type.Object({ adult_from_years: Type.Number({ minimum: 10, maximum: 25 }) }, closed),
} as const satisfies Record<string, TObject>;

export type SettingName = keyof typeof SETTING_SCHEMAS;
export type Setting<N extends SettingName> = Static<(typeof SETTING_SCHEMAS)[N]>;
export const SETTING_NAMES = Object.keys(SETTING_SCHEMAS) as readonly SettingName[];

const DEFAULTS: { readonly [N in SettingName]: Setting<N> } = {
  not_patient_patterns: { name_patterns: [], id_patterns: [] },
  identity: { patient_name: 'drop', patient_id: 'drop', birth_date: 'drop', accession_number: 'keep' },
  after_import: { delete_imported: false, delete_duplicates: false, delete_not_dose: false },
  home: { recent_days: 7, earlier_days: 28, silent_after_days: 7 },
  statistics: { adult_from_years: 16 },
};

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(SETTING_SCHEMAS, name);
}

/** The site's settings; what was never set has its default. */
export interface Settings {
  get<N extends SettingName>(name: N): Setting<N>;
  /** Stores a value of the right shape; false (and nothing stored) otherwise. */
  set(name: SettingName, value: unknown, by: string): boolean;
}

export function settingsIn(db: StateDatabase, now: Clock): Settings {
  return {
    get: (name) => {
      const row = db.get('SELECT value FROM settings WHERE name = ?', name);
      if (!row) return DEFAULTS[name];
      const value: unknown = JSON.parse(String(row['value']));
      return isSetting(name, value) ? value : DEFAULTS[name];
    },
    set: (name, value, by) => {
      if (!isSetting(name, value)) return false;
      const text = JSON.stringify(value);
      db.run('INSERT OR REPLACE INTO settings VALUES (?, ?, ?, ?)', name, text, isoOf(now()), by);
      return true;
    },
  };
}

function isSetting<N extends SettingName>(name: N, value: unknown): value is Setting<N> {
  return Value.Check(SETTING_SCHEMAS[name], value);
}
