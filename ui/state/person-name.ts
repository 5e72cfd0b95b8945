/** The columns that hold names of persons as objects send them (VR PN). */
const COLUMNS: ReadonlySet<string> = new Set([
  'referring_physician',
  'performing_physician',
  'operator',
  'physician_of_record',
  'reading_physician',
]);

/** Names for people to read, where the column holds such: `Family, Prefix Given Middle (Suffix)`, several by ` | `. */
export function readableNames(column: string, text: string): string {
  if (!COLUMNS.has(column) || !text.includes('^')) return text;
  return text.split(' | ').map(readableName).join(' | ');
}

function readableName(name: string): string {
  const [group = ''] = name.split('=').filter((one) => one.replaceAll('^', '').trim() !== '');
  const [family = '', given = '', middle = '', prefix = '', suffix = ''] = group
    .split('^')
    .map((part) => part.trim());
  const called = [prefix, given, middle].filter((part) => part !== '').join(' ');
  const whole = [family, called].filter((part) => part !== '').join(', ');
  return suffix === '' ? whole : `${whole} (${suffix})`;
}
