import { describe, expect, it } from 'vitest';
import { contentTree, itemsOf, parse, valuesOf } from '../builders/content-tree.js';
import { toMillis } from '../builders/index.js';
import { inspect, isInstalled } from '../dicom-writer/dcmtk.js';
import { CT_EXAMS } from './ct-exams.js';
import { generateHospital, objectsOf, studyContext, type HospitalOptions } from './generate-hospital.js';
import { digestOf } from './samples.js';
import { STEP_CHANGE_STATION, SYSTEMS } from './systems.js';

const YEAR: HospitalOptions = {
  seed: 'test',
  from: '2026-01-01',
  to: '2026-12-31',
  studies: 400,
  detail: 'compact',
};
const CT_ONLY = { CT: 1, RF: 0, MG: 0, DX: 0, NM: 0 };

const files = [...generateHospital(YEAR)];
const contexts = Array.from({ length: YEAR.studies }, (_, index) => studyContext(YEAR, index));

describe('the synthetic hospital', () => {
  it('gives the same files for the same options, and others for another seed', () => {
    const few = { ...YEAR, studies: 25 };
    expect(digestOf(generateHospital(few))).toBe(digestOf(generateHospital(few)));
    expect(digestOf(generateHospital({ ...few, seed: 'other' }))).not.toBe(digestOf(generateHospital(few)));
  });

  it('makes one study at a time, however many are asked for', () => {
    const endless = generateHospital({ ...YEAR, studies: 10_000_000 });
    expect(endless.next().value?.path).toMatch(/\/2026-01\/000001-/);
  });

  it('has more than twelve systems of several makers at three sites, and about a hundred CT protocols', () => {
    expect(SYSTEMS.length).toBeGreaterThanOrEqual(12);
    expect(new Set(SYSTEMS.map((system) => system.site)).size).toBe(3);
    expect(new Set(SYSTEMS.map((system) => system.manufacturer)).size).toBeGreaterThanOrEqual(4);
    expect(SYSTEMS.every((system) => system.site.endsWith('(synthetic)'))).toBe(true);
    expect(new Set(CT_EXAMS.flatMap((exam) => exam.names)).size).toBeGreaterThanOrEqual(90);
  });

  it('names every patient as synthetic, keeps sex and birth date with the patient, and identity out of paths', () => {
    const known = new Map<string, string>();
    for (const { path, bytes } of files) {
      const set = parse(bytes);
      const id = set.string('x00100020')!;
      expect(set.string('x00100010')).toMatch(/^Synthetic\^Patient \d{6}$/);
      expect(id).toMatch(/^SYN-\d{6}$/);
      expect(path).not.toContain(id.slice(4));
      const facts = `${set.string('x00100030')} ${set.string('x00100040')}`;
      expect(known.get(id) ?? facts).toBe(facts);
      known.set(id, facts);
    }
    expect(known.size).toBeLessThan(YEAR.studies);
  });

  it('has its own path, SOP UID and bytes for every object', () => {
    expect(new Set(files.map((file) => file.path)).size).toBe(files.length);
    expect(new Set(files.map((file) => parse(file.bytes).string('x00080018'))).size).toBe(files.length);
  });

  it('stays within the period, in about the order of time, mostly in working hours of weekdays', () => {
    const starts = contexts.map((context) => toMillis(context.startedAt));
    expect(Math.min(...starts)).toBeGreaterThanOrEqual(toMillis('20260101000000'));
    expect(Math.max(...starts)).toBeLessThan(toMillis('20270101000000'));
    starts
      .slice(1)
      .forEach((start, index) => expect(start - starts[index]!).toBeGreaterThan(-12 * 86_400_000));
    const weekend = starts.filter((start) => [0, 6].includes(new Date(start).getUTCDay())).length;
    expect(weekend / starts.length).toBeLessThan(0.2);
    expect(weekend).toBeGreaterThan(0);
    const atNight = starts.filter((start) => new Date(start).getUTCHours() < 7).length;
    expect(atNight).toBeGreaterThan(0);
    expect(atNight / starts.length).toBeLessThan(0.15);
  });

  it('uses every department', () => {
    const stations = new Set(files.map((file) => file.path.split('/')[0]));
    expect(stations).toEqual(new Set(SYSTEMS.map((system) => system.station)));
  });

  it('raises the dose of one scanner from one day on', () => {
    const options = { ...YEAR, studies: 1000, mix: CT_ONLY };
    const factors = Array.from({ length: 1000 }, (_, index) =>
      studyContext(options, index, STEP_CHANGE_STATION),
    ).map((context) => context.doseFactor);
    const step = factors.findIndex((factor) => factor > factors[0]!);
    expect(step).toBeGreaterThan(500);
    expect(step).toBeLessThan(700);
    expect(factors.at(-1)! / factors[0]!).toBeCloseTo(1.4, 6);
  });

  it('gives heavier people more dose, and doses near the median of the exam', () => {
    const options = { ...YEAR, studies: 3000, mix: CT_ONLY, ctExams: 2 };
    const doses: { weight_kg: number; ratio: number }[] = [];
    for (let index = 0; index < 250; index += 1) {
      const context = studyContext(options, index * 12, 'SWCT1');
      const tree = contentTree(parse(objectsOf(context)[0]!.bytes));
      const event = itemsOf(tree, '113819')[1]!;
      const exam = CT_EXAMS.find((one) => one.names[0] === valuesOf(event, '125203')[0]);
      if (exam?.phantom !== 'body_32cm') continue;
      doses.push({
        weight_kg: context.weight_kg,
        ratio: Number(valuesOf(event, '113830')[0]) / exam.ctdi_vol_mgy,
      });
    }
    const meanOf = (list: typeof doses) => list.reduce((sum, one) => sum + one.ratio, 0) / list.length;
    const light = doses.filter((one) => one.weight_kg < 70);
    const heavy = doses.filter((one) => one.weight_kg > 85);
    expect(Math.min(light.length, heavy.length)).toBeGreaterThan(15);
    expect(meanOf(heavy) / meanOf(light)).toBeGreaterThan(1.25);
    expect(meanOf(doses)).toBeGreaterThan(0.8);
    expect(meanOf(doses)).toBeLessThan(1.4);
  });

  it('writes objects as large as real ones where it is told to', () => {
    const sizes = (station: string) => {
      const options: HospitalOptions = { ...YEAR, detail: 'full' };
      const all = Array.from(
        { length: 40 },
        (_, index) => objectsOf(studyContext(options, index, station))[0]!,
      );
      return all.reduce((sum, one) => sum + one.bytes.length, 0) / all.length;
    };
    const ct = sizes('SWCT1');
    const fluoroscopy = sizes('SWXA1');
    expect(ct).toBeGreaterThan(18_000);
    expect(ct).toBeLessThan(32_000);
    expect(fluoroscopy).toBeGreaterThan(45_000);
    expect(fluoroscopy).toBeLessThan(80_000);
  });

  it('writes each maker in its own dialect', () => {
    const dialects = ['SWCT1', 'MICT1', 'MIDX1', 'MICT2'].map((station) => {
      const [object] = objectsOf(studyContext(YEAR, 3, station));
      const set = parse(object!.bytes);
      const region = itemsOf(contentTree(set), '123014')[0]!.value;
      return [set.string('x00020010')!.slice(-6), set.string('x00080005'), /^\d+$/.test(String(region))];
    });
    expect(dialects).toEqual([
      ['.1.2.1', 'ISO_IR 100', false],
      ['.1.2.1', 'ISO_IR 192', true],
      ['08.1.2', 'ISO_IR 100', false],
      ['.1.2.1', undefined, false],
    ]);
    const event = contentTree(parse(objectsOf(studyContext(YEAR, 3, 'SWXA1'))[0]!.bytes));
    expect(itemsOf(event, '122130')[0]!.unit).toBe('Gym2');
    expect(valuesOf(event, '113780')).toContain('15cm from Isocenter toward Source');
  });

  it('gives mammograms and radiographs a few pixels', () => {
    for (const station of ['MIMG1', 'SWDX1', 'FCCR1']) {
      const [object] = objectsOf(studyContext(YEAR, 3, station));
      expect(parse(object!.bytes).elements['x7fe00010']?.length).toBeGreaterThan(0);
    }
  });
});

const detailed: HospitalOptions = { ...YEAR, detail: 'full' };
/** One study of every system: all kinds of objects in all dialects. */
const everyKind = SYSTEMS.flatMap(({ station }) =>
  objectsOf(studyContext(detailed, 7, station)).map(
    ({ name, bytes }) => [`${station} ${name}`, bytes] as const,
  ),
);

describe.skipIf(!isInstalled('dcmdump'))(
  'an object of every system (left out where dcmtk is missing)',
  () => {
    it.each(everyKind)('%s is valid to dcmdump', (_name, bytes) => {
      expect(inspect('dcmdump', bytes)).toMatchObject({ status: 0, stderr: '' });
    });

    it.each(everyKind.filter(([name]) => name.endsWith('report')))(
      '%s is valid to dsrdump',
      (_name, bytes) => {
        const { status, stdout, stderr } = inspect('dsrdump', bytes);
        // That its checker of value representations knows no UTF-8 is the one thing it may say.
        expect(
          stderr.replace(/^W: The VR checker does not support this Specific Character Set: ISO_IR 192\n/, ''),
        ).toBe('');
        expect(status).toBe(0);
        expect(stdout).toMatch(/Radiation Dose/);
      },
    );
  },
);
