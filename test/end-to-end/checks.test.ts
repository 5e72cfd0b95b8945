import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckSummary } from '../../reports/checks/check-summary.js';
import type { FailedCheck } from '../../reports/checks/study-checks.js';
import { CORPUS, hasCorpus } from '../support/corpus.js';
import { dose, ingest, sql, type RunOptions } from '../support/program.js';
import { temporaryFolder } from '../warehouse/lake-support.js';

/**
 * Studies of real equipment that fail a check, each looked at in its objects: the contradiction stands in the object, not
 * in how it was read.
 */
const REAL: Readonly<Record<string, number>> = {
  // A C-arm whose events are of five days before the date of its study.
  event_outside_study: 1,
  // Age 000Y in the headers of two mammograms.
  mammography_age_doubtful: 2,
  // Three exposures of 18 mAs at 20 kV with glandular dose and entrance exposure 0.
  exposure_without_dose: 1,
  // A dose capture that names no phantom.
  phantom_not_stated: 1,
  // An exposure time of 3 h in a scan of 2 min; shutters that leave a field larger than the detector; durations of
  // fluoroscopy a hundred times as long as their pulses take.
  value_left_out: 3,
  // A total dose at the reference point of 0 beside an exposure with dose.
  total_not_as_reported: 1,
  // Report and images state the start of one administration an hour apart.
  objects_contradict: 1,
  // A radiograph without study date.
  study_date_missing: 1,
  // Described as "Physics Test", and nobody marked it.
  not_patient_suspected: 1,
  accession_number_missing: 7,
};

describe.skipIf(!hasCorpus)('dose check over real objects', { timeout: 240_000 }, () => {
  let options: RunOptions;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    const temporary = await temporaryFolder();
    remove = temporary.remove;
    options = { data: join(temporary.folder, 'store') };
    ingest(options, join(CORPUS, 'dicom'));
  }, 240_000);
  afterAll(() => remove());

  it('fires where an object contradicts itself, and nowhere else', () => {
    const { status, stdout } = dose(options, 'check', '--format', 'json');
    expect(status).toBe(1);
    const summary = JSON.parse(stdout) as CheckSummary;
    const failing = summary.checks.filter((check) => check.study_count > 0);
    expect(Object.fromEntries(failing.map(({ id, study_count }) => [id, study_count]))).toEqual(REAL);
    expect(summary.checks.filter(({ device_count }) => device_count > 0)).toMatchObject([
      { id: 'equipment_unnamed', device_count: 1 },
    ]);
  });

  it('ends with 0 where no check of severity error fails', () => {
    const { status, stderr } = dose(options, 'check', '--filter', 'modality==CT');
    expect(stderr).toContain('checks pass');
    expect(status).toBe(0);
  });

  it('says of one study what it fails, with both numbers', () => {
    const [study] = sql(
      options,
      `SELECT study_id FROM studies WHERE modality = 'MG' AND patient_age_years = 0`,
    );
    const { status, stdout } = dose(options, 'check', String(study?.['study_id']), '--format', 'json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout) as FailedCheck[]).toMatchObject([
      {
        id: 'mammography_age_doubtful',
        severity: 'warning',
        hits: [{ subject: null, found: 0, expected: 12 }],
      },
    ]);
  });

  it('refuses a filter and a study that do not exist', () => {
    expect(dose(options, 'check', 'nothing')).toMatchObject({ status: 2, stdout: '' });
    expect(dose(options, 'check', '--filter', 'nonsense=1').stderr).toContain('nonsense');
  });
});
