import { FAILPOINT_VARIABLE } from '../../warehouse/lake/failpoint.js';
import { SETTINGS, type SettingName } from './setting-names.js';

const PREFIX = 'DOSE_';
const KNOWN: ReadonlySet<string | null> = new Set([...Object.values(SETTINGS), FAILPOINT_VARIABLE]);

/** The variables of an environment that are called as those of settings are, and set none. */
export function unknownVariables(environment: Readonly<Record<string, string | undefined>>): string[] {
  return Object.keys(environment).filter((name) => name.startsWith(PREFIX) && !KNOWN.has(name));
}

/** What to tell of such a variable: that it does nothing, and the setting that is called most like it. */
export function adviceOn(variable: string): string {
  const nearest = nearestSetting(variable);
  const set = SETTINGS[nearest] ?? `${nearest}, in dose.config.json alone`;
  return `${variable} sets nothing. The setting of the nearest name is ${set}.`;
}

function nearestSetting(variable: string): SettingName {
  const word = variable.slice(PREFIX.length).replaceAll('_', '').toLowerCase();
  const distances = (Object.keys(SETTINGS) as SettingName[]).map((name) => ({
    name,
    distance: editDistance(word, name.toLowerCase()),
  }));
  return distances.reduce((best, other) => (other.distance < best.distance ? other : best)).name;
}

/** How many characters must be put in, left out or changed to make one word of the other. */
function editDistance(one: string, other: string): number {
  let toPrefixes = Array.from({ length: other.length + 1 }, (_, length) => length);
  for (const [at, character] of [...one].entries()) {
    const next = [at + 1];
    for (const [column, wanted] of [...other].entries()) {
      const changed = toPrefixes[column]! + (character === wanted ? 0 : 1);
      next.push(Math.min(changed, toPrefixes[column + 1]! + 1, next[column]! + 1));
    }
    toPrefixes = next;
  }
  return toPrefixes.at(-1)!;
}
