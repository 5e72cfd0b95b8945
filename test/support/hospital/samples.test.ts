import { readFileSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentTree, itemsOf, parse, valuesOf } from '../builders/content-tree.js';
import { sampleFiles } from './samples.js';
import { SYSTEMS } from './systems.js';

const FOLDER = fileURLToPath(new URL('../../../data/samples', import.meta.url));

const samples = [...sampleFiles()];
const named = (name: string): Uint8Array =>
  samples.find((file) => file.path === `edge-cases/${name}.dcm`)!.bytes;

const stationOf = (bytes: Uint8Array, path: string): string | undefined =>
  path.endsWith('/corrupt.dcm') ? undefined : parse(bytes).string('x00081010');

describe('the tracked samples', () => {
  it('are exactly what the generator writes', () => {
    const tracked = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
      .map((path) => join(FOLDER, path))
      .filter((path) => path.endsWith('.dcm') && statSync(path).isFile());
    expect(tracked.map((path) => relative(FOLDER, path).split(sep).join('/')).sort()).toEqual(
      samples.map((file) => file.path).sort(),
    );
    const different = samples.filter(({ path, bytes }) => !readFileSync(join(FOLDER, path)).equals(bytes));
    expect(different.map((file) => file.path)).toEqual([]);
  });

  it('are few and small', () => {
    expect(samples.length).toBeGreaterThanOrEqual(60);
    expect(samples.length).toBeLessThanOrEqual(90);
    expect(samples.reduce((sum, file) => sum + file.bytes.length, 0)).toBeLessThan(2e6);
  });

  it('have every kind of object, from every system', () => {
    const own = samples.filter(({ path }) => !path.startsWith('edge-cases/'));
    const kinds = own.map(({ path }) => path.replace(/^.*\/\d+-|(-\d+)?\.dcm$/g, ''));
    expect([...new Set(kinds)].sort()).toEqual([
      'ct-dose-capture',
      'ct-report',
      'fluoroscopy-report',
      'mammography-report',
      'nm-image',
      'pet-image',
      'presentation',
      'processing',
      'radiograph',
      'radiography-report',
      'radiopharmaceutical-report',
    ]);
    const stations = new Set(samples.map(({ bytes, path }) => stationOf(bytes, path)));
    expect(SYSTEMS.map(({ station }) => station).filter((station) => !stations.has(station))).toEqual([]);
  });

  it('have enough studies of the usual CT examinations to chart', () => {
    const counts = new Map<string, number>();
    for (const { path, bytes } of samples) {
      if (!path.endsWith('ct-report.dcm')) continue;
      const examination = parse(bytes).string('x00081030')!;
      counts.set(examination, (counts.get(examination) ?? 0) + 1);
    }
    expect([...counts.values()].filter((count) => count >= 5).length).toBeGreaterThanOrEqual(3);
  });

  it('include what does not go as usual', () => {
    expect(parse(named('phantom-of-quality-assurance')).string('x00100010')).toBe('QA^Phantom');
    expect(parse(named('weight-and-size-missing')).elements['x00101030']).toBeUndefined();
    expect(() => parse(named('corrupt'))).toThrow();
    expect(named('sent-once')).toEqual(named('sent-twice'));
    const planes = valuesOf(contentTree(parse(named('biplane-fluoroscopy-report'))), '113764');
    expect(new Set(planes)).toEqual(new Set(['113620', '113621']));
    const nuclear = parse(named('nuclear-with-ct-nm-image'));
    const ct = parse(named('nuclear-with-ct-ct-report'));
    expect(nuclear.string('x0020000d')).toBe(ct.string('x0020000d'));
  });

  it('include cumulative reports of one study, each with the events of the one before', () => {
    const reports = [1, 2, 3].map((number) => parse(named(`cumulative-${number}`)));
    expect(new Set(reports.map((set) => set.string('x0020000d'))).size).toBe(1);
    expect(new Set(reports.map((set) => set.string('x00080018'))).size).toBe(3);
    const events = reports.map((set) => valuesOf(contentTree(set), '113769'));
    expect(events.map((uids) => uids.length)).toEqual([2, 3, 4]);
    expect(events[2]!.slice(0, 2)).toEqual(events[0]);
    const doses = reports.map((set) => itemsOf(contentTree(set), '113838').map((dose) => dose.value));
    expect(doses[2]!.slice(0, 3)).toEqual(doses[1]);
  });
});
