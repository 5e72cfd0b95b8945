import { describe, expect, it } from 'vitest';
import { code, CONCEPT, container, num, UNIT, type ContentItem } from '../../../support/builders/index.js';
import { bareReport, dcm, eventOf, eventWith, extracted } from './projection-report.js';

const current = (value: number | readonly number[]) => num(CONCEPT.tubeCurrent, value, UNIT.ma);
const width = (value: number | readonly number[]) => num(dcm('113793', 'Pulse Width'), value, UNIT.ms);
const kvp = (value: number | string | readonly number[]) => num(CONCEPT.kvp, value, UNIT.kv);
const exposure = (value: number | readonly number[]) => num(dcm('113736', 'Exposure'), value, UNIT.uas);
const pulses = (value: number) => num(dcm('113768', 'Number of Pulses'), value, UNIT.one);

describe('an exposure', () => {
  const event = (exposure_mas: number, pulseCount: number) =>
    eventOf(exposure(1000 * exposure_mas), current(100), width(5), pulses(pulseCount));
  const findingsOf = (...events: readonly ContentItem[]) =>
    extracted(bareReport(events)).findings.map((finding) => finding.code);

  it('that most events state for one pulse is kept, with one finding (Azurion)', () => {
    const events = [event(0.5, 60), event(0.49, 85), event(30, 60)];
    expect(findingsOf(...events)).toEqual(['exposure_of_one_pulse']);
    expect(extracted(bareReport(events)).projectionEvents[0]).toMatchObject({
      exposure_mas: 0.5,
      exposure_derived_mas: 30,
    });
  });

  it('that is a thousand times what current and time make, or a thousandth, has a finding', () => {
    expect(findingsOf(event(31_000, 60))).toEqual(['exposure_unit_doubtful']);
    expect(findingsOf(event(0.03, 60))).toEqual(['exposure_unit_doubtful']);
  });

  it('has none where it agrees, differs otherwise, or few events are doubtful', () => {
    expect(findingsOf(event(30, 60), event(21, 60), event(0.5, 1))).toEqual([]);
    expect(findingsOf(event(30, 60), event(0.5, 60))).toEqual([]);
  });
});

describe('the pulses of an event', () => {
  it('give their mean voltage, pulses of 0 kV left out (EuroColumbus)', () => {
    const event = eventWith(kvp([60, 0, 50, 60]));
    expect(event.kvp_pulses_kv).toEqual([60, 0, 50, 60]);
    expect(event.kvp_kv).toBeCloseTo(56.6667, 4);
  });

  it('give no voltage where all are 0', () => {
    expect(eventWith(kvp([0, 0]))).toMatchObject({ kvp_kv: null, kvp_pulses_kv: [0, 0] });
  });

  it('may be separated by slashes (Toshiba vHP)', () => {
    expect(eventWith(kvp('60/62')).kvp_pulses_kv).toEqual([60, 62]);
  });

  it('may be one item each (GE Pristina)', () => {
    const event = eventWith(kvp(34.1), kvp(33.99), width(51.44), width(558.06), current(2), current(30.48));
    expect(event.kvp_pulses_kv).toEqual([34.1, 33.99]);
    expect(event.kvp_kv).toBe(34.045);
    expect(event.tube_current_ma).toBeCloseTo((2 * 51.44 + 30.48 * 558.06) / 609.5, 9);
    expect(event.exposure_derived_mas).toBeCloseTo((2 * 51.44 + 30.48 * 558.06) / 1000, 9);
  });

  it('are left out whole where one of them cannot be read, since a mean or sum over the rest would pass for theirs', () => {
    const bad = num(CONCEPT.kvp, '-\\.\\', UNIT.kv);
    expect(eventWith(kvp(34), bad)).toMatchObject({ kvp_kv: null, kvp_pulses_kv: null });
    const otherUnit = num(dcm('113736', 'Exposure'), 4, UNIT.mm);
    expect(eventWith(exposure(9586), otherUnit)).toMatchObject({
      exposure_mas: null,
      exposure_pulses_mas: null,
    });
    expect(eventWith(kvp('4\\.-'))).toMatchObject({ kvp_kv: null, kvp_pulses_kv: null });
    expect(eventWith(kvp('60\\\\62')).kvp_pulses_kv).toEqual([60, 62]);
    expect(eventWith(kvp(34), num(CONCEPT.kvp, null, UNIT.kv)).kvp_pulses_kv).toEqual([34]);
  });

  it('leave a stated average current as it is', () => {
    const average = num(dcm('113767', 'Average X-Ray Tube Current'), 12, UNIT.ma);
    expect(eventWith(current([10, 20]), width([1, 1]), average).tube_current_ma).toBe(12);
  });

  it('give the mean of the currents that are not 0 where widths do not match them', () => {
    expect(eventWith(current([10, 0, 20]), width([5])).tube_current_ma).toBe(15);
  });

  it('add up their exposures, in mAs', () => {
    expect(eventWith(exposure([9586, 100]))).toMatchObject({
      exposure_mas: 9.686,
      exposure_pulses_mas: [9.586, 0.1],
    });
  });

  it('give the exposure time where none is stated, marked as derived', () => {
    expect(eventWith(width(4.05582655886454), pulses(98))).toMatchObject({
      exposure_time_ms: 397.47100276872,
      exposure_time_is_derived: true,
    });
    expect(eventWith(width([3, 5]), pulses(2)).exposure_time_ms).toBe(8);
    expect(eventWith(width([3, 5])).exposure_time_ms).toBe(8);
  });

  it('leave a stated exposure time as it is, under either of its codes', () => {
    for (const value of ['113824', '113735']) {
      const time = num(dcm(value, 'Exposure Time'), 100.8, UNIT.ms);
      expect(eventWith(time, width(4), pulses(30))).toMatchObject({
        exposure_time_ms: 100.8,
        exposure_time_is_derived: false,
      });
    }
  });

  it('give no exposure time without their number, and none of 0 ms', () => {
    expect(eventWith(width(4)).exposure_time_ms).toBeNull();
    expect(eventWith(width(4), pulses(0)).exposure_time_ms).toBeNull();
  });

  it('are counted by the private number of frames where only that is stated (Philips Allura)', () => {
    const frames = num({ value: '003', scheme: '99PHI-IXR-XPER', meaning: 'Number of Frames' }, 27, UNIT.one);
    expect(eventWith(frames).pulse_count).toBe(27);
    expect(eventWith(pulses(12), frames).pulse_count).toBe(12);
  });
});

describe('pulses in a container of their own', () => {
  const group = (...children: ContentItem[]) => container(code('1', '99MAKER', 'Pulses'), children);
  const listed = group(current([100, 300]), width([5, 5]));

  it('go together with what the event states of all of them', () => {
    expect(eventWith(pulses(2), listed)).toMatchObject({
      tube_current_ma: 200,
      exposure_time_ms: 10,
      exposure_time_is_derived: true,
      exposure_derived_mas: 2,
    });
    const average = num(dcm('113767', 'Average X-Ray Tube Current'), 210, UNIT.ma);
    const time = num(CONCEPT.exposureTime, 30, UNIT.ms);
    expect(eventWith(average, time, listed)).toMatchObject({
      tube_current_ma: 210,
      exposure_time_ms: 30,
      exposure_time_is_derived: false,
      exposure_derived_mas: 2,
    });
  });
});
