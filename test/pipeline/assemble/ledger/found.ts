import { sideOf } from '../../../../pipeline/assemble/event-nature.js';
import type { CtEvent, ProjectionEvent, Study } from '../../../../warehouse/tables/index.js';
import { wholeSeconds, type EventLine, type LedgerPage } from './expected.js';

/** The tables that are held against the ledger. */
export interface FoundRows {
  readonly studies: readonly Study[];
  readonly ct_events: readonly CtEvent[];
  readonly projection_events: readonly ProjectionEvent[];
}

/** The rows of one StudyInstanceUID as pages, with the columns that the ledger asks for. */
export function foundPages(rows: FoundRows, expected: readonly LedgerPage[]): LedgerPage[] {
  const pages = rows.studies.map((study) => {
    const page = expected.find(({ modality }) => modality === study.modality);
    const asked = page?.totals ?? {};
    const statesStarts = page?.statesStarts ?? true;
    const values = study as unknown as Readonly<Record<string, number | null>>;
    const isCounted = (row: CtEvent | ProjectionEvent): boolean =>
      row.study_id === study.study_id && row.counted === true;
    const events = [
      ...rows.ct_events.filter(isCounted).map(ctLine),
      ...rows.projection_events.filter(isCounted).map(projectionLine),
    ];
    return {
      modality: study.modality ?? '',
      // A total of nothing may be stated as 0 or not be stated.
      totals: Object.fromEntries(Object.keys(asked).map((column) => [column, values[column] ?? 0])),
      events: events.map((line) => JSON.stringify(statesStarts ? line : { ...line, at: null })).sort(),
      statesStarts,
    };
  });
  return pages.sort((one, other) => (one.modality < other.modality ? -1 : 1));
}

function ctLine(row: CtEvent): EventLine {
  return {
    uid: row.irradiation_event_uid,
    at: null,
    plane: null,
    phantom: row.ctdi_phantom,
    protocol: row.acquisition_protocol,
    side: null,
    view: null,
    isLight: row.ct_acquisition_type_code === '113805',
    kvp_kv: row.kvp_kv,
    exposure_mas: null,
    doses: [row.ctdi_vol_mgy, row.dlp_mgy_cm],
  };
}

function projectionLine(row: ProjectionEvent): EventLine {
  const view = row.image_view && (/^(cranio|postero)-/i.test(row.image_view) ? 'first' : 'second');
  return {
    uid: row.irradiation_event_uid,
    at: row.started_at_local && wholeSeconds(row.started_at_local.replace(/[-:T]/g, '')),
    plane: row.acquisition_plane,
    phantom: null,
    protocol: row.acquisition_protocol,
    side: sideOf(row),
    view,
    isLight: row.event_type === 'Fluoroscopy',
    kvp_kv: row.kvp_kv,
    exposure_mas: row.exposure_mas,
    doses: [row.kap_gy_cm2, row.dose_rp_mgy, row.agd_mgy],
  };
}
