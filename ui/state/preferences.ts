import { api } from '../api/endpoints.js';
import type { Json } from '../api/types.js';
import { session } from './session.js';
import { Store } from './store.js';

export const THEMES = ['system', 'light', 'dark', 'contrast'] as const;
export type Theme = (typeof THEMES)[number];
export const PAGE_SIZES = [10, 25, 50, 100, 200, 400] as const;

/** How one person likes the pages. Kept by the server per user, and by this browser for the sign-in page. */
export interface Preferences {
  readonly theme: Theme;
  readonly density: 'comfortable' | 'compact';
  /** Single-key shortcuts (WCAG 2.1.4: they can be switched off). */
  readonly shortcuts: boolean;
  readonly page_size: number;
  /** BCP 47 tag for numbers and dates, null for the browser's; `en-XA` shows the pseudo-locale. */
  readonly locale: string | null;
  readonly iso_dates: boolean;
  /** The unit of a quantity, where it is not to be that of the site. */
  readonly display_units: Readonly<Record<string, string>>;
}

const DEFAULTS: Preferences = {
  theme: 'system',
  density: 'comfortable',
  shortcuts: true,
  page_size: 25,
  locale: null,
  iso_dates: true,
  display_units: {},
};
const STORAGE_KEY = 'dose-preferences';

export const preferences = new Store<Preferences>(readLocal());

session.subscribe(() => {
  const stored = session.get()?.preferences;
  if (stored && Object.keys(stored).length > 0) adopt({ ...preferences.get(), ...known(stored) });
});

/** Changes one preference here and at the server; a server that refuses leaves the change to this browser. */
export function prefer<K extends keyof Preferences>(name: K, value: Preferences[K]): void {
  adopt({ ...preferences.get(), [name]: value });
  if (session.get()) void api.savePreferences({ ...preferences.get() }).catch(() => undefined);
}

function adopt(next: Preferences): void {
  localStorage.setItem(STORAGE_KEY, JSON.stringify(next));
  preferences.set(next);
}

function readLocal(): Preferences {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}');
    return { ...DEFAULTS, ...known(typeof stored === 'object' && stored ? stored : {}) };
  } catch {
    return DEFAULTS;
  }
}

function known(stored: object): Partial<Preferences> {
  const valid: Record<keyof Preferences, (value: unknown) => boolean> = {
    theme: (value) => THEMES.includes(value as Theme),
    density: (value) => value === 'comfortable' || value === 'compact',
    shortcuts: (value) => typeof value === 'boolean',
    page_size: (value) => PAGE_SIZES.includes(value as 25),
    locale: (value) => value === null || typeof value === 'string',
    iso_dates: (value) => typeof value === 'boolean',
    display_units: (value) =>
      typeof value === 'object' &&
      value !== null &&
      Object.values(value).every((unit) => typeof unit === 'string'),
  };
  return Object.fromEntries(
    Object.entries(stored as Record<string, Json>).filter(
      ([name, value]) => name in valid && valid[name as keyof Preferences](value),
    ),
  );
}
