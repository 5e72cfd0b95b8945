export type Dimension =
  | 'absorbed_dose'
  | 'dose_length'
  | 'kerma_area'
  | 'equivalent_dose'
  | 'voltage'
  | 'current'
  | 'charge'
  | 'time'
  | 'length'
  | 'area'
  | 'volume'
  | 'mass'
  | 'force'
  | 'pressure'
  | 'angle'
  | 'activity'
  | 'frequency'
  | 'energy'
  | 'proportion'
  | 'number';

/** A unit as `times / per × 10^ten` of the coherent unit of its dimension. */
export interface Unit {
  readonly dimension: Dimension;
  readonly ten: number;
  readonly times: number;
  readonly per: number;
}

/** The unit one, which UCUM annotations such as `{events}` and `{ratio}` stand for. */
export const DIMENSIONLESS: Unit = { dimension: 'number', ten: 0, times: 1, per: 1 };

const PREFIXES: readonly (readonly [string, number])[] = [
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['c', -2],
  ['d', -1],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
];
const LENGTHS: readonly (readonly [string, number])[] = [
  ['mm', -3],
  ['cm', -2],
  ['dm', -1],
  ['m', 0],
];

type Entry = readonly [string, Unit];

function unit(dimension: Dimension, ten: number, times = 1, per = 1): Unit {
  return { dimension, ten, times, per };
}

/** `kV`, `mV`, … with every prefix, in all spellings of the symbol. */
function prefixed(dimension: Dimension, symbols: readonly string[], ten = 0): Entry[] {
  return symbols.flatMap((symbol) =>
    PREFIXES.map(([prefix, power]): Entry => [`${prefix}${symbol}`, unit(dimension, ten + power)]),
  );
}

/** `mGy.cm`, and `mGycm` and `mGy-cm` as the field writes it. */
function products(dimension: Dimension, left: readonly Entry[], right: readonly Entry[]): Entry[] {
  return left.flatMap(([a, { ten }]) =>
    right.flatMap(([b, other]) =>
      ['.', '', '-'].map((sign): Entry => [`${a}${sign}${b}`, unit(dimension, ten + other.ten)]),
    ),
  );
}

const GRAY = prefixed('absorbed_dose', ['Gy']);
const LENGTH = LENGTHS.map(([name, ten]): Entry => [name, unit('length', ten)]);
const AREA = LENGTHS.map(([name, ten]): Entry => [`${name}2`, unit('area', 2 * ten)]);
const VOLUME = LENGTHS.map(([name, ten]): Entry => [`${name}3`, unit('volume', 3 * ten)]);
const AMPERE = prefixed('current', ['A']);
const SECOND: readonly Entry[] = [['s', unit('time', 0)]];

function spelled(spellings: readonly string[], meaning: Unit): Entry[] {
  return spellings.map((spelling): Entry => [spelling, meaning]);
}

const PER_SECOND = [
  '/s',
  '1/s',
  's-1',
  'pulse/s',
  'pulses/s',
  'p/s',
  'pps',
  'frame/s',
  'frames/s',
  'fps',
  'f/s',
];

/** Every code and spelling, folded as `units.ts` folds. */
const ENTRIES: readonly Entry[] = [
  ...GRAY,
  ...prefixed('equivalent_dose', ['Sv']),
  ...prefixed('voltage', ['V', 'Vp']),
  ...AMPERE,
  ...prefixed('time', ['s']),
  ...prefixed('activity', ['Bq']),
  ...prefixed('frequency', ['Hz']),
  ...prefixed('force', ['N']),
  ...prefixed('pressure', ['Pa']),
  ...prefixed('energy', ['eV']),
  ...prefixed('mass', ['g']),
  ...prefixed('volume', ['L', 'l'], -3),
  ...prefixed('charge', ['C']),
  ...prefixed('length', ['m']),
  ...AREA,
  ...VOLUME,
  ...products('dose_length', GRAY, LENGTH),
  ...products('kerma_area', GRAY, AREA),
  ...products('charge', AMPERE, SECOND),
  ...spelled(['min', 'minute', 'minutes'], unit('time', 0, 60)),
  ...spelled(['h', 'hr', 'hour', 'hours'], unit('time', 0, 3600)),
  ...spelled(['a', 'year', 'years'], unit('time', 0, 31_557_600)),
  ...spelled(['d', 'day', 'days'], unit('time', 0, 86_400)),
  ...spelled(['mo'], unit('time', 0, 2_629_800)),
  ...spelled(['wk'], unit('time', 0, 604_800)),
  ...spelled(['sec', 'Sec', 'secs', 'second', 'seconds', 'Seconds'], unit('time', 0)),
  ...spelled(['msec', 'mSec', 'mS', 'MS', 'millisecond', 'milliseconds'], unit('time', -3)),
  ...spelled(
    ['deg', 'Deg', 'DEG', 'degree', 'degrees', 'Degrees', '°', 'º', 'o', 'Â°', 'Âº'],
    unit('angle', 0),
  ),
  ...spelled(['%', 'percent', 'Percent', 'pct'], unit('proportion', -2)),
  ...spelled(['ratio', 'Ratio'], unit('proportion', 0)),
  ...spelled(
    ['1', 'nounits', 'unity', 'X-Raysources', 'X-raysources', 'events', 'pulses', 'frames'],
    DIMENSIONLESS,
  ),
  ...spelled(PER_SECOND, unit('frequency', 0)),
  ...spelled(['/min', '1/min', 'min-1'], unit('frequency', 0, 1, 60)),
  ...spelled(['RAD'], unit('absorbed_dose', -2)),
  ...spelled(['KV', 'Kv', 'KVP', 'KVp', 'kVP', 'kvp', 'kv'], unit('voltage', 3)),
  ...spelled(['MA', 'ma'], unit('current', -3)),
  ...spelled(['MAS', 'mas', 'MAs', 'mAS', 'mAsec'], unit('charge', -3)),
  ...spelled(['MGY', 'mgy', 'mGY', 'MGy'], unit('absorbed_dose', -3)),
  ...spelled(['GY', 'gy'], unit('absorbed_dose', 0)),
  ...spelled(['MM', 'Mm'], unit('length', -3)),
  ...spelled(['CM', 'Cm'], unit('length', -2)),
  ...spelled(['KG', 'Kg', 'kG', 'KGS', 'kgs'], unit('mass', 3)),
  ...spelled(['ml', 'cc', 'ccm'], unit('volume', -6)),
  ...spelled(['Newton', 'newton', 'Newtons'], unit('force', 0)),
  ...spelled(['daN'], unit('force', 1)),
  ...spelled(['kp', 'kgf'], unit('force', -5, 980_665)),
];

/** Later spellings win over prefixes made by rule: `MGy` is a misspelt milligray, no equipment measures megagrays. */
export const UNITS: ReadonlyMap<string, Unit> = new Map(ENTRIES);
