import { readFileSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentTree, itemsOf, parse, valuesOf } from '../builders/content-tree.js';
import { sampleFiles } from './samples.js';

const FOLDER = fileURLToPath(new URL('../../../data/samples', import.meta.url));

const samples = [...sampleFiles()];
const named = (name: string): Uint8Array =>
  samples.find((file) => file.path === `edge-cases/${name}.dcm`)!.bytes;

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

  it('are small and many', () => {
    const studies = new Set(
      samples
        .filter((file) => !file.path.endsWith('/corrupt.dcm'))
        .map((file) => parse(file.bytes).string('x0020000d')),
    );
    expect(studies.size).toBeGreaterThan(300);
    expect(samples.reduce((sum, file) => sum + file.bytes.length, 0)).toBeLessThan(6e6);
  });

  it('have a dozen studies and more of the usual CT protocols', () => {
    const counts = new Map<string, number>();
    for (const { path, bytes } of samples) {
      if (!path.includes('CT') || !path.endsWith('ct-report.dcm')) continue;
      const protocol = valuesOf(contentTree(parse(bytes)), '125203').at(-1)!;
      counts.set(protocol, (counts.get(protocol) ?? 0) + 1);
    }
    expect([...counts.values()].filter((count) => count >= 12).length).toBeGreaterThanOrEqual(5);
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
