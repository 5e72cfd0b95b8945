import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a tool of dcmtk said about a file. */
export interface Verdict {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** True where the tool is installed: tests that need it are skipped visibly elsewhere. */
export function isInstalled(tool: 'dcmdump' | 'dsrdump'): boolean {
  return spawnSync(tool, ['--version'], { stdio: 'ignore' }).error === undefined;
}

/** Runs dcmdump or dsrdump on the bytes, put in a temporary file that is removed again. */
export function inspect(
  tool: 'dcmdump' | 'dsrdump',
  bytes: Uint8Array,
  options: readonly string[] = [],
): Verdict {
  const folder = mkdtempSync(join(tmpdir(), 'synthetic-'));
  try {
    const path = join(folder, 'object.dcm');
    writeFileSync(path, bytes);
    const { status, stdout, stderr } = spawnSync(tool, [...options, path], {
      encoding: 'latin1',
      maxBuffer: 64 * 1024 * 1024,
    });
    return { status, stdout, stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
