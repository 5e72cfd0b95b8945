import { describe, expect, it } from 'vitest';
import { readPart10 } from '../../../pipeline/dicom/part10.js';
import { TAG } from '../../../pipeline/dicom/tags.js';
import { packContent, unpackContent } from '../../../pipeline/document/kept-content.js';
import { mentionsPatient } from '../../../pipeline/document/patient-mentions.js';
import { stripDataSet } from '../../../pipeline/document/strip.js';
import { ctReport, dateTime, uidRef, type Code, type ContentItem } from '../../support/builders/index.js';

function date(concept: Code, Date: string): ContentItem {
  const { DateTime: _, ...item } = dateTime(concept, '');
  return { ...item, ValueType: 'DATE', Date };
}

describe('texts that repeat the name of the patient', () => {
  it.each(['explicit-le', 'implicit-le', 'explicit-be'] as const)(
    'are left out of an object in %s; staff, equipment and codes of the same name stay',
    (transferSyntax) => {
      const result = readPart10(
        ctReport({
          seed: 'strip',
          file: { transferSyntax },
          attributes: {
            PatientName: 'Quill^Ann',
            ReferringPhysicianName: 'Quill^Bo',
            OperatorsName: 'Quill^Cy',
            PerformingPhysicianName: 'Quill^Di',
            StudyDescription: 'CT for Mrs Quill',
            ProtocolName: 'Thorax',
            StationName: 'QUILL1',
            BodyPartExamined: 'QUILL',
            Manufacturer: 'Quill Imaging',
          },
        }),
      );
      if (!result.ok) throw new Error(result.problem);
      const { dataSet } = result;
      const stripped = stripDataSet(dataSet, mentionsPatient(dataSet));
      const kept = unpackContent(packContent(stripped.dataSet).content);
      expect(kept.text(TAG.OperatorsName)).toBe('Quill^Cy');
      expect(kept.text(TAG.ReferringPhysicianName)).toBe('Quill^Bo');
      expect(kept.text(TAG.PerformingPhysicianName)).toBe('Quill^Di');
      expect(kept.text(TAG.ProtocolName)).toBe('Thorax');
      expect(kept.text(TAG.StationName)).toBe('QUILL1');
      expect(kept.text(TAG.BodyPartExamined)).toBe('QUILL');
      expect(kept.text(TAG.Manufacturer)).toBe('Quill Imaging');
      expect(kept.text(TAG.StudyDescription)).toBeNull();
      expect(stripped.textsWithIdentity).toBe(1);
    },
  );
});

describe('what else could name the patient', () => {
  it.each(['explicit-le', 'implicit-le'] as const)('is left out of an object in %s', (transferSyntax) => {
    const subject = (value: string) => ({ scheme: 'DCM', value, meaning: 'Subject' });
    const birthDate = '19610203';
    const result = readPart10(
      ctReport({
        seed: 'strip',
        file: { transferSyntax },
        attributes: {
          PatientID: 'ZZ-4711-QX',
          PatientBirthDate: birthDate,
          StudyID: 'ZZ-4711-QX',
          OtherPatientNames: 'Quill^Former',
          RequestAttributesSequence: [{ RequestedProcedureDescription: 'born 3.2.1961' }],
        },
        extra: [
          dateTime(subject('121031'), birthDate),
          date(subject('121031'), birthDate),
          date(subject('99031'), birthDate),
          uidRef(subject('121028'), '1.2.19610203'),
        ],
      }),
    );
    if (!result.ok) throw new Error(result.problem);
    const stripped = stripDataSet(result.dataSet, mentionsPatient(result.dataSet));
    const { content } = packContent(stripped.dataSet);
    const kept = unpackContent(content);
    expect(kept.text(TAG.StudyID)).toBeNull();
    const bytes = Buffer.from(kept.bytes);
    expect(['ZZ-4711-QX', birthDate, '3.2.1961', 'Quill'].filter((text) => bytes.includes(text))).toEqual([]);
  });
});
