import { describe, expect, it } from 'vitest';
import { inspect, isInstalled } from '../dicom-writer/dcmtk.js';
import { contentTree, itemsOf, parse, valuesOf } from './content-tree.js';
import { ctEvents, ctReport } from './ct-report.js';
import { sopInstanceUid, studyInstanceUid } from './object-header.js';

const treeOf = (bytes: Uint8Array) => contentTree(parse(bytes));

describe('the synthetic CT radiation dose report', () => {
  it('gives the same bytes for the same seed, and other ones for another', () => {
    expect(ctReport({ seed: 5, events: 3 })).toEqual(ctReport({ seed: 5, events: 3 }));
    expect(ctReport({ seed: 5 })).not.toEqual(ctReport({ seed: 6 }));
  });

  it('has as many events as asked for, with totals that agree', () => {
    const tree = treeOf(ctReport({ seed: 1, events: 4 }));
    expect(itemsOf(tree, '113819')).toHaveLength(4);
    expect(valuesOf(tree, '113812')).toEqual(['4']);
    const sum = valuesOf(tree, '113838').reduce((total, dlp) => total + Number(dlp), 0);
    expect(Number(valuesOf(tree, '113813')[0])).toBeCloseTo(sum, 6);
    expect(new Set(valuesOf(tree, '113769')).size).toBe(4);
  });

  it('puts the objects of one seed into one study', () => {
    const first = parse(ctReport({ seed: 'a', object: 'report-1' }));
    const second = parse(ctReport({ seed: 'a', object: 'report-2' }));
    expect(first.string('x0020000d')).toBe(studyInstanceUid('a'));
    expect(second.string('x0020000d')).toBe(studyInstanceUid('a'));
    expect(second.string('x00080018')).toBe(sopInstanceUid('a', 'report-2'));
    expect(first.string('x00080018')).not.toBe(second.string('x00080018'));
    expect(first.string('x00100010')).toBe(second.string('x00100010'));
  });

  it('says what it is told: phantoms, dual source, dose check, missing items', () => {
    const tree = treeOf(
      ctReport({
        events: [
          { phantom: 'head_16cm', ctdi_vol_mgy: 50, scanning_length_mm: 150 },
          { dualSource: true, doseCheck: true },
          { uid: null, dlp_mgy_cm: null, protocol: null, targetRegion: null },
        ],
        accumulated: {
          dlp_per_phantom: [
            { phantom: 'head_16cm', dlp_mgy_cm: 750 },
            { phantom: 'body_32cm', dlp_mgy_cm: 410.5 },
          ],
        },
      }),
    );
    const [head, dual, bare] = itemsOf(tree, '113819');
    expect(valuesOf(head!, '113835')).toEqual(['113690']);
    expect(valuesOf(head!, '113838')).toEqual(['750']);
    expect(valuesOf(dual!, '113832')).toEqual(['A', 'B']);
    expect(valuesOf(dual!, '113733')).toEqual(['100', '150']);
    expect(valuesOf(dual!, '113903')).toEqual(['2000']);
    expect(valuesOf(dual!, '113907')).toEqual(['Clinically indicated', 'Clinically indicated']);
    expect(itemsOf(bare!, '113769')).toEqual([]);
    expect(itemsOf(bare!, '113838')).toEqual([]);
    expect(valuesOf(tree, '113813')).toEqual(['750', '410.5']);
  });

  it('lets the header be overruled and its attributes be left out', () => {
    const set = parse(
      ctReport({
        attributes: { PatientWeight: null, StudyInstanceUID: '1.2.3', PatientName: 'QA^Phantom' },
        template: null,
        enhancedReport: true,
        accumulated: null,
      }),
    );
    expect(set.elements['x00101030']).toBeUndefined();
    expect(set.string('x00100010')).toBe('QA^Phantom');
    expect(set.elements['x0040a504']).toBeUndefined();
    expect(set.string('x00080016')).toBe('1.2.840.10008.5.1.4.1.1.88.22');
    const tree = contentTree(set);
    expect(valuesOf(tree, '110180')).toEqual(['1.2.3']);
    expect(itemsOf(tree, '113811')).toEqual([]);
  });

  it('tells its defaults, so that a test need not parse them', () => {
    const events = ctEvents({ seed: 9, events: 2 });
    const tree = treeOf(ctReport({ seed: 9, events: 2 }));
    expect(valuesOf(tree, '113838').map(Number)).toEqual(events.map((event) => event.dlp_mgy_cm));
    expect(valuesOf(tree, '113769')).toEqual(events.map((event) => event.uid));
  });

  it.skipIf(!isInstalled('dsrdump'))('is an X-Ray Radiation Dose SR document to dsrdump', () => {
    const verdict = inspect('dsrdump', ctReport({ events: [{ doseCheck: true }, { dualSource: true }] }));
    expect(verdict).toMatchObject({ status: 0, stderr: '' });
    expect(verdict.stdout).toContain('X-Ray Radiation Dose SR Document');
  });
});
