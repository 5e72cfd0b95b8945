import type { Finding } from '../extract/finding.js';

/** Most findings that a study lists; the count goes on beyond them. */
const MOST_LISTED = 200;

/** What is doubtful about one study: each finding once, in an order of its own, whatever found it first. */
export class StudyFindings {
  readonly #byText = new Map<string, Finding>();

  /** Notes a finding of assembly; `path` is the column that it bears on. Never holds a value of identity. */
  note(code: string, path: string | null, message: string): void {
    this.add({ path, code, message });
  }

  add(finding: Finding): void {
    this.#byText.set(`${finding.code}\u0000${finding.path ?? ''}\u0000${finding.message}`, finding);
  }

  get count(): number {
    return this.#byText.size;
  }

  /** The findings in order of code, path and message. */
  list(): Finding[] {
    return [...this.#byText.entries()]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .slice(0, MOST_LISTED)
      .map(([, { path, code, message }]) => ({ path, code, message }));
  }
}
