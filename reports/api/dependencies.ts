import type { SettingName } from '../../warehouse/state/settings.js';
import type { PatientField } from '../../warehouse/tables/index.js';
import type { State } from '../../warehouse/state/state.js';
import type { Actions } from '../actions.js';
import type { ReadyCharts } from '../charts/ready-charts.js';
import type { KeptDocuments } from '../kept-documents.js';
import type { Snapshots } from '../snapshots.js';
import type { QueryQueue } from './query-queue.js';

/** What the server is told at its start. */
export interface ApiConfig {
  readonly version: string;
  /** Whether the store holds synthetic data. */
  readonly demo: boolean;
  /** Folder of the built pages; null when there are none. */
  readonly uiFolder: string | null;
  /** Whether to believe X-Forwarded-… of a proxy in front. */
  readonly trustProxy?: boolean;
  /** Whether pages are reached by HTTPS: cookies are then sent over it only. */
  readonly https?: boolean;
  /** Certificate and key, PEM, where the server itself speaks HTTPS. */
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly logger?: boolean | object;
  /** Today's date where the site is; by default that of the machine. */
  readonly today?: () => string;
  /** The hash of an accession number, as which the site may keep some. */
  readonly hashAccession?: ((accessionNumber: string) => string) | undefined;
  /** The stored form of a value that identifies a patient, where the site hashes it. */
  readonly hashPatient?: (field: PatientField, text: string) => string;
  /** Parts of settings that the configuration fixes: they cannot be changed on the pages. */
  readonly fixedSettings?: { readonly [N in SettingName]?: Readonly<Record<string, unknown>> };
  readonly deadlineMs?: number;
  readonly requestsPerMinute?: number;
}

/** What the routes work with. */
export interface Dependencies {
  readonly state: State;
  readonly snapshots: Snapshots;
  readonly actions: Actions;
  readonly keptDocuments: KeptDocuments;
  readonly config: ApiConfig;
  readonly queue: QueryQueue;
  readonly readyCharts: ReadyCharts;
}
