import { describe, expect, it } from 'vitest';
import { readPart10 } from '../../../pipeline/dicom/part10.js';
import { mentionsPatient } from '../../../pipeline/document/patient-mentions.js';
import type { Attributes } from '../../support/dicom-writer/index.js';
import { ctReport } from '../../support/builders/index.js';

const NOBODY: Attributes = { PatientName: '', PatientID: '', PatientBirthDate: '', AccessionNumber: '' };

function mentionsOf(attributes: Attributes): (text: string) => boolean {
  const result = readPart10(
    ctReport({
      seed: 'mentions',
      startedAt: '20260305101500',
      attributes: { ...NOBODY, SpecificCharacterSet: 'ISO_IR 192', ...attributes },
    }),
  );
  if (!result.ok) throw new Error(result.problem);
  return mentionsPatient(result.dataSet);
}

const found = (attributes: Attributes, ...texts: string[]): void => {
  const mentions = mentionsOf(attributes);
  expect(texts.filter((text) => !mentions(text))).toEqual([]);
};
const notFound = (attributes: Attributes, ...texts: string[]): void => {
  const mentions = mentionsOf(attributes);
  expect(texts.filter(mentions)).toEqual([]);
};

describe('the name of the patient is found in a text', () => {
  it('by each of its parts, whatever the case, accents and width', () => {
    const person = { PatientName: 'Quílleren^Josephine^Middleby=ﾔﾏﾅｶ^ﾊﾅｺﾘ' };
    found(person, 'for QUILLEREN', 'josephine_q', 'Ms Middleby', 'ヤマナカ様', 'ﾊﾅｺﾘ');
    notFound(person, '', 'Thorax', 'CT head', 'Middle lobe');
  });

  it('in ideographic and phonetic representations, joined or apart', () => {
    const person = { PatientName: 'Wang^XiaoDong=王^小東=おう^しょうとう' };
    found(person, '王小東', '小東 复查', '患者:王 小東', 'しょうとう', 'Xiaodong');
    notFound(person, '王', '胸部平扫', '东院');
    found({ PatientName: 'O^Ki=吳^琪' }, '吳琪', '吳　琪さん');
    found({ PatientName: 'Hong^Gildong=洪^吉洞=홍^길동' }, '홍길동', '길동', '吉洞');
  });

  it('in all names that are stated, and in the parts of one as words', () => {
    found({ PatientName: 'Quill^Ann\\Thornby^Ann' }, 'Quill', 'Thornby');
    found({ OtherPatientNames: 'Elderby^A', PatientBirthName: 'Maidenly^A' }, 'Elderby', 'Maidenly');
    const person = { PatientName: 'van der Quill^Anna-Greta' };
    found(person, 'Fr. Quill', 'GRETA', 'anna greta', 'van der quill');
    notFound(person, 'Tranquillity', 'Savannah protocol', 'Gretal');
  });

  it('where short parts stand side by side', () => {
    const person = { PatientName: 'Li^Na' };
    found(person, 'LI NA', 'na li', 'Li^Na', 'Mrs Li, Na!');
    notFound(person, 'Li', 'final image', 'Lina', 'NaLi');
    found({ PatientName: "O'Q^A.B" }, "o'q, a.b");
    found({ PatientName: 'Q[^(*' }, 'q[ (*');
    notFound({ PatientName: 'x^y '.repeat(10_000) }, 'z');
  });

  it('whichever way letters are written that have no plain form', () => {
    found({ PatientName: 'Müller^Jürgen' }, 'MUELLER', 'juergen', 'Muller', 'Müller');
    found({ PatientName: 'Mueller^Juergen' }, 'Müller', 'JÜRGEN');
    found({ PatientName: 'Großmann^Else' }, 'GROSSMANN', 'GROẞMANN');
    found({ PatientName: 'Grossmann^Else' }, 'Großmann');
    found({ PatientName: 'Łukaszewicz^Łucja' }, 'LUKASZEWICZ', 'lucja');
    found({ PatientName: 'Sørensen^Åse' }, 'Sorensen', 'Soerensen', 'AASE');
    found({ PatientName: 'Yıldırım^Işıl' }, 'YILDIRIM', 'isil');
    found({ PatientName: 'Đorđević^Miloš' }, 'Dordevic', 'DJORDJEVIC');
    notFound({ PatientName: 'Müller^Jürgen' }, 'Miller', 'Thorax für Kinder');
  });

  it('where the parts of one are joined, or all of it stands in the family name', () => {
    found({ PatientName: "O'Quillan^Mary Anne" }, 'OQUILLAN', 'MaryAnne_1');
    found({ PatientName: 'Zorgmeister, Annabel' }, 'ZORGMEISTER', 'annabel zorgmeister');
    found({ PatientName: 'Li^Na' }, 'LI_NA');
    notFound({ PatientName: 'Wang^Xiao Dong' }, 'Xiaodongs', 'axiaodong');
  });

  it('but not where it is that of nobody', () => {
    notFound({ PatientName: 'Anonymous^Unknown', PatientID: '0000' }, 'anonymous unknown 0000');
    notFound({}, 'Synthetic study', '');
  });
});

describe('the numbers of the patient are found in a text', () => {
  it('IDs of every kind and the accession number', () => {
    found({ PatientID: 'ZZ-4711-QX' }, 'zz-4711-qx', 'ID:ZZ-4711-QX/1', 'ZZ 4711 QX', 'ZZ4711QX');
    found({ PatientID: '9434765919' }, 'NHS 943 476 5919');
    found({ OtherPatientIDs: 'OTHER1\\OTHER2' }, 'other2');
    found({ OtherPatientIDsSequence: [{ PatientID: 'ELSE77' }] }, 'else77');
    found({ AccessionNumber: 'ACC112233' }, 'req acc112233');
    found({ PatientID: '12345678901' }, '1234_5678_901', '123456–78901');
    found({ RequestAttributesSequence: [{ AccessionNumber: 'REQ445566' }] }, 'for req445566');
    found({ ReferencedRequestSequence: [{ AccessionNumber: 'REQ445566' }] }, 'for req445566');
    notFound({ AccessionNumber: '12345' }, '12345');
    notFound({ PatientID: '471' }, '471');
  });
});

describe('the birth date of the patient is found in a text', () => {
  it('in every usual form', () => {
    const person = { PatientBirthDate: '19610203' };
    found(
      person,
      'DOB 19610203',
      '1961-02-03',
      '1961/2/3',
      '3.2.1961',
      '03/02/1961',
      '02/03/1961',
      '03021961',
    );
    notFound(person, '1961', '1961-02-04', '13.2.1961', '2026-02-03', '0.3.2.19610');
  });

  it('with any separators, and with the name of the month', () => {
    const person = { PatientBirthDate: '19610203' };
    found(
      person,
      '3. 2. 1961',
      '1961. 2. 3.',
      '03 02 1961',
      '03_02_1961',
      '1961年2月3日',
      'DOB 03-FEB-1961',
      '03Feb1961',
      'February 3rd, 1961',
      '3 February 1961',
      '3 de febrero de 1961',
      '3 février 1961',
      '1961-Feb-03',
    );
    found({ PatientBirthDate: '19610318' }, '18. März 1961', '18 MAR 1961', '18 марта 1961');
    found({ PatientBirthDate: '19611118' }, '18 Kasım 1961');
    notFound(
      person,
      '3 March 1961',
      '4 Feb 1961',
      'February 1961',
      'Thorax 1961 3 2',
      '1961 kV 3 2',
      '3 x 2 x 1961',
    );
  });

  it('unless it is the day of the study', () => {
    notFound({ PatientBirthDate: '20260305' }, 'exposed 2026-03-05');
  });
});
