import { Type, type Static, type TObject, type TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { isoOf, type Clock } from './clock.js';
import {
  AFTER_IMPORT_KINDS,
  CLEARINGS,
  DEFAULT_KEPT,
  GUIDE_PATTERNS,
  IDENTITY_FIELDS,
  KEEPING,
  LEAVE_ALL,
  NOT_PATIENT_KINDS,
  QUANTITIES,
  QUANTITY_NAMES,
  type DisplayUnits,
  type QuantityName,
} from '../tables/index.js';
import type { StateDatabase } from './database.js';

const patterns = Type.Unsafe<readonly string[]>(
  Type.Array(Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }), { maxItems: 200 }),
);
const kept = Type.Enum(KEEPING);
const days = Type.Integer({ minimum: 1, maximum: 366 });
const closed = { additionalProperties: false } as const;

function eachOf<N extends string, T extends TSchema>(names: readonly N[], schema: T): { [name in N]: T } {
  return Object.fromEntries(names.map((name) => [name, schema])) as { [name in N]: T };
}

/** A unit for each quantity that can be shown in several. */
export const DISPLAY_UNITS = Type.Object(
  Object.fromEntries(QUANTITY_NAMES.map((name) => [name, unitOf(name)])) as {
    readonly [name in QuantityName]: ReturnType<typeof unitOf>;
  },
  closed,
);

function unitOf(name: QuantityName) {
  return Type.Unsafe<string>(Type.Enum(QUANTITIES[name].units.map(({ unit }) => unit)));
}

/** Every setting of a site, by name: its shape. */
export const SETTING_SCHEMAS = {
  /** Patterns (with * for anything) that mark a test object, by what they are matched against (row UI-161). */
  not_patient_patterns: Type.Object(eachOf(NOT_PATIENT_KINDS, patterns), closed),
  /** What is kept of the patient's identity; the default keeps a keyed pseudonym only (row UI-160). */
  identity: Type.Object(eachOf(IDENTITY_FIELDS, kept), closed),
  /** What becomes of files in the drop folder once they are in, by kind of object (rows IMP-011, UI-162). */
  after_import: Type.Object(eachOf(AFTER_IMPORT_KINDS, Type.Enum(CLEARINGS)), closed),
  /** Windows of the home page, and after how many days without a study a system counts as silent (row UI-006). */
  home: Type.Object({ recent_days: days, earlier_days: days, silent_after_days: days }, closed),
  /** For how many days a deleted study can be restored; nightly upkeep then purges it. */
  deletion: Type.Object({ restorable_days: days }, closed),
  /** From which age a patient counts as adult in statistics. */
  statistics: Type.Object({ adult_from_years: Type.Number({ minimum: 10, maximum: 25 }) }, closed),
  /** In which units pages show quantities, unless a reader prefers others. */
  display_units: DISPLAY_UNITS,
} as const satisfies Record<string, TObject>;

export type SettingName = keyof typeof SETTING_SCHEMAS;
export type Setting<N extends SettingName> = Static<(typeof SETTING_SCHEMAS)[N]>;
export const SETTING_NAMES = Object.keys(SETTING_SCHEMAS) as readonly SettingName[];

const DEFAULTS: { readonly [N in SettingName]: Setting<N> } = {
  not_patient_patterns: GUIDE_PATTERNS,
  identity: DEFAULT_KEPT,
  after_import: LEAVE_ALL,
  home: { recent_days: 7, earlier_days: 28, silent_after_days: 7 },
  deletion: { restorable_days: 30 },
  statistics: { adult_from_years: 16 },
  display_units: Object.fromEntries(
    QUANTITY_NAMES.map((name) => [name, QUANTITIES[name].units[0].unit]),
  ) as DisplayUnits,
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
