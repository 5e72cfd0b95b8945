import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../../jobs/config/field-values.js';
import { SETTINGS } from '../../../jobs/config/setting-names.js';
import { readSettings } from '../../../jobs/config/settings.js';
import { siteAfterImport } from '../../../jobs/config/site-after-import.js';
import { siteIdentity } from '../../../jobs/config/site-identity.js';
import { openState, type State } from '../../../warehouse/state/state.js';
import { DEFAULT_KEPT, GUIDE_PATTERNS, LEAVE_ALL } from '../../../warehouse/tables/index.js';

let directory: string;
let state: State;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'doselake-settings-'));
  state = openState(':memory:');
});

afterEach(() => {
  state.close();
  rmSync(directory, { recursive: true });
});

function settings(config: object, environment: Record<string, string> = {}) {
  writeFileSync(join(directory, 'dose.config.json'), JSON.stringify(config));
  return readSettings({ directory, environment, flags: {} });
}

describe('what becomes of files after import', () => {
  it('is nothing by default', () => {
    expect(siteAfterImport(settings({}), state)).toEqual(LEAVE_ALL);
  });

  it('is as administrators set it for each kind that the configuration does not name', () => {
    state.settings.set('after_import', { ...LEAVE_ALL, rdsr: 'delete', noMatch: 'delete' }, 'ada');
    const stated = settings({ afterImport: { rdsr: 'leave', image: { move: 'kept' } } });
    const move = { move: join(directory, 'kept') };
    expect(siteAfterImport(stated, state)).toEqual({
      rdsr: 'leave',
      mammographyImage: move,
      radiographyImage: move,
      nuclearImage: move,
      ctImage: move,
      ctCapture: 'leave',
      noMatch: 'delete',
    });
  });

  it('is nothing where an earlier version stored a setting of another shape', () => {
    expect(state.settings.set('after_import', { delete_imported: true }, 'ada')).toBe(false);
    expect(siteAfterImport(settings({}), state)).toEqual(LEAVE_ALL);
  });

  it('is said by kind, for all images together or each', () => {
    const { afterImport } = settings({
      dropFolders: ['drop'],
      afterImport: { rdsr: 'delete', image: { move: 'kept' }, nuclearImage: 'leave' },
    });
    expect(afterImport).toEqual({
      rdsr: 'delete',
      mammographyImage: { move: join(directory, 'kept') },
      radiographyImage: { move: join(directory, 'kept') },
      nuclearImage: 'leave',
      ctImage: { move: join(directory, 'kept') },
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

describe('how identity is kept', () => {
  const kept = (config: object, environment: Record<string, string> = {}) =>
    siteIdentity(settings(config, environment), state).keeps;

  it('is by a pseudonym alone, with the accession number in clear, until the site says otherwise', () => {
    expect(kept({})).toEqual({
      patient_name: 'drop',
      patient_id: 'drop',
      patient_birth_date: 'drop',
      accession_number: 'store',
    });
  });

  it.each([
    ['patientName', 'DOSE_PATIENT_NAME', 'patient_name'],
    ['patientId', 'DOSE_PATIENT_ID', 'patient_id'],
    ['birthDate', 'DOSE_BIRTH_DATE', 'patient_birth_date'],
    ['accessionNumber', 'DOSE_ACCESSION_NUMBER', 'accession_number'],
  ] as const)('is said of %s by %s before the file before the pages', (field, variable, column) => {
    state.settings.set('identity', { ...DEFAULT_KEPT, [column]: 'hash' }, 'ada');
    expect(kept({})).toEqual({ ...DEFAULT_KEPT, [column]: 'hash' });
    expect(kept({ [field]: 'store' })).toEqual({ ...DEFAULT_KEPT, [column]: 'store' });
    expect(kept({ [field]: 'store' }, { [variable]: 'drop' })).toEqual({ ...DEFAULT_KEPT, [column]: 'drop' });
    expect(() => kept({ [field]: 'keep' })).toThrow(`${field} must be one of store, hash, drop`);
  });
});

describe('patterns of what is not a patient', () => {
  it('are those of the guide, list by list, until administrators or the configuration give others', () => {
    expect(siteIdentity(settings({}), state).notPatient).toEqual(GUIDE_PATTERNS);
    state.settings.set(
      'not_patient_patterns',
      { ...GUIDE_PATTERNS, names: ['qc*'], stations: ['LAB*'] },
      'ada',
    );
    const stated = settings({ notPatient: { ids: [], stations: ['*phantom*'] } });
    expect(siteIdentity(stated, state).notPatient).toEqual({
      ...GUIDE_PATTERNS,
      ids: [],
      names: ['qc*'],
      stations: ['*phantom*'],
    });
  });

  it.each([{ patients: ['a'] }, { ids: 'qa' }, { ids: [''] }, { ids: [7] }, ['qa']])(
    'are refused where they are no patterns: %j',
    (notPatient) => {
      expect(() => settings({ notPatient })).toThrow(/notPatient/);
    },
  );
});

describe('what is misspelt', () => {
  it.each([
    [{ dropFolder: ['in'] }, 'no setting is called "dropFolder"'],
    [{ dropFolders: [{ path: 'in', nmae: 'hall' }] }, 'dropFolders[0]: no field is called "nmae"'],
    [{ afterImport: { rsdr: 'leave' } }, 'afterImport: no kind is called "rsdr"'],
    [{ afterImport: { rdsr: { move: 'kept', too: 1 } } }, 'afterImport.rdsr: no field is called "too"'],
    [{ notPatient: { name: [] } }, 'notPatient: no list is called "name"'],
  ])('is refused by name: %j', (config, told) => {
    expect(() => settings(config)).toThrow(told);
  });
});

describe('a file written on Windows', () => {
  const read = (text: string) => {
    writeFileSync(join(directory, 'dose.config.json'), text);
    return readSettings({ directory, environment: {}, flags: {} });
  };

  it('may begin with a byte order mark', () => {
    expect(read('\uFEFF{ "port": 4601 }').port).toBe(4601);
  });

  it('is told how backslashes are written', () => {
    expect(() => read('{ "data": "D:\\dose" }')).toThrow('a backslash in a path is written \\\\');
  });
});

describe('what README says of the settings', () => {
  const README = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');

  it('is each of them, with its variable', () => {
    const rows = [...README.matchAll(/^\| `(\w+)` \| (?:`(DOSE_\w+)`)? ?\|/gm)];
    expect(rows.map(([, name, variable]) => [name, variable ?? null])).toEqual(Object.entries(SETTINGS));
  });
});

describe('the folders of a site', () => {
  it('are refused where two drop folders have one name', () => {
    const twice = ['a', 'b'].map((path) => ({ path, name: 'hall' }));
    const both = `${join(directory, 'a')} and ${join(directory, 'b')} are both named "hall"`;
    expect(() => settings({ dropFolders: twice })).toThrow(both);
    expect(() => settings({ dropFolders: ['a', 'a'] })).toThrow(ConfigurationError);
    expect(settings({ dropFolders: ['a', 'b'] }).dropFolders).toHaveLength(2);
  });

  it.each([
    ['drop', 'drop'],
    ['drop/store', 'drop'],
  ])('are refused where the store would read itself: %s in %s', (data, drop) => {
    expect(() => settings({ data, dropFolders: [drop] })).toThrow(ConfigurationError);
    expect(settings({ data: `${drop}-store`, dropFolders: [drop] }).dataDirectory).toMatch(/drop-store$/);
  });

  it.each(['dose.config.json', 'dose.config.json/store'])(
    'are refused where the store is a file: %s',
    (data) => {
      expect(() => settings({ data })).toThrow(/data: .*dose.config.json is a file/);
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
