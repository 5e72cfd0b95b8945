/** Something doubtful about an object: where in it, which kind, and what it means. Never holds a value of identity. */
export interface Finding {
  readonly path: string | null;
  readonly code: string;
  readonly message: string;
}
