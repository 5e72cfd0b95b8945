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
  const code = error instanceof Error && 'code' in error ? String(error.code) : null;
  if (code === 'EACCES' || code === 'EPERM') return { outcome: 'unreadable', reason: 'no_permission' };
  if (code === 'ENOENT') return { outcome: 'unreadable', reason: 'gone' };
  if (code?.startsWith('E')) return { outcome: 'unreadable', reason: `file_system_${code}` };
  throw error;
}
