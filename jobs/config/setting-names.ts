/** Every setting as `dose.config.json` calls it, with its variable in the environment; null: in the file alone. */
export const SETTINGS = {
  dropFolders: 'DOSE_DROP_FOLDERS',
  schedule: 'DOSE_SCHEDULE',
  afterImport: null,
  data: 'DOSE_DATA',
  host: 'DOSE_HOST',
  port: 'DOSE_PORT',
  tlsCertificate: 'DOSE_TLS_CERTIFICATE',
  tlsKey: 'DOSE_TLS_KEY',
  behindProxy: 'DOSE_BEHIND_PROXY',
  patientName: 'DOSE_PATIENT_NAME',
  patientId: 'DOSE_PATIENT_ID',
  birthDate: 'DOSE_BIRTH_DATE',
  accessionNumber: 'DOSE_ACCESSION_NUMBER',
  notPatient: null,
  publish: 'DOSE_PUBLISH',
  workers: 'DOSE_WORKERS',
  memoryLimitMb: 'DOSE_MEMORY_LIMIT_MB',
  settleMs: 'DOSE_SETTLE_MS',
} as const satisfies Readonly<Record<string, string | null>>;

export type SettingName = keyof typeof SETTINGS;

/** What is said of a setting, before it is checked; undefined where nothing is. */
export type Stated = (name: SettingName) => unknown;

/** The environment has the word before the file. */
export function statedIn(
  environment: Readonly<Record<string, string | undefined>>,
  file: Readonly<Record<string, unknown>>,
): Stated {
  return (name) => {
    const variable = SETTINGS[name];
    return (variable === null ? undefined : environment[variable]) ?? file[name];
  };
}
