import { preferences } from '../state/preferences.js';
import { session } from '../state/session.js';
import { openPalette } from './command-palette.js';
import { go } from './navigation.js';
import { NAVIGATION } from './destinations.js';
import { openShortcutHelp } from './shortcut-help.js';

/** Fired on window when a page should move the focus to its filter. */
export const FOCUS_FILTER = 'dose-focus-filter';
const SEQUENCE_MS = 1_200;

let goPressedAt = -Infinity;

/** Ctrl K always; single keys only where nothing is being typed and the reader has not switched them off. */
export function startShortcuts(): void {
  document.addEventListener('keydown', (event) => {
    if (!session.get()) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      openPalette();
    } else if (preferences.get().shortcuts && !isTyping(event) && !hasModifier(event)) {
      singleKey(event);
    }
  });
}

function singleKey(event: KeyboardEvent): void {
  const page = NAVIGATION.find(({ key }) => key === event.key);
  if (page && event.timeStamp - goPressedAt < SEQUENCE_MS) {
    goPressedAt = -Infinity;
    event.preventDefault();
    go(page.href);
    return;
  }
  goPressedAt = event.key === 'g' ? event.timeStamp : -Infinity;
  if (event.key === '?') openShortcutHelp();
  else if (event.key === '/') window.dispatchEvent(new Event(FOCUS_FILTER));
  else if (event.key === '[') follow('prev');
  else if (event.key === ']') follow('next');
  else return;
  event.preventDefault();
}

const follow = (rel: string): void => document.querySelector<HTMLElement>(`a[rel=${rel}]`)?.click();

const hasModifier = (event: KeyboardEvent): boolean => event.ctrlKey || event.metaKey || event.altKey;

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target instanceof HTMLElement ? event.target : null;
  return target !== null && target.matches('input:not([type=checkbox]):not([type=radio]), textarea, select');
}
