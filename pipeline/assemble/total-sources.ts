import type { AccumulatedDose, CtEvent, ProjectionEvent, TableName } from '../../warehouse/tables/index.js';
import { sideOf } from './event-nature.js';
import { isAcquisition, isFluoroscopy } from './modality.js';
import { partName, planeOfEvent } from './planes.js';

/** What a total of a study was made from: columns of other tables, and which of their rows. */
export interface TotalSource {
  readonly table: TableName;
  readonly column: string;
  isPart(row: object): boolean;
}

type Parts = readonly string[];
const EVERY = (): boolean => true;
/** Parts of a report that a plane of the study is told from (row IMP-524). */
const PLANES: Readonly<Record<string, Parts>> = { a: ['A', 'single', 'all'], b: ['B'] };

/** The statements of reports, and of events, that a total of a study can come from; empty for other columns. */
export function totalSources(column: string): readonly TotalSource[] {
  return (
    ofCt(column) ??
    ofProjection(column) ??
    ofBreast(column) ??
    OTHERS[column]?.map(([table, of]) => all(table, of)) ??
    []
  );
}

function all(table: TableName, column: string): TotalSource {
  return { table, column, isPart: EVERY };
}

/** Totals and greatest values that are made from the same rows in every study. */
const OTHERS: Readonly<Record<string, readonly (readonly [TableName, string])[]>> = {
  effective_dose_total_msv: [
    ['accumulated_doses', 'effective_dose_msv'],
    ['ct_events', 'effective_dose_msv'],
    ['nm_administrations', 'effective_dose_msv'],
  ],
  administered_activity_mbq: [['nm_administrations', 'administered_activity_mbq']],
};

function ofCt(column: string): readonly TotalSource[] | null {
  const [, dlpPhantom] = /^dlp_(total|head_16cm|body_32cm|other_phantom)_mgy_cm$/.exec(column) ?? [];
  const [, ctdiPhantom] = /^ctdi_vol_max_(head_16cm|body_32cm)_mgy$/.exec(column) ?? [];
  if (ctdiPhantom) return [inPhantom('ctdi_vol_mgy', ctdiPhantom)];
  if (!dlpPhantom) return null;
  if (dlpPhantom === 'total')
    return [all('accumulated_doses', 'dlp_total_mgy_cm'), all('ct_events', 'dlp_mgy_cm')];
  const phantom = dlpPhantom.replace('_phantom', '');
  return [accumulated('dlp_total_mgy_cm', [phantom, 'all']), inPhantom('dlp_mgy_cm', phantom)];
}

function inPhantom(column: string, phantom: string): TotalSource {
  return {
    table: 'ct_events',
    column,
    isPart: (row) => ((row as CtEvent).ctdi_phantom ?? 'other') === phantom,
  };
}

function accumulated(column: string, parts: Parts): TotalSource {
  return {
    table: 'accumulated_doses',
    column,
    isPart: (row) => parts.includes(partName(row as AccumulatedDose) ?? ''),
  };
}

const QUANTITY =
  /^(kap|dose_rp|fluoro|acquisition|frame)_(total|fluoro|acquisition|time|count)(?:_([ab]))?(_\w+)?$/;
const EVENT_COLUMNS: Readonly<Record<string, string>> = {
  kap: 'kap_gy_cm2',
  dose_rp: 'dose_rp_mgy',
  fluoro: 'irradiation_duration_s',
  acquisition: 'irradiation_duration_s',
  frame: 'pulse_count',
};

function ofProjection(column: string): readonly TotalSource[] | null {
  const [, quantity, kind, plane, unit = ''] = QUANTITY.exec(column) ?? [];
  if (quantity === undefined || kind === undefined) return null;
  const parts = plane === undefined ? null : PLANES[plane]!;
  const stated = `${quantity}_${kind}${unit}`;
  const isOfKind = KINDS[quantity] ?? KINDS[kind] ?? EVERY;
  return [
    parts === null ? all('accumulated_doses', stated) : accumulated(stated, parts),
    {
      table: 'projection_events',
      column: EVENT_COLUMNS[quantity]!,
      isPart: (row) =>
        isOfKind(row as ProjectionEvent) &&
        (parts === null || parts.includes(planeOfEvent(row as ProjectionEvent) ?? 'single')),
    },
  ];
}

const SHARES = ['fluoro', 'acquisition'] as const;

/** The shares that make a total up where neither reports nor events state it; empty for other columns. */
export function shareSources(column: string): readonly TotalSource[] {
  const [, quantity, kind, plane, unit = ''] = QUANTITY.exec(column) ?? [];
  if (kind !== 'total') return [];
  return SHARES.map((share) => {
    const stated = `${quantity}_${share}${unit}`;
    return plane === undefined ? all('accumulated_doses', stated) : accumulated(stated, PLANES[plane]!);
  });
}

const KINDS: Readonly<Record<string, (event: ProjectionEvent) => boolean>> = {
  fluoro: isFluoroscopy,
  acquisition: isAcquisition,
};

function ofBreast(column: string): readonly TotalSource[] | null {
  const [, breast] = /^agd_(left|right|both)_mgy$/.exec(column) ?? [];
  if (!breast) return null;
  const ofEvents: TotalSource = {
    table: 'projection_events',
    column: 'agd_mgy',
    isPart: (row) => sideOf(row as ProjectionEvent) === breast,
  };
  return [accumulated('agd_mgy', [breast]), ofEvents];
}
