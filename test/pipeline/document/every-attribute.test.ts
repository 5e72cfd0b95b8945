import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestFile } from '../../../pipeline/document/digest.js';
import { unpackContent } from '../../../pipeline/document/kept-content.js';
import * as builders from '../../support/builders/index.js';
import type { Children, Code } from '../../support/builders/index.js';
import {
  element,
  privateBlock,
  sequence,
  type Attributes,
  type Element,
  type FileLayout,
} from '../../support/dicom-writer/index.js';
import { POLICY } from '../../support/ingest-fixture.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dose-marks-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What stands where nothing may be kept of it. */
const FORBIDDEN = 'ZQMARK';
/** What the patient is known by, as texts repeat it. */
const OF_PATIENT = [
  'quibblewick',
  'marzipanna',
  'middlewort',
  'formerling',
  'maidenhall',
  'mothersby',
  'qx-5550177-zz',
  'othqx778899',
  'elseqx4455',
  'accqx99887766',
  '19610203',
  'feb-1961',
  '3. 2. 1961',
];

/** Attributes about patient, visit, order, trial and equipment that no extractor reads, with a VR that can hold a name. */
const UNREAD: readonly (readonly [number, string])[] = [
  ...[0x00080094, 0x00102154, 0x00102160, 0x00102180, 0x00401001].map((tag) => [tag, 'SH'] as const),
  ...[0x00100021, 0x00101040, 0x00101080, 0x00101090, 0x00102000, 0x00102110, 0x001021f0].map(
    (tag) => [tag, 'LO'] as const,
  ),
  ...[0x00120010, 0x00120020, 0x00120040, 0x00180010, 0x00181400, 0x00201040, 0x00321033].map(
    (tag) => [tag, 'LO'] as const,
  ),
  ...[0x00380010, 0x00380300, 0x00380500, 0x00400254, 0x00402016, 0x00402017].map(
    (tag) => [tag, 'LO'] as const,
  ),
  ...[0x00084000, 0x001021b0, 0x00104000, 0x00324000, 0x00384000, 0x00401400, 0x00402400].map(
    (tag) => [tag, 'LT'] as const,
  ),
  ...[0x00080092, 0x00082111, 0x00400280].map((tag) => [tag, 'ST'] as const),
  ...[0x00102297, 0x0040a075].map((tag) => [tag, 'PN'] as const),
];

const ATTRIBUTES: Attributes = {
  SpecificCharacterSet: 'ISO_IR 192',
  PatientName: 'Quibblewick^Marzipanna^Middlewort',
  PatientID: 'QX-5550177-ZZ',
  PatientBirthDate: '19610203',
  PatientBirthName: 'Maidenhall^A',
  OtherPatientNames: 'Formerling^A',
  OtherPatientIDs: 'OTHQX778899',
  OtherPatientIDsSequence: [{ PatientID: 'ELSEQX4455', IssuerOfPatientID: FORBIDDEN }],
  AccessionNumber: 'ACCQX99887766',
  StudyID: 'QX-5550177-ZZ',
  StudyDescription: 'for Quibblewick',
  ProtocolName: 'Marzipanna 1',
  InstitutionAddress: 'home of QUIBBLEWICK',
  AdmittingDiagnosesDescription: 'DOB 03-FEB-1961',
  ImageComments: 'born 3. 2. 1961',
  RequestedProcedureDescription: 'ACCQX99887766 thorax',
  RequestAttributesSequence: [
    {
      RequestedProcedureDescription: 'middlewort',
      AccessionNumber: 'ACCQX99887766',
      RequestedProcedureID: FORBIDDEN,
    },
  ],
};

const ELEMENTS: readonly Element[] = [
  ...UNREAD.map(([tag, vr]) => element(tag, vr, FORBIDDEN)),
  element(0x00101060, 'PN', 'Mothersby^B'),
  element(0x00187040, 'LT', 'maidenhall'),
  element(0x00187041, 'LT', 'mothersby'),
  element(0x00187062, 'LT', 'formerling'),
  element(0x00400310, 'ST', 'othqx778899 and more'),
  element(0x00541103, 'LO', 'of QX-5550177-ZZ'),
  element(0x00180031, 'LO', 'quibblewick fdg'),
  element(0x00181008, 'LO', 'elseqx4455'),
  sequence(0x00081120, [{ PatientID: FORBIDDEN, AccessionNumber: FORBIDDEN }]),
  sequence(0x04000561, [{ PatientID: FORBIDDEN, PatientName: FORBIDDEN }]),
  ...privateBlock(0x0009, 'GEMS_IDEN_01', { 0x10: ['LO', FORBIDDEN], 0x11: ['UN', Buffer.from(FORBIDDEN)] }),
  ...privateBlock(0x0029, 'SIEMENS CSA HEADER', { 0x10: ['OB', Buffer.from(FORBIDDEN)] }),
  ...privateBlock(0x0045, 'GEMS_SENO_02', { 0x06: ['LO', FORBIDDEN], 0x51: ['UN', Buffer.from(FORBIDDEN)] }),
  ...privateBlock(0x7005, 'TOSHIBA_MEC_CT3', { 0x07: ['LO', FORBIDDEN], 0x08: ['ST', 'for Quibblewick'] }),
  ...privateBlock(0x00e1, 'ELSCINT1', {
    0x07: ['LO', FORBIDDEN],
    0x21: ['DS', '12.5'],
    0x61: ['LO', 'marzipanna.proc'],
  }),
];

const concept = (value: string, scheme = 'DCM'): Code => ({ scheme, value, meaning: 'Concept' });
const { dateTime, pname, text, uidRef } = builders;
const CONTENT: Children = [
  text({ scheme: 'DCM', value: '121106', meaning: 'Comment' }, 'Quibblewick 03-FEB-1961'),
  text({ scheme: 'DCM', value: '125203', meaning: 'Acquisition Protocol' }, 'MARZIPANNA head'),
  uidRef(concept('121028'), '2.25.19610203'),
  text(concept('121029'), FORBIDDEN),
  pname(concept('121029'), FORBIDDEN),
  text(concept('121030'), FORBIDDEN),
  dateTime(concept('121031'), '19610203'),
  text(concept('1', '99PRIVATE'), FORBIDDEN),
  pname(concept('2', '99PRIVATE'), FORBIDDEN),
];

const parts = { seed: 'marks', attributes: ATTRIBUTES, elements: ELEMENTS, extra: CONTENT };
const event = { protocol: 'for Marzipanna', comment: '<Name="QUIBBLEWICK" born="1961-02-03"/>' };
/** A capture is known by the description of its series. */
const capture = { ...ATTRIBUTES, SeriesDescription: 'Dose Info' };
const OBJECTS: Readonly<Record<string, (file: FileLayout) => Uint8Array>> = {
  'CT report': (file) => builders.ctReport({ ...parts, events: [event], file }),
  'fluoroscopy report': (file) => builders.fluoroscopyReport({ ...parts, file }),
  'mammography report': (file) => builders.mammographyReport({ ...parts, file }),
  'radiography report': (file) => builders.radiographyReport({ ...parts, file }),
  'radiopharmaceutical report': (file) => builders.radiopharmaceuticalReport({ ...parts, file }),
  mammogram: (file) => builders.mammographyImage({ ...parts, file }),
  radiograph: (file) => builders.radiographyImage({ ...parts, file }),
  'nuclear medicine image': (file) => builders.nuclearMedicineImage({ ...parts, file }),
  'PET image': (file) => builders.petImage({ ...parts, file }),
  'CT dose capture': (file) =>
    builders.ctDoseCapture({
      ...parts,
      attributes: capture,
      comments: 'Quibblewick CTDIvol=7 DLP=196',
      file,
    }),
};
const SYNTAXES = ['explicit-le', 'implicit-le', 'explicit-be'] as const;

describe('marks in every attribute that can hold identity or somebody’s words', () => {
  it.each(Object.keys(OBJECTS).flatMap((kind) => SYNTAXES.map((syntax) => [kind, syntax] as const)))(
    'of a %s in %s stand neither in what is kept nor in what is extracted',
    (kind, transferSyntax) => {
      const path = join(folder, `${kind} ${transferSyntax}.dcm`);
      const bytes = OBJECTS[kind]!({ transferSyntax });
      writeFileSync(path, bytes);
      const keeps = {
        patient_name: 'drop',
        patient_id: 'drop',
        patient_birth_date: 'drop',
        accession_number: 'drop',
      } as const;
      const digested = digestFile(path, { ...POLICY, keeps });
      if (digested.outcome !== 'imported') throw new Error(`${kind}: ${digested.reason}`);
      const { kept, ...rest } = digested;
      const content = Buffer.from(unpackContent(kept.content).bytes).toString('latin1');
      const said = `${content}\n${JSON.stringify(rest)}`.toLowerCase();
      const marks = [FORBIDDEN.toLowerCase(), ...OF_PATIENT];
      const original = Buffer.from(bytes).toString('latin1').toLowerCase();
      expect(marks.filter((mark) => !original.includes(mark))).toEqual([]);
      expect(marks.filter((mark) => said.includes(mark))).toEqual([]);
      expect(said).toContain('samplewick general');
    },
  );
});
