import { describe, expect, it } from 'vitest';
import { identityWords } from '../../../pipeline/assemble/identity-facts.js';
import { readPart10 } from '../../../pipeline/dicom/part10.js';
import { TAG } from '../../../pipeline/dicom/tags.js';
import { packContent, unpackContent } from '../../../pipeline/document/kept-content.js';
import { stripDataSet } from '../../../pipeline/document/strip.js';
import { ctReport } from '../../support/builders/index.js';

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
      const stripped = stripDataSet(dataSet, identityWords(dataSet));
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
