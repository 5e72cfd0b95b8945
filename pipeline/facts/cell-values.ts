import { cutText, LONGEST_TEXT } from '../extract/text-limit.js';
import type { FactKeyKind, MappedColumn } from './column-mapping.js';
import type { FactField } from './fact-fields.js';

/** What a cell says, or why it says nothing. Null is a blank cell. */
export type CellValue =
  | { readonly value: number; readonly unit: 'cm' | 'm' | 'kg' }
  | { readonly value: string; readonly isCut: boolean }
  | { readonly refused: 'not_a_number' | 'out_of_range' };

const NUMBER = /^\+?(\d{1,6}(?:[.,]\d{1,9})?)\s*(cm|m|kg)?\.?$/i;
const SHORTEST_M = 0.2;
const TALLEST_M = 2.75;
const LIGHTEST_KG = 0.2;
const HEAVIEST_KG = 700;

/** Reads the cell of a mapped column. */
export function cellValue(cell: string, column: MappedColumn): CellValue | null {
  const text = cleanText(cell);
  if (text === '') return null;
  if (column.field === 'patient_height_m') return height(text, column.unit);
  if (column.field === 'patient_weight_kg') return weight(text);
  return { value: cutText(text).trim(), isCut: text.length > LONGEST_TEXT };
}

/**
 * Height in m from cm or m (row IMP-504): people measure 20 to 275 cm, and no number is possible in both units. A
 * unit stated in the cell, else in the header, binds.
 */
function height(text: string, headerUnit: 'cm' | 'm' | null): CellValue {
  const match = NUMBER.exec(text);
  const stated = match?.[2]?.toLowerCase() ?? headerUnit;
  if (!match || stated === 'kg') return { refused: 'not_a_number' };
  const number = decimal(match[1]!);
  const inCm = number / 100;
  if (stated !== 'm' && isHeight(inCm)) return { value: rounded(inCm), unit: 'cm' };
  if (stated !== 'cm' && isHeight(number)) return { value: number, unit: 'm' };
  return { refused: 'out_of_range' };
}

function weight(text: string): CellValue {
  const match = NUMBER.exec(text);
  const unit = match?.[2]?.toLowerCase();
  if (!match || (unit !== undefined && unit !== 'kg')) return { refused: 'not_a_number' };
  const number = decimal(match[1]!);
  const isPossible = number >= LIGHTEST_KG && number <= HEAVIEST_KG;
  return isPossible ? { value: number, unit: 'kg' } : { refused: 'out_of_range' };
}

function isHeight(metres: number): boolean {
  return metres >= SHORTEST_M && metres <= TALLEST_M;
}

/** Spreadsheets of many countries write a decimal comma. */
function decimal(text: string): number {
  return Number(text.replace(',', '.'));
}

/** Takes away what division by 100 adds in the last binary digits. */
function rounded(metres: number): number {
  return Number(metres.toFixed(9));
}

/** Without control characters and outer space, in NFC. */
function cleanText(text: string): string {
  return text
    .replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .normalize('NFC')
    .trim();
}

export type StudyKey =
  | { readonly key: string }
  | { readonly refused: 'id_missing' | 'id_too_long' | 'id_is_not_a_uid' | 'id_damaged_by_spreadsheet' };

/** Reads the cell that tells the study. Spreadsheets keep leading zeros as `="0012"`, and spoil long numbers. */
export function studyKey(cell: string, keyKind: FactKeyKind): StudyKey {
  const text = cleanText(cell)
    .replace(/^="(.*)"$/, '$1')
    .trim();
  if (text === '') return { refused: 'id_missing' };
  if (text.length > 64) return { refused: 'id_too_long' };
  if (/^\d([.,]\d+)?E\+\d+$/i.test(text)) return { refused: 'id_damaged_by_spreadsheet' };
  if (keyKind === 'study_instance_uid' && !/^[0-9]+(\.[0-9]+)+$/.test(text))
    return { refused: 'id_is_not_a_uid' };
  return { key: text };
}

/** A fact for a person: a height in both units, other values as they are. */
export function shownFact(field: FactField, value: number | string): string {
  if (field === 'patient_height_m') return `${rounded(Number(value) * 100)} cm (${value} m)`;
  return field === 'patient_weight_kg' ? `${value} kg` : `"${value}"`;
}
