import type { TableName } from '../../warehouse/tables/index.js';
import type { Finding } from './finding.js';
import { cutText } from './text-limit.js';

/** Where one value of one row came from. */
export interface Trace {
  /** SOP instance UID of the object. */
  readonly object: string;
  readonly table: TableName;
  /** Index of the row among the rows that the object gives to the table. */
  readonly row: number;
  readonly column: string;
  /** Position in the content tree, or tag. */
  readonly path: string;
  readonly raw: string;
  readonly unit: string | null;
  readonly quirk: string | null;
}

/** Longest place of a finding: some are named by a code as the object states it. */
const LONGEST_PATH = 200;
/** Most findings that one object may carry; beyond them only the count grows. */
const MOST_FINDINGS = 100;

/** The reading of one object: what is doubtful about it, which quirks applied, and whether its rows are to be traced. */
export class Reading {
  readonly findings: Finding[] = [];
  readonly quirks = new Set<string>();
  #foundBefore = new Set<string>();

  /** `tracedObject` is the SOP instance UID of an object that is read to learn where its values stand. */
  constructor(readonly tracedObject: string | null = null) {}

  /** Notes something doubtful once per code and path. */
  finding(code: string, path: string | null, message: string): void {
    const place = path === null ? null : cutText(path, LONGEST_PATH);
    const key = `${code}|${place ?? ''}`;
    if (this.#foundBefore.has(key) || this.findings.length >= MOST_FINDINGS) return;
    this.#foundBefore.add(key);
    this.findings.push({ code, path: place, message });
  }
}
