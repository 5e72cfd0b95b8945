import { describe, expect, it } from 'vitest';
import { inspect, isInstalled } from '../dicom-writer/dcmtk.js';
import { contentTree, itemsOf, parse, valuesOf } from './content-tree.js';
import {
  RADIOPHARMACEUTICAL,
  VALUE,
  ctDoseCapture,
  ctReport,
  eventUid,
  fluoroscopyReport,
  mammographyImage,
  mammographyPair,
  mammographyReport,
  nuclearMedicineImage,
  petImage,
  projectionEvents,
  radiographyImage,
  radiographyReport,
  radiopharmaceuticalReport,
  sopInstanceUid,
  studyInstanceUid,
  uid,
} from './index.js';

const BUILDERS = {
  ctReport,
  fluoroscopyReport,
  radiographyReport,
  mammographyReport,
  radiopharmaceuticalReport,
  ctDoseCapture,
  mammographyImage,
  radiographyImage,
  petImage,
  nuclearMedicineImage,
} as const;
const NAMED = Object.entries(BUILDERS);

describe('every whole-object builder', () => {
  it.each(NAMED)(
    '%s gives the same bytes for a seed, and another object for another seed',
    (_name, build) => {
      expect(build({ seed: 42 })).toEqual(build({ seed: 42 }));
      expect(parse(build({ seed: 42 })).string('x00080018')).not.toBe(
        parse(build({ seed: 43 })).string('x00080018'),
      );
    },
  );

  it.each(NAMED)('%s belongs to the study of its seed, with UIDs under 2.25', (_name, build) => {
    const set = parse(build({ seed: 'ward' }));
    expect(set.string('x0020000d')).toBe(studyInstanceUid('ward'));
    for (const tag of ['x00080018', 'x0020000d', 'x0020000e']) {
      expect(set.string(tag)).toMatch(/^2\.25\.[1-9]\d{0,38}$/);
    }
  });

  it.each(NAMED)('%s is read alike in every layout', (_name, build) => {
    const expected = parse(build({ seed: 3 })).string('x00100020');
    for (const transferSyntax of ['implicit-le', 'explicit-be', 'deflated-le'] as const) {
      const file = { transferSyntax, sequenceLength: 'undefined', itemLength: 'undefined' } as const;
      expect(parse(build({ seed: 3, file })).string('x00100020')).toBe(expected);
    }
  });

  it.skipIf(!isInstalled('dcmdump')).each(NAMED)('%s is valid to dcmdump', (_name, build) => {
    expect(inspect('dcmdump', build({ seed: 7 }))).toMatchObject({ status: 0, stderr: '' });
  });

  it.skipIf(!isInstalled('dsrdump')).each([
    ['fluoroscopyReport', fluoroscopyReport({ biplane: true, events: 8 })],
    ['radiographyReport', radiographyReport()],
    ['mammographyReport', mammographyReport()],
  ])('%s is an X-Ray Radiation Dose SR document to dsrdump', (_name, bytes) => {
    expect(inspect('dsrdump', bytes)).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('projection dose reports', () => {
  it('separate the planes of a biplane system, with totals of their own', () => {
    const parts = { seed: 2, biplane: true, events: 8 };
    const tree = contentTree(parse(fluoroscopyReport(parts)));
    const containers = itemsOf(tree, '113702');
    expect(containers.map((one) => valuesOf(one, '113764')[0])).toEqual(['113620', '113621']);
    const events = projectionEvents('fluoroscopy', parts);
    for (const [index, plane] of (['A', 'B'] as const).entries()) {
      const sum = events
        .filter((event) => event.plane === plane)
        .reduce((total, event) => total + (event.kap_gy_m2 as number), 0);
      expect(Number(valuesOf(containers[index]!, '113722')[0])).toBeCloseTo(sum, 9);
      const [fluoro, acquired] = [
        valuesOf(containers[index]!, '113726'),
        valuesOf(containers[index]!, '113727'),
      ];
      expect(Number(fluoro[0]) + Number(acquired[0])).toBeCloseTo(sum, 9);
    }
  });

  it('write one value per pulse, other units and empty measurements as they are told', () => {
    const bytes = fluoroscopyReport({
      seed: 2,
      events: [
        {
          kvp_kv: [70, 72, 0],
          tube_current_ma: null,
          dose_rp_gy: 1.5,
          units: { dose_rp_gy: { code: 'mGy' } },
        },
      ],
    });
    const [event] = itemsOf(contentTree(parse(bytes)), '113706');
    expect(valuesOf(event!, '113733')).toEqual(['70\\72\\0']);
    expect(itemsOf(event!, '113734')).toEqual([]);
    expect(itemsOf(event!, '113738')[0]).toMatchObject({ value: '1.5', unit: 'mGy' });
    expect(valuesOf(event!, '113769')).toEqual([eventUid({ seed: 2 }, 1)]);
  });

  it('keep exposure time and exposure in step with the pulses', () => {
    const [event] = projectionEvents('fluoroscopy', {
      events: [{ pulse_count: 100, pulse_width_ms: 5, tube_current_ma: 80 }],
    });
    expect(event).toMatchObject({ exposure_time_ms: 500, exposure_uas: 40_000 });
    const [stated] = projectionEvents('fluoroscopy', {
      events: [{ exposure_time_ms: 7, exposure_uas: null }],
    });
    expect(stated).toMatchObject({ exposure_time_ms: 7, exposure_uas: null });
  });

  it('total the glandular dose per breast', () => {
    const events = [
      { laterality: VALUE.right, agd_mgy: 1.2 },
      { laterality: VALUE.left, agd_mgy: 1.1 },
      { laterality: VALUE.right, agd_mgy: 1.4 },
    ];
    const totals = itemsOf(contentTree(parse(mammographyReport({ events }))), '111637');
    expect(totals.map((total) => [total.children[0]!.value, total.value])).toEqual([
      ['T-04020', '2.6'],
      ['T-04030', '1.1'],
    ]);
  });

  it('count the exposures of a radiography report', () => {
    const tree = contentTree(parse(radiographyReport({ events: 3 })));
    expect(valuesOf(tree, '122142')).toEqual(['113958']);
    expect(valuesOf(tree, '113731')).toEqual(['3']);
  });
});

describe('image and capture headers', () => {
  it('a mammography pair shares its exposure, and names its source', () => {
    const [processing, presentation] = mammographyPair({ seed: 8, exposure: 3, view: 'MLO' }).map(parse);
    for (const tag of ['x00080022', 'x00080032', 'x00200062', 'x00180060', 'x00400316']) {
      expect(presentation!.string(tag)).toBe(processing!.string(tag));
    }
    const source = presentation!.elements['x00082112']!.items![0]!.dataSet!;
    expect(source.string('x00081155')).toBe(processing!.string('x00080018'));
    expect(sopInstanceUid(8, 'mammogram/3/processing')).toBe(processing!.string('x00080018'));
  });

  it('writes doses in the units of the header attributes', () => {
    expect(parse(mammographyImage({ agd_mgy: 1.57 })).floatString('x00400316')).toBe(0.0157);
    expect(parse(radiographyImage({ kap_gy_cm2: 0.0633 })).floatString('x0018115e')).toBe(0.633);
    expect(parse(radiographyImage({ kap_gy_cm2: null })).elements['x0018115e']).toBeUndefined();
  });

  it('has CR, DX and PX images with their SOP classes', () => {
    const classes = [
      radiographyImage({ modality: 'CR' }),
      radiographyImage({ modality: 'PX' }),
      radiographyImage({ forProcessing: true }),
    ].map((bytes) => [parse(bytes).string('x00080060'), parse(bytes).string('x00080016')]);
    expect(classes).toEqual([
      ['CR', '1.2.840.10008.5.1.4.1.1.1'],
      ['PX', '1.2.840.10008.5.1.4.1.1.1.1'],
      ['DX', '1.2.840.10008.5.1.4.1.1.1.1.1'],
    ]);
  });

  it('gives report, PET and NM images of a study one administration, PET in Bq and NM in MBq', () => {
    const administration = { radiopharmaceutical: RADIOPHARMACEUTICAL.fdg };
    const report = contentTree(parse(radiopharmaceuticalReport({ seed: 4 })));
    const mbq = Number(valuesOf(report, '113507')[0]);
    const dose = (bytes: Uint8Array) =>
      parse(bytes).elements['x00540016']!.items![0]!.dataSet!.floatString('x00181074')!;
    expect(dose(petImage({ seed: 4 }))).toBeCloseTo(mbq * 1e6, 0);
    expect(dose(nuclearMedicineImage({ seed: 4, administration }))).toBe(mbq);
  });

  it('writes the concepts of a radiopharmaceutical report in either code scheme', () => {
    const [srt, sct] = [false, true].map((snomedCt) =>
      contentTree(
        parse(radiopharmaceuticalReport({ seed: 4, snomedCt, administrations: [{ volume_cm3: 2 }, {}] })),
      ),
    );
    expect(valuesOf(srt!, 'F-61FDB')).toHaveLength(2);
    expect(valuesOf(sct!, '349358000')).toHaveLength(2);
    expect(valuesOf(sct!, '123005')).toEqual(['2']);
  });

  it('puts the doses of a capture into the exposure sequence and the private elements', () => {
    const set = parse(
      ctDoseCapture({
        exposures: [
          { type: 'CONSTANT_ANGLE', dlp_mgy_cm: null },
          { dlp_mgy_cm: 196.01 },
          { dlp_mgy_cm: 250, phantom: '16 CM' },
        ],
      }),
    );
    const items = set.elements['x0040030e']!.items!.map((item) => item.dataSet!);
    expect(items.map((item) => item.string('x00e11021'))).toEqual([undefined, '196.01', '250']);
    expect(items[2]!.string('x01e11026')).toBe('16 CM');
    expect(set.string('x00e11021')).toBe('446.01');
    expect(set.string('x00080070')).toBe('Philips');
  });

  it('can carry pixel data', () => {
    expect(parse(radiographyImage({ pixelBytes: 1000 })).elements['x7fe00010']!.length).toBe(1000);
  });
});

describe('seeded UIDs', () => {
  it('differ by name and seed and stay within 64 characters', () => {
    const uids = Array.from({ length: 2000 }, (_, index) => uid('many', String(index)));
    expect(new Set(uids).size).toBe(2000);
    expect(Math.max(...uids.map((one) => one.length))).toBeLessThanOrEqual(44);
  });
});
