import type { CtEvent, ProjectionEvent, Study } from '../../../../warehouse/tables/index.js';
import { sideOf } from '../../../../pipeline/assemble/event-nature.js';
import { agdOf, ctdiVolOf, dlpOf, doseRpOf, durationOf, kapOf, sumOf } from './reports.js';
import type { Sending, SentStudy } from './sending.js';
import type { MachineKind, TrueExposure } from './truth.js';

/** The rows of one study of a modality, or what they should be: totals by column, and each counted event once. */
export interface LedgerPage {
  readonly modality: string;
  readonly totals: Readonly<Record<string, number>>;
  readonly events: readonly string[];
}

const MODALITY: Readonly<Record<MachineKind, string>> = {
  ct: 'CT',
  fluoroscopy: 'RF',
  radiography: 'DX',
  mammography: 'MG',
};

/** An exposure that counts, as its objects tell it. */
interface Told {
  readonly exposure: TrueExposure;
  readonly kind: MachineKind;
  readonly uid: string | null;
}

/** What the ledger says of a study: one page for each modality. */
export function expectedPages({ sendings }: SentStudy): LedgerPage[] {
  const modalities = [...new Set(sendings.map(({ machine }) => MODALITY[machine.kind]))].sort();
  return modalities.map((modality) => {
    const told = sendings
      .filter(({ machine }) => MODALITY[machine.kind] === modality)
      .flatMap(countedExposures);
    return {
      modality,
      totals: {
        event_count: told.length,
        ...expectedTotals(
          modality,
          told.map(({ exposure }) => exposure),
        ),
      },
      events: told.map(expectedEvent).sort(),
    };
  });
}

/** Where a machine reports, what its reports hold counts; else what its images show. */
function countedExposures({ machine, reports, reportsStateUid, images }: Sending): Told[] {
  const reported = new Set(reports.flatMap(({ exposures }) => exposures));
  const counted = reports.length > 0 ? [...reported] : machine.exposures;
  const statesUid = reports.length > 0 ? reportsStateUid : images!.stateUid;
  return counted.map((exposure) => ({
    exposure,
    kind: machine.kind,
    uid: statesUid ? exposure.uid : null,
  }));
}

function expectedEvent({ exposure, kind, uid }: Told): string {
  if (kind === 'ct') {
    const { phantom, protocol, kvp_kv, isLight } = exposure;
    return line({ uid, dlp: dlpOf(exposure), ctdi: ctdiVolOf(exposure), phantom, protocol, kvp_kv, isLight });
  }
  const { startedAt, plane, protocol, kvp_kv, exposure_mas, side, view } = exposure;
  return line({
    uid,
    at: startedAt.slice(0, WHOLE_SECONDS),
    plane,
    protocol,
    kvp_kv,
    exposure_mas,
    isLight: kind === 'fluoroscopy' && exposure.isLight,
    side: kind === 'fluoroscopy' ? null : side,
    view: kind === 'fluoroscopy' ? null : view,
    kap: kind === 'mammography' ? null : kapOf(exposure),
    doseRp: kind === 'fluoroscopy' ? doseRpOf(exposure) : null,
    agd: kind === 'mammography' ? agdOf(exposure) : null,
  });
}

/** An image that rounds the start may be the one that states it. */
const WHOLE_SECONDS = 'YYYYMMDDHHMMSS'.length;

function line(said: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(said);
}

function expectedTotals(modality: string, exposures: readonly TrueExposure[]): Record<string, number> {
  const of = (isPart: (one: TrueExposure) => boolean): TrueExposure[] => exposures.filter(isPart);
  const light = of(({ isLight }) => isLight);
  const heavy = of(({ isLight }) => !isLight);
  if (modality === 'CT') {
    return {
      dlp_total_mgy_cm: sumOf(exposures, dlpOf),
      dlp_head_16cm_mgy_cm: sumOf(
        of(({ phantom }) => phantom === 'head_16cm'),
        dlpOf,
      ),
      dlp_body_32cm_mgy_cm: sumOf(
        of(({ phantom }) => phantom === 'body_32cm'),
        dlpOf,
      ),
      ct_localizer_count: light.length,
      ct_spiral_count: heavy.length,
    };
  }
  if (modality === 'MG') {
    return {
      agd_left_mgy: sumOf(
        of(({ side }) => side === 'left'),
        agdOf,
      ),
      agd_right_mgy: sumOf(
        of(({ side }) => side === 'right'),
        agdOf,
      ),
    };
  }
  if (modality === 'DX') return { kap_total_gy_cm2: sumOf(exposures, kapOf) };
  const planes = [
    ['_a', of(({ plane }) => plane !== 'B')],
    ['_b', of(({ plane }) => plane === 'B')],
    ['', exposures],
  ] as const;
  const totals = planes.map(([suffix, ofPlane]) => {
    const [fluoro, acquired] = [light, heavy].map((kind) => ofPlane.filter((one) => kind.includes(one)));
    return {
      [`kap_total${suffix}_gy_cm2`]: sumOf(ofPlane, kapOf),
      [`kap_fluoro${suffix}_gy_cm2`]: sumOf(fluoro!, kapOf),
      [`kap_acquisition${suffix}_gy_cm2`]: sumOf(acquired!, kapOf),
      [`dose_rp_total${suffix}_mgy`]: sumOf(ofPlane, doseRpOf),
      [`dose_rp_fluoro${suffix}_mgy`]: sumOf(fluoro!, doseRpOf),
      [`dose_rp_acquisition${suffix}_mgy`]: sumOf(acquired!, doseRpOf),
      [`fluoro_time${suffix}_s`]: sumOf(fluoro!, durationOf),
      [`acquisition_time${suffix}_s`]: sumOf(acquired!, durationOf),
      ...(suffix === '' ? {} : { [`event_count${suffix}`]: ofPlane.length }),
    };
  });
  return Object.assign({}, ...totals) as Record<string, number>;
}

/** The rows of one StudyInstanceUID as pages, with the columns that the ledger asks for. */
export function foundPages(
  rows: {
    readonly studies: readonly Study[];
    readonly ct_events: readonly CtEvent[];
    readonly projection_events: readonly ProjectionEvent[];
  },
  expected: readonly LedgerPage[],
): LedgerPage[] {
  return rows.studies
    .map((study) => {
      const columns = Object.keys(expected.find(({ modality }) => modality === study.modality)?.totals ?? {});
      const isCounted = (row: CtEvent | ProjectionEvent): boolean =>
        row.study_id === study.study_id && row.counted === true;
      return {
        modality: study.modality ?? '',
        // A total of nothing may be stated as 0 or not be stated.
        totals: Object.fromEntries(
          columns.map((column) => [column, (study as unknown as Record<string, number | null>)[column] ?? 0]),
        ),
        events: [
          ...rows.ct_events.filter(isCounted).map(foundCtEvent),
          ...rows.projection_events.filter(isCounted).map(foundProjectionEvent),
        ].sort(),
      };
    })
    .sort((one, other) => (one.modality < other.modality ? -1 : 1));
}

function foundCtEvent(row: CtEvent): string {
  return line({
    uid: row.irradiation_event_uid,
    dlp: row.dlp_mgy_cm,
    ctdi: row.ctdi_vol_mgy,
    phantom: row.ctdi_phantom,
    protocol: row.acquisition_protocol,
    kvp_kv: row.kvp_kv,
    isLight: row.ct_acquisition_type_code === '113805',
  });
}

function foundProjectionEvent(row: ProjectionEvent): string {
  return line({
    uid: row.irradiation_event_uid,
    at: row.started_at_local?.replace(/[-:T]/g, '').slice(0, WHOLE_SECONDS) ?? null,
    plane: row.acquisition_plane,
    protocol: row.acquisition_protocol,
    kvp_kv: row.kvp_kv,
    exposure_mas: row.exposure_mas,
    isLight: row.event_type === 'Fluoroscopy',
    side: sideOf(row),
    view: row.image_view && (/^(cranio-|postero-)/i.test(row.image_view) ? 'first' : 'second'),
    kap: row.kap_gy_cm2,
    doseRp: row.dose_rp_mgy,
    agd: row.agd_mgy,
  });
}
