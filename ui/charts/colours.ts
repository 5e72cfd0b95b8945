/** The colours of the theme that a drawing is made in, as values: a saved picture has no style sheet. */
export interface ChartColours {
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly surface: string;
  readonly accent: string;
  readonly soft: string;
  /** Colours told apart by people of any colour vision; shapes and dashes tell apart without colour. */
  readonly series: readonly string[];
}

export const SYMBOLS = [
  'circle',
  'square',
  'triangle',
  'diamond',
  'star',
  'cross',
  'wye',
  'asterisk',
] as const;
/** The shapes of the series as characters, for legends. */
export const SIGNS = ['○', '□', '△', '◇', '☆', '✚', 'Y', '✱'] as const;
export const DASHES = ['', '6 3', '2 3', '9 3 2 3', '12 4', '4 2', '1 4', '8 2 2 2'] as const;

export function chartColours(): ChartColours {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    text: read('--text'),
    muted: read('--text-muted'),
    line: read('--line'),
    surface: read('--surface'),
    accent: read('--accent'),
    soft: read('--cell'),
    series: SYMBOLS.map((_symbol, at) => read(`--series-${at}`)),
  };
}
