import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../../../jobs/config/setting-names.js';
import { adviceOn, unknownVariables } from '../../../jobs/config/unknown-variables.js';

describe('variables of the environment that set nothing', () => {
  it('are those with the prefix of settings that are none', () => {
    const known = Object.values(SETTINGS).filter((variable) => variable !== null);
    const environment = Object.fromEntries(
      [...known, 'DOSE_PROT', 'DOSE_', 'PATH'].map((name) => [name, '1']),
    );
    expect(unknownVariables(environment)).toEqual(['DOSE_PROT', 'DOSE_']);
  });

  it('leave out how steps are made to fail in tests', () => {
    expect(unknownVariables({ DOSE_FAILPOINT: 'committed:kill' })).toEqual([]);
  });

  it.each([
    ['DOSE_PROT', 'DOSE_PORT'],
    ['DOSE_DROPFOLDERS', 'DOSE_DROP_FOLDERS'],
    ['DOSE_DROP_FOLDER', 'DOSE_DROP_FOLDERS'],
    ['DOSE_MEMORY_LIMIT', 'DOSE_MEMORY_LIMIT_MB'],
    ['DOSE_CERTIFICATE', 'DOSE_TLS_CERTIFICATE'],
    ['DOSE_PATIENT_NAMES', 'DOSE_PATIENT_NAME'],
    ['DOSE_AFTER_IMPORT', 'afterImport, in dose.config.json alone'],
  ])('are told with the nearest name: %s', (variable, nearest) => {
    expect(adviceOn(variable)).toBe(
      `${variable} sets nothing. The setting of the nearest name is ${nearest}.`,
    );
  });
});
