import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import dicomParser from 'dicom-parser';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../pipeline/dicom/character-set.js';
import { conceptAmong, type Concept } from '../../../pipeline/dicom/codes.js';
import * as ct from '../../../pipeline/dicom/concepts/ct.js';
import * as nuclearMedicine from '../../../pipeline/dicom/concepts/nuclear-medicine.js';
import * as projection from '../../../pipeline/dicom/concepts/projection.js';
import * as report from '../../../pipeline/dicom/concepts/report.js';
import { parseDate, parseDateTime, parseTime } from '../../../pipeline/dicom/date-time.js';
import { parseDecimal } from '../../../pipeline/dicom/decimal.js';

const corpus = join(process.env['DOSE_CORPUS'] ?? '../shared/corpus', 'dicom');

interface Found {
  readonly concepts: Set<string>;
  readonly numbers: Set<string>;
  readonly temporal: Set<string>;
  readonly textProblems: Set<string>;
}

const PARSERS: Readonly<Record<string, (raw: string) => unknown>> = {
  DA: parseDate,
  TM: parseTime,
  DT: parseDateTime,
};
const CONCEPT_NAME = 'x0040a043';
const NUMERIC_VALUE = 'x0040a30a';

function collect(dataSet: dicomParser.DataSet, characterSet: string | null, found: Found): void {
  const set = dataSet.string('x00080005') ?? characterSet;
  for (const [tag, element] of Object.entries(dataSet.elements)) {
    const raw = dataSet.string(tag) ?? '';
    const bytes = dataSet.byteArray.subarray(element.dataOffset, element.dataOffset + element.length);
    const parse = PARSERS[element.vr ?? ''];
    if (tag === NUMERIC_VALUE) found.numbers.add(raw);
    if (parse !== undefined) {
      for (const value of raw.split('\\')) if (value !== '' && parse(value) === null) found.temporal.add(raw);
    }
    if (['LO', 'SH', 'PN', 'LT', 'ST', 'UT'].includes(element.vr ?? '')) {
      const { problem } = decodeText(bytes, set, element.vr ?? '');
      if (problem !== null) found.textProblems.add(problem);
    }
    for (const { dataSet: item } of element.items ?? []) {
      if (item === undefined) continue;
      if (tag === CONCEPT_NAME) {
        found.concepts.add(
          [item.string('x00080102'), item.string('x00080100'), item.string('x00080104')].join(':'),
        );
      }
      collect(item, set, found);
    }
  }
}

function collected(): Found {
  const found: Found = {
    concepts: new Set(),
    numbers: new Set(),
    temporal: new Set(),
    textProblems: new Set(),
  };
  for (const name of readdirSync(corpus).filter((file) => file.endsWith('.dcm'))) {
    try {
      const bytes = readFileSync(join(corpus, name));
      collect(dicomParser.parseDicom(bytes, { untilTag: 'x7fe00010' }), null, found);
    } catch {
      continue; // images with private elements of undefined length, which the oracle cannot parse
    }
  }
  return found;
}

const dictionary = [ct, nuclearMedicine, projection, report].flatMap((file) => Object.values<Concept>(file));

describe.skipIf(!existsSync(corpus))('the values of the reference corpus', () => {
  const found = existsSync(corpus) ? collected() : null;

  it('have a declared concept for every concept name that is not private', () => {
    const unknown = [...(found?.concepts ?? [])].filter((spelled) => {
      const [scheme = '', value = '', ...meaning] = spelled.split(':');
      return (
        !scheme.startsWith('99') &&
        conceptAmong({ scheme, value, meaning: meaning.join(':') }, dictionary) === null
      );
    });
    expect(found?.concepts.size).toBeGreaterThan(150);
    expect(unknown).toEqual(['LN:18748-4:Diagnostic Imaging Report']); // the root of a report that is no dose report
  });
  it('are numbers wherever a measurement is', () => {
    expect(found?.numbers.size).toBeGreaterThan(500);
    expect([...(found?.numbers ?? [])].filter((raw) => parseDecimal(raw).problem !== null)).toEqual([]);
  });
  it('are dates and times that can be read, but for one birth date of 0', () =>
    expect([...(found?.temporal ?? [])]).toEqual(['0']));
  it('are text in the character set that they declare', () =>
    expect([...(found?.textProblems ?? [])]).toEqual([]));
});
