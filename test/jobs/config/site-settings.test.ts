import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSettings } from '../../../jobs/config/settings.js';
import { GUIDE_PATTERNS } from '../../../pipeline/assemble/not-patient.js';
import { LEAVE_ALL } from '../../../pipeline/run/after-import.js';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'doselake-settings-'));
});

afterEach(() => rmSync(directory, { recursive: true }));

function settings(config: object) {
  writeFileSync(join(directory, 'dose.config.json'), JSON.stringify(config));
  return readSettings({ directory, environment: {}, flags: {} });
}

describe('what becomes of files after import', () => {
  it('is nothing by default', () => {
    expect(settings({}).afterImport).toEqual(LEAVE_ALL);
  });

  it('is said by kind, for all images together or each', () => {
    const { afterImport } = settings({
      dropFolders: ['drop'],
      afterImport: { rdsr: 'delete', image: { move: 'kept' }, nuclearImage: 'leave' },
    });
    expect(afterImport).toEqual({
      ...LEAVE_ALL,
      rdsr: 'delete',
      mammographyImage: { move: join(directory, 'kept') },
      radiographyImage: { move: join(directory, 'kept') },
    });
  });

  it.each([
    [{ afterImport: 'delete' }, /object/],
    [{ afterImport: { rdsr: 'Delete' } }, /afterImport.rdsr/],
    [{ afterImport: { report: 'delete' } }, /no kind is called "report"/],
    [{ afterImport: { image: { move: '' } } }, /afterImport.image/],
    [
      { dropFolders: ['drop'], afterImport: { rdsr: { move: 'drop/archive' } } },
      /may not lie in one another/,
    ],
    [{ dropFolders: ['all/drop'], afterImport: { rdsr: { move: 'all' } } }, /may not lie in one another/],
  ])('is refused where it cannot be meant: %j', (config, message) => {
    expect(() => settings(config)).toThrow(message);
  });
});

describe('patterns of what is not a patient', () => {
  it('are those of the guide, list by list, until the site gives its own', () => {
    expect(settings({}).notPatient).toEqual(GUIDE_PATTERNS);
    expect(settings({ notPatient: { ids: [], protocols: ['*phantom*'] } }).notPatient).toEqual({
      ...GUIDE_PATTERNS,
      ids: [],
      protocols: ['*phantom*'],
    });
  });

  it.each([{ patients: ['a'] }, { ids: 'qa' }, { ids: [''] }, { ids: [7] }, ['qa']])(
    'are refused where they are no patterns: %j',
    (notPatient) => {
      expect(() => settings({ notPatient })).toThrow(/notPatient/);
    },
  );
});

describe('publication as Delta Lake', () => {
  const publish = (config: object, environment: Record<string, string> = {}): boolean => {
    writeFileSync(join(directory, 'dose.config.json'), JSON.stringify(config));
    return readSettings({ directory, environment, flags: {} }).publish;
  };

  it('is off until the site switches it on, in the file or before it in the environment', () => {
    expect(publish({})).toBe(false);
    expect(publish({ publish: true })).toBe(true);
    expect(publish({ publish: true }, { DOSE_PUBLISH: 'false' })).toBe(false);
    expect(publish({}, { DOSE_PUBLISH: '1' })).toBe(true);
  });

  it('is refused where it is neither on nor off', () => {
    expect(() => publish({ publish: 'often' })).toThrow('publish must be true or false');
  });
});
