/** What the API answers with. Rows use the column names of the lake; absent values are null. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** One row of a table: column name to value. */
export type Row = Readonly<Record<string, Json>>;

/** The version of the lake that an answer was read from. */
export interface Snapshot {
  readonly id: number;
  /** UTC, ISO 8601. */
  readonly committed_at: string;
  /** When an erasure took something out of it; absent while it is as it was committed. */
  readonly changed_at?: string;
}

export type Permission =
  'view' | 'export' | 'see_identity' | 'import_facts' | 'delete' | 'erase' | 'configure' | 'manage_users';

export interface Session {
  readonly user: {
    readonly name: string;
    readonly groups: readonly string[];
    readonly permissions: readonly Permission[];
  };
  /** True where the store holds synthetic data. */
  readonly demo: boolean;
  readonly version: string;
  readonly snapshot: Snapshot | null;
  readonly preferences: Readonly<Record<string, Json>>;
  /** The site's unit of each quantity that can be shown in several. */
  readonly display_units: Readonly<Record<string, string>>;
}

export interface ColumnMeaning {
  readonly label: string;
  readonly unit: string | null;
  /** Which of the quantities that can be shown in several units it is. */
  readonly quantity?: string | null;
  readonly definition: string;
  readonly source: string | null;
  readonly type: Json;
  /** Other than `none`: seen only by those who may see identity. */
  readonly identity?: string;
}

export interface TableMeaning {
  readonly grain: string;
  /** Columns that tell one row from all others. */
  readonly key: readonly string[];
  readonly columns: Readonly<Record<string, ColumnMeaning>>;
}

/** A unit in which a quantity can be shown. */
export interface DisplayUnit {
  readonly unit: string;
  /** How many digits the decimal point moves to the right from a value in the unit of its column. */
  readonly shift: number;
}

/** A quantity that can be shown in several units, that of its columns first. */
export interface Quantity {
  readonly label: string;
  readonly units: readonly DisplayUnit[];
}

export interface Tables {
  readonly tables: Readonly<Record<string, TableMeaning>>;
  readonly quantities: Readonly<Record<string, Quantity>>;
}

export interface StudyPage {
  readonly total: number;
  readonly page: number;
  readonly page_size: number;
  readonly snapshot: Snapshot;
  readonly not_patient_count: number;
  readonly items: readonly Row[];
}

export interface FacetValue {
  readonly value: Json;
  readonly count: number;
}

export interface Facets {
  readonly snapshot: Snapshot;
  readonly facets: Readonly<Record<string, readonly FacetValue[]>>;
}

export interface LinkedStudy {
  readonly study_id: string;
  readonly modality: string | null;
  readonly study_date: string | null;
  readonly study_description: string | null;
}

export interface StudyDetail {
  readonly snapshot: Snapshot;
  readonly study: Row;
  readonly ct_events: readonly Row[];
  readonly projection_events: readonly Row[];
  readonly nm_administrations: readonly Row[];
  readonly accumulated_doses: readonly Row[];
  readonly source_objects: readonly Row[];
  readonly linked_studies: readonly LinkedStudy[];
}

/** A data-quality check: what it asks, and what the two numbers of a hit are. */
export interface Check {
  readonly id: string;
  readonly title: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly grain: 'study' | 'event' | 'report' | 'device';
  readonly definition: string;
  readonly compared: {
    readonly found: string;
    readonly expected: string;
    readonly unit: string;
    readonly quantity?: string | null;
  } | null;
}

export interface CheckHit {
  /** Such as "event 3"; null for the study itself. */
  readonly subject: string | null;
  readonly found: number | null;
  readonly expected: number | null;
}

export interface FailedCheck extends Check {
  readonly hit_count: number;
  /** The first of them. */
  readonly hits: readonly CheckHit[];
}

export interface CheckSummary {
  readonly snapshot: Snapshot;
  readonly checks: readonly (Check & {
    readonly study_count: number;
    readonly device_count: number;
    readonly modalities: readonly {
      readonly modality: string;
      readonly study_count: number;
      /** Query string that lists exactly these studies. */
      readonly address: string;
    }[];
  })[];
}

/** One statement of an object that a value is, or was made, from. */
export interface ValueSource {
  readonly table: string;
  readonly key: string;
  readonly column: string;
  readonly value: Json;
  readonly sop_instance_uid: string;
  readonly extractor: string;
  readonly extractor_version: number;
  readonly path: string;
  readonly raw: string;
  readonly unit: string | null;
  readonly quirk: string | null;
}

export interface HeaderElement {
  readonly tag: string;
  readonly keyword: string | null;
  readonly value: string | null;
  readonly items?: readonly (readonly HeaderElement[])[];
}

export interface ContentItem {
  readonly path: string;
  readonly value_type: string;
  readonly concept: string | null;
  readonly code: string | null;
  readonly value: string | null;
  readonly unit: string | null;
  readonly children: readonly ContentItem[];
}

/** All that is kept of an object. */
export interface KeptDocument {
  readonly snapshot: Snapshot;
  readonly document: Row;
  readonly outline: {
    readonly header: readonly HeaderElement[];
    readonly content: readonly ContentItem[];
    readonly is_cut: boolean;
  };
}

export interface SystemSummary {
  readonly device_id: string | null;
  /** All devices that go by the name of the system. */
  readonly device_ids?: readonly string[] | null;
  readonly display_name: string | null;
  readonly modality: string;
  readonly study_count: number;
  readonly last_study_date: string | null;
  readonly last_study_time: string | null;
  readonly last_7_days: number;
  readonly last_28_days: number;
}

export interface Attention {
  readonly kind: string;
  readonly severity: 'info' | 'warning' | 'error';
  readonly count: number;
  readonly message: string;
  readonly href: string;
}

export interface Run {
  readonly run_id: string;
  /** `ingest`, or `upkeep` of the lake after it. */
  readonly kind?: string;
  readonly started_at: string;
  readonly finished_at: string | null;
  readonly state: string;
  readonly trigger: string | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly file_count: number | null;
  /** How many files there are to handle, where that is known. */
  readonly file_total?: number | null;
  readonly error: string | null;
}

export interface Home {
  readonly snapshot: Snapshot | null;
  /** The day that the windows end with; in the demo hospital that of its last study. */
  readonly today: string;
  readonly modalities: readonly { readonly modality: string; readonly study_count: number }[];
  readonly systems: readonly SystemSummary[];
  readonly runs: readonly Run[];
  readonly attention: readonly Attention[];
  /** Lengths of the two windows of the systems, in days. */
  readonly windows?: { readonly recent_days: number; readonly earlier_days: number };
}

/** Statistics of one mark of a chart; which figures are there depends on the chart. */
export interface ChartGroup {
  readonly category: string | null;
  readonly system: string | null;
  readonly bands?: Readonly<Record<string, string | null>>;
  readonly n: number;
  readonly n_null?: number;
  readonly mean?: number | null;
  readonly median?: number | null;
  readonly q1?: number | null;
  readonly q3?: number | null;
  readonly min?: number | null;
  readonly max?: number | null;
  readonly whisker_low?: number | null;
  readonly whisker_high?: number | null;
  /** Start of the period, YYYY-MM-DD (`over-time`). */
  readonly period?: string | null;
  /** 1 = Monday … 7 = Sunday (`weekday-hour`). */
  readonly weekday?: number;
  /** 0 … 23 (`weekday-hour`). */
  readonly hour?: number;
  readonly bins?: readonly ChartBin[];
  readonly points?: readonly ChartPoint[];
  /** Query string that lists exactly the studies of this mark. */
  readonly address: string | null;
}

export interface ChartBin {
  readonly low: number;
  readonly high: number;
  readonly n: number;
  readonly address: string | null;
}

export interface ChartPoint {
  readonly x: number;
  readonly y: number;
  readonly study_id: string;
}

interface ChartColumn {
  readonly column: string;
  readonly label: string;
  readonly unit?: string | null;
}

export interface Chart {
  readonly chart: string;
  readonly snapshot: Snapshot;
  readonly value: ChartColumn | null;
  readonly by: ChartColumn | null;
  readonly x?: ChartColumn | null;
  readonly method?: string | null;
  readonly groups: readonly ChartGroup[];
  readonly left_out?: Readonly<Record<string, number>>;
  readonly n_studies: number;
}

export interface SavedView {
  readonly id: number | string;
  readonly name: string;
  readonly page: string;
  readonly query: string;
  readonly shared: boolean;
  /** Who saved it; only they may take it away. */
  readonly owner?: string;
}

/** A page of rows without statistics. */
export interface Items<T = Row> {
  readonly items: readonly T[];
  readonly total?: number;
  readonly page_size?: number;
}

/** A CSV file of facts that was sent to the server. */
export interface FactsUpload {
  readonly id: string;
  readonly file_name: string;
  readonly columns: readonly {
    readonly name: string;
    readonly suggestion: string | null;
    readonly examples: readonly string[];
  }[];
  readonly fields: readonly string[];
  readonly state: 'received' | 'applying' | 'applied' | 'refused' | 'stopped';
  readonly message: string | null;
  readonly result: FactsResult | null;
}

/** What became of the rows of a file. */
export interface FactsResult {
  readonly row_count: number;
  readonly studies_known: number;
  readonly studies_waited_for: number;
  readonly heights_in: { readonly cm: number; readonly m: number };
  readonly counts: Readonly<Record<string, number>>;
  readonly log: readonly { readonly line: number; readonly outcome: string; readonly message: string }[];
}

/** What an act on all studies of a filter met. */
export interface BulkResult {
  readonly found: number;
  readonly changed: number;
}

/** An erasure that runs now, and the backups that it leaves as they are. */
export interface ErasureStarted {
  readonly run_id: string;
  readonly backups: readonly { readonly folder: string; readonly taken_at: string }[];
}
