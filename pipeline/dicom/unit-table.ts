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

/** However a milligray is capitalised, also in products, it is one: no equipment measures megagrays. */
const MISSPELT_MILLIGRAYS = spelled(['MGy', 'MGY', 'mGY', 'mgy'], unit('absorbed_dose', -3));
/** Of the other prefixes that doses have, each has one reading too. */
const MISSPELT_GRAYS: readonly Entry[] = [
  ...spelled(['gy'], unit('absorbed_dose', 0)),
  ...spelled(['dGY', 'dgy'], unit('absorbed_dose', -1)),
  ...spelled(['cGY', 'cgy'], unit('absorbed_dose', -2)),
  ...spelled(['uGY', 'ugy', 'UGY'], unit('absorbed_dose', -6)),
  ...MISSPELT_MILLIGRAYS,
];
const GRAY = [...prefixed('absorbed_dose', ['Gy']), ...MISSPELT_GRAYS];
const LENGTH = LENGTHS.map(([name, ten]): Entry => [name, unit('length', ten)]);
const AREA = LENGTHS.flatMap(([name, ten]): Entry[] =>
  [`${name}2`, `${name}.${name}`].map((spelling) => [spelling, unit('area', 2 * ten)]),
);
/** In products only: by itself a capital may be another unit. */
const CAPITAL_LENGTH: readonly Entry[] = spelled(['CM', 'Cm'], unit('length', -2));
const CAPITAL_AREA: readonly Entry[] = [
  ...spelled(['CM2', 'Cm2'], unit('area', -4)),
  ...spelled(['M2'], unit('area', 0)),
];
const VOLUME = LENGTHS.map(([name, ten]): Entry => [`${name}3`, unit('volume', 3 * ten)]);
const AMPERE = prefixed('current', ['A']);
const SECOND = spelled(['s', 'sec'], unit('time', 0));

function spelled(spellings: readonly string[], meaning: Unit): Entry[] {
  return spellings.map((spelling): Entry => [spelling, meaning]);
}

const COUNTED = [
  ...['pulse', 'Pulse', 'pulses', 'Pulses'],
  ...['frame', 'Frame', 'frames', 'Frames'],
  ...['image', 'Image', 'images', 'Images'],
  ...['exposure', 'Exposure', 'exposures', 'Exposures'],
  ...['event', 'Event', 'events', 'Events'],
];
/** Without the braces of an annotation. */
const X_RAY_SOURCES = [
  'X-Raysource',
  'X-raysource',
  'X-RaySource',
  'X-RAYSOURCE',
  'source',
  'Source',
].flatMap((source) => [source, `${source}s`, `${source}S`]);
const PER_SECOND = [
  ...['', '1', 'p', 'f', ...COUNTED].flatMap((counted) =>
    ['/s', '/sec', '/Sec', '/second', 'persecond'].map((perSecond) => `${counted}${perSecond}`),
  ),
  ...['s-1', 'pps', 'PPS', 'fps', 'FPS'],
];

/**
 * Codes of UCUM in upper case that can be read in one way only; not those with M, which is milli there and mega to others.
 */
const UPPER_CASE: readonly Entry[] = [
  ['GY', unit('absorbed_dose', 0)],
  ['DGY', unit('absorbed_dose', -1)],
  ['CGY', unit('absorbed_dose', -2)],
];

/** 1 Ci is 37 GBq; by name and not with every prefix, for `MCi` is more likely a millicurie than a megacurie. */
const CURIES: readonly Entry[] = [
  ['Ci', unit('activity', 9, 37)],
  ['mCi', unit('activity', 6, 37)],
  ['uCi', unit('activity', 3, 37)],
  ['nCi', unit('activity', 0, 37)],
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
  ...products('dose_length', GRAY, [...LENGTH, ...CAPITAL_LENGTH]),
  ...products('kerma_area', GRAY, [...AREA, ...CAPITAL_AREA]),
  ...UPPER_CASE,
  ...products('kerma_area', UPPER_CASE, CAPITAL_AREA),
  ...products('charge', AMPERE, SECOND),
  ...spelled(['min', 'Min', 'MIN', 'mins', 'minute', 'minutes'], unit('time', 0, 60)),
  ...spelled(['h', 'hr', 'hour', 'hours'], unit('time', 0, 3600)),
  ...spelled(['a', 'year', 'years'], unit('time', 0, 31_557_600)),
  ...spelled(['d', 'day', 'days'], unit('time', 0, 86_400)),
  ...spelled(['mo'], unit('time', 0, 2_629_800)),
  ...spelled(['wk'], unit('time', 0, 604_800)),
  ...spelled(['S', 'sec', 'Sec', 'SEC', 'secs', 'second', 'seconds', 'Seconds'], unit('time', 0)),
  ...spelled(['msec', 'mSec', 'mS', 'MS', 'millisecond', 'milliseconds'], unit('time', -3)),
  ...spelled(
    ['deg', 'Deg', 'DEG', 'degree', 'degrees', 'Degrees', '°', 'º', 'o', 'Â°', 'Âº'],
    unit('angle', 0),
  ),
  ...spelled(['%', 'percent', 'Percent', 'pct'], unit('proportion', -2)),
  ...spelled(['ratio', 'Ratio', 'RATIO', '[ratio]'], unit('proportion', 0)),
  ...spelled(['rad'], unit('angle', -14, 5_729_577_951_308_232)),
  ...spelled(['1', 'unity', 'count', 'counts', ...X_RAY_SOURCES, ...COUNTED], DIMENSIONLESS),
  ...spelled(['nounit', 'nounits', 'none', 'None', 'unitless', 'NA', 'N/A'], DIMENSIONLESS),
  ...spelled(PER_SECOND, unit('frequency', 0)),
  ...spelled(['/min', '1/min', 'min-1'], unit('frequency', 0, 1, 60)),
  ...spelled(['RAD'], unit('absorbed_dose', -2)),
  // A thousandth of a rad, not of a radian: no equipment states angles in it.
  ...spelled(['mrad', 'mRad', 'mRAD'], unit('absorbed_dose', -5)),
  ...spelled(['KV', 'Kv', 'KVP', 'KVp', 'kVP', 'kvp', 'kv'], unit('voltage', 3)),
  ...spelled(['MA', 'ma'], unit('current', -3)),
  ...spelled(['MAS', 'mas', 'MAs', 'mAS', 'mAsec'], unit('charge', -3)),
  ...spelled(['UAS', 'uAS', 'UA.S'], unit('charge', -6)),
  ...spelled(['MM', 'Mm', 'mmAl', 'mm[Al]'], unit('length', -3)),
  ...spelled(['CM', 'Cm'], unit('length', -2)),
  ...spelled(['KG', 'Kg', 'kG', 'KGS', 'kgs'], unit('mass', 3)),
  ...spelled(['ml', 'cc', 'ccm'], unit('volume', -6)),
  ...spelled(['Newton', 'newton', 'Newtons'], unit('force', 0)),
  ...spelled(['daN'], unit('force', 1)),
  ...spelled(['kp', 'kgf'], unit('force', -5, 980_665)),
  ...spelled(['[lbf_av]', 'lbf'], unit('force', -13, 44_482_216_152_605)),
  ...spelled(['hPa', 'mbar'], unit('pressure', 2)),
  ...spelled(['KPa', 'KPA', 'kpa'], unit('pressure', 3)),
  ...spelled(['bar'], unit('pressure', 5)),
  ...spelled(['mm[Hg]', 'mmHg'], unit('pressure', -3, 133_322)),
  ...spelled(['MBQ', 'Mbq'], unit('activity', 6)),
  ...CURIES,
  ...spelled(['[lb_av]'], unit('mass', -5, 45_359_237)),
  ...spelled(['[in_i]'], unit('length', -4, 254)),
];

/** Later spellings win over prefixes made by rule. */
export const UNITS: ReadonlyMap<string, Unit> = new Map(ENTRIES);
