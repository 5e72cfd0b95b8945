import { NotAFileError } from '../../pipeline/dicom/file.js';
import { digestFile, type DigestedObject } from '../../pipeline/document/digest.js';
import type { UnreadFile } from '../../pipeline/run/batch.js';
import type { DigestTask } from './digest-task.js';

/** Reads files one after another. A file that cannot be opened is told apart from one that cannot be understood. */
export default function digest({ paths, policy }: DigestTask): (DigestedObject | UnreadFile)[] {
  return paths.map((path) => {
    try {
      return digestFile(path, policy);
    } catch (error) {
      return unread(error);
    }
  });
}

function unread(error: unknown): UnreadFile | DigestedObject {
  if (error instanceof NotAFileError) return { outcome: 'unreadable', reason: 'not_a_file' };
  const code = error instanceof Error && 'code' in error ? String(error.code) : null;
  if (code === 'EACCES' || code === 'EPERM') return { outcome: 'unreadable', reason: 'no_permission' };
  if (code === 'ENOENT' || code === 'ENOTDIR') return { outcome: 'unreadable', reason: 'gone' };
  // What a socket answers to being opened.
  if (code === 'ENXIO') return { outcome: 'unreadable', reason: 'not_a_file' };
  if (code?.startsWith('E')) return { outcome: 'unreadable', reason: `file_system_${code}` };
  throw error;
}
