import {
  ctDoseCapture,
  ctReport,
  eventUid,
  fluoroscopyReport,
  mammographyImage,
  mammographyPair,
  mammographyReport,
  petImage,
  radiographyImage,
  radiographyReport,
  radiopharmaceuticalReport,
  type CtEventInput,
  type CtReportParts,
} from './builders/index.js';

/** Objects that have to be put together, and what their studies come to, worked out by hand. */
export interface Scenario {
  readonly name: string;
  readonly objects: readonly Uint8Array[];
  /** One for each study row, in order of modality and total. */
  readonly studies: readonly Readonly<Record<string, unknown>>[];
}

const OTHER_DEVICE = {
  DeviceSerialNumber: '2002',
  StationName: 'SYNTH2',
  ManufacturerModelName: 'Model Two',
};
const scan = (uid: string | null, dlp_mgy_cm: number, more: CtEventInput = {}): CtEventInput => ({
  uid,
  dlp_mgy_cm,
  ctdi_vol_mgy: dlp_mgy_cm / 50,
  ...more,
});
const total = (dlp_mgy_cm: number): CtReportParts => ({ accumulated: { dlp_mgy_cm } });

/** Reports of one scanner: the first holds e1 (100) and e2 (50), the second what the scenario says. */
function twoReports(name: string, second: CtReportParts, more: CtReportParts = {}): Uint8Array[] {
  const first = [scan(eventUid({ seed: name }, 1), 100), e2(name)];
  return [
    ctReport({ seed: name, object: 'a', events: first, ...total(150), ...more }),
    ctReport({ seed: name, object: 'b', contentDelay_s: 1800, ...second }),
  ];
}

const e2 = (name: string): CtEventInput => scan(eventUid({ seed: name }, 2), 50);
const e3 = (name: string): CtEventInput => scan(eventUid({ seed: name }, 3), 30);

const CT_REPORTS: readonly Scenario[] = [
  {
    name: 'reports with different events',
    objects: twoReports('disjoint', { events: [e3('disjoint')], ...total(30) }),
    studies: [
      { dlp_total_mgy_cm: 180, dlp_total_mgy_cm_source: 'accumulated_sum', event_count: 3, report_count: 2 },
    ],
  },
  {
    name: 'a later total that stands for all events so far',
    objects: twoReports('cumulative', { events: [e3('cumulative')], ...total(180) }),
    studies: [
      { dlp_total_mgy_cm: 180, dlp_total_mgy_cm_source: 'accumulated', event_count: 3, report_count: 2 },
    ],
  },
  {
    name: 'reports that overlap in part',
    objects: twoReports('overlap', { events: [e2('overlap'), e3('overlap')], ...total(80) }),
    studies: [
      { dlp_total_mgy_cm: 180, dlp_total_mgy_cm_source: 'summed_events', event_count: 3, report_count: 2 },
    ],
  },
  {
    name: 'a later report that holds the earlier one',
    objects: twoReports('containing', {
      events: [scan(eventUid({ seed: 'containing' }, 1), 100), e2('containing'), e3('containing')],
      ...total(180),
    }),
    studies: [
      { dlp_total_mgy_cm: 180, dlp_total_mgy_cm_source: 'accumulated', event_count: 3, report_count: 1 },
    ],
  },
  {
    name: 'two scanners in one study',
    objects: twoReports('two-scanners', {
      events: [e3('two-scanners')],
      ...total(30),
      attributes: OTHER_DEVICE,
    }),
    studies: [{ dlp_total_mgy_cm: 180, device_count: 2, event_count: 3, device_serial_number: '1001' }],
  },
  {
    name: 'reports of one scanner that overlap, and one of another that lists no events',
    objects: [
      ...twoReports('two-scanners-overlap', {
        events: [e2('two-scanners-overlap'), e3('two-scanners-overlap')],
        ...total(80),
      }),
      ctReport({
        seed: 'two-scanners-overlap',
        object: 'c',
        contentDelay_s: 900,
        events: [],
        ...total(25),
        attributes: OTHER_DEVICE,
      }),
    ],
    studies: [{ dlp_total_mgy_cm: 205, dlp_total_mgy_cm_source: 'mixed', event_count: 3, report_count: 3 }],
  },
  {
    name: 'a later total that stands for all, with events in another phantom',
    objects: [
      ctReport({
        seed: 'other-phantom',
        object: 'a',
        events: [scan(eventUid({ seed: 'other-phantom' }, 1), 900, { phantom: 'head_16cm' })],
        ...total(900),
      }),
      ctReport({
        seed: 'other-phantom',
        object: 'b',
        contentDelay_s: 1800,
        events: [scan(eventUid({ seed: 'other-phantom' }, 2), 400, { phantom: 'body_32cm' })],
        ...total(1300),
      }),
    ],
    studies: [{ dlp_total_mgy_cm: 1300, dlp_head_16cm_mgy_cm: 900, dlp_body_32cm_mgy_cm: 400 }],
  },
  {
    name: 'head and body phantoms',
    objects: [
      ctReport({
        seed: 'phantoms',
        events: [
          scan('1.9.20.1', 900, { phantom: 'head_16cm' }),
          scan('1.9.20.2', 400, { phantom: 'body_32cm' }),
        ],
        ...total(1300),
      }),
    ],
    studies: [
      {
        dlp_total_mgy_cm: 1300,
        dlp_total_is_mixed: true,
        dlp_head_16cm_mgy_cm: 900,
        dlp_body_32cm_mgy_cm: 400,
      },
    ],
  },
  {
    name: 'reports without events',
    objects: [
      ctReport({ seed: 'eventless', object: 'a', events: [], ...total(10) }),
      ctReport({ seed: 'eventless', object: 'b', events: [], ...total(25), contentDelay_s: 1800 }),
    ],
    studies: [
      { dlp_total_mgy_cm: 25, dlp_total_mgy_cm_source: 'accumulated', event_count: 0, report_count: 1 },
    ],
  },
  {
    name: 'events without a UID, the report growing',
    objects: [
      ctReport({ seed: 'no-uid', object: 'a', events: [scan(null, 10)], ...total(10) }),
      ctReport({ seed: 'no-uid', object: 'b', events: [scan(null, 10), scan(null, 20)], ...total(30) }),
    ],
    studies: [{ dlp_total_mgy_cm: 30, event_count: 2, report_count: 1 }],
  },
  {
    name: 'an event UID that a report repeats',
    objects: [ctReport({ seed: 'repeated', events: [scan('1.9.30', 3), scan('1.9.30', 4)], ...total(7) })],
    studies: [{ dlp_total_mgy_cm: 7, event_count: 2 }],
  },
  {
    name: 'one SOP instance UID with two contents',
    objects: [
      ctReport({ seed: 'same-uid', object: 'a', events: [scan('1.9.40', 3)], ...total(3) }),
      ctReport({
        seed: 'same-uid',
        object: 'a',
        events: [scan('1.9.40', 3), scan('1.9.41', 4)],
        ...total(7),
      }),
    ],
    studies: [{ dlp_total_mgy_cm: 7, event_count: 2, report_count: 1 }],
  },
  {
    name: 'a capture that grew',
    objects: [1, 2].map((count) =>
      ctDoseCapture({
        seed: 'capture',
        object: `capture ${count}`,
        exposures: [
          { dlp_mgy_cm: 100, startedAt: '20260105101000' },
          { dlp_mgy_cm: 40, startedAt: '20260105101500' },
        ].slice(0, count),
      }),
    ),
    studies: [{ dlp_total_mgy_cm: 140, event_count: 2, report_count: 1 }],
  },
];

const SHARED = ['one', 'other'].map((study) =>
  ctReport({ seed: `shared ${study}`, events: [scan('1.9.50', 12)], ...total(12) }),
);

const PROJECTION: readonly Scenario[] = [
  {
    name: 'a biplane report',
    objects: [
      fluoroscopyReport({
        seed: 'biplane',
        events: [
          { plane: 'A', uid: '1.9.60', kap_gy_m2: 0.0003 },
          { plane: 'B', uid: '1.9.60', kap_gy_m2: 0.0004 },
        ],
      }),
    ],
    studies: [
      { kap_total_gy_cm2: 7, kap_total_a_gy_cm2: 3, kap_total_b_gy_cm2: 4, event_count: 2, plane_count: 2 },
    ],
  },
  {
    name: 'fluoroscopy and radiography under one study',
    objects: [
      fluoroscopyReport({ seed: 'rf-dx', object: 'rf', events: [{ kap_gy_m2: 0.0005, uid: '1.9.70' }] }),
      radiographyReport({
        seed: 'rf-dx',
        object: 'dx',
        events: [{ kap_gy_m2: 0.0001, uid: '1.9.71' }],
        attributes: OTHER_DEVICE,
      }),
    ],
    studies: [
      { modality: 'DX', kap_total_gy_cm2: 1, event_count: 1 },
      { modality: 'RF', kap_total_gy_cm2: 5, event_count: 1 },
    ],
  },
  {
    name: 'a report and the image of its exposure',
    objects: [
      radiographyReport({
        seed: 'with-image',
        object: 'report',
        events: [{ kap_gy_m2: 0.0001, uid: eventUid({ seed: 'with-image' }, 1) }],
      }),
      radiographyImage({
        seed: 'with-image',
        object: 'image',
        attributes: {
          IrradiationEventUID: eventUid({ seed: 'with-image' }, 1),
          ImageAndFluoroscopyAreaDoseProduct: '10',
        },
      }),
    ],
    studies: [
      { kap_total_gy_cm2: 1, kap_total_gy_cm2_source: 'accumulated', event_count: 1, device_count: 1 },
    ],
  },
  {
    name: 'pairs of mammograms, and one that comes late',
    objects: [
      ...mammographyPair({ seed: 'pair', exposure: 1, agd_mgy: 1.5 }),
      ...mammographyPair({ seed: 'pair', exposure: 2, agd_mgy: 1.25 }),
      mammographyImage({ seed: 'pair', exposure: 3, agd_mgy: 2 }),
    ],
    studies: [
      { agd_right_mgy: 3.5, agd_left_mgy: 1.25, event_count: 3, agd_right_mgy_source: 'summed_events' },
    ],
  },
  {
    name: 'a mammography report and its images',
    objects: [
      mammographyReport({ seed: 'mg', object: 'report', events: 2 }),
      mammographyImage({
        seed: 'mg',
        object: 'image',
        attributes: { IrradiationEventUID: eventUid({ seed: 'mg' }, 1) },
      }),
    ],
    studies: [{ modality: 'MG', event_count: 2, report_count: 1 }],
  },
];

const NUCLEAR_MEDICINE: readonly Scenario[] = [
  {
    name: 'PET with its CT',
    objects: [
      ctReport({ seed: 'pet-ct', object: 'ct', events: [scan('1.9.80', 60)], ...total(60) }),
      radiopharmaceuticalReport({ seed: 'pet-ct', object: 'rrdsr' }),
      petImage({ seed: 'pet-ct', image: 1 }),
      petImage({ seed: 'pet-ct', image: 2 }),
    ],
    studies: [
      { modality: 'CT', dlp_total_mgy_cm: 60 },
      { modality: 'NM', administration_count: 1, report_count: 1 },
    ],
  },
];

/** Every scenario; each has studies of its own. */
export const SCENARIOS: readonly Scenario[] = [
  ...CT_REPORTS,
  {
    name: 'an event that two studies state',
    objects: SHARED,
    studies: [
      { dlp_total_mgy_cm: 12, event_count: 1 },
      { dlp_total_mgy_cm: 12, event_count: 1 },
    ],
  },
  ...PROJECTION,
  ...NUCLEAR_MEDICINE,
];
