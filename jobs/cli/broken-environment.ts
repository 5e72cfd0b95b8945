/** What to do about a failure of the machine or of the store's files, by the words in which it is told. */
const ADVICE: readonly (readonly [signs: RegExp, advice: string])[] = [
  [
    /\b(ENOSPC|EDQUOT|EFBIG|SQLITE_FULL|SQLITE_IOERR_WRITE)\b|No space left on device|File too large|database or disk is full/,
    'Nothing that was committed is lost. Make room, and start again.',
  ],
  [
    /\b(EACCES|EPERM|EROFS|SQLITE_READONLY\w*|SQLITE_CANTOPEN\w*|SQLITE_PERM)\b|Permission denied|Read-only file system|readonly database|local database .*: 14\b|unable to open database/,
    'Nothing that was committed is lost. Give the user that runs DoseLake the right to read and write there, and start again.',
  ],
  [
    /was written by a newer version/,
    'Nothing was changed. Install the version that wrote it, or a later one, and start again.',
  ],
  [
    /\b(SQLITE_CORRUPT\w*|SQLITE_NOTADB|SQLITE_IOERR\w*|EIO)\b|disk I\/O error|database disk image is malformed|file is not a database|No magic bytes|Invalid Input Error: .*parquet|^IO Error/i,
    '`dose doctor` names what is damaged or missing, and what to do.',
  ],
];

/** What to do where an error is of the environment (disk, permissions, damaged files); null for an error of ours. */
export function environmentAdvice(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const code = 'code' in error ? String(error.code) : '';
  const told = `${code} ${error.message}`.trim();
  return ADVICE.find(([signs]) => signs.test(told))?.[1] ?? null;
}
