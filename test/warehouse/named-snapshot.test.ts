import { expect, it } from 'vitest';
import { snapshotNamed } from '../../warehouse/index.js';
import type { KnownSnapshot } from '../../warehouse/index.js';

const at = (id: number, committedAt: string): KnownSnapshot => ({
  id,
  committedAt,
  kind: 'ingest',
  runId: null,
  batchId: `batch ${id}`,
  keptFor: null,
  isExpired: false,
  changedAt: null,
});
const SNAPSHOTS = [at(1, '2026-02-27T02:00:00.000Z'), at(2, '2026-03-01T02:00:00.000Z')];

it.each([
  ['2026-02-28', 1],
  ['2026-02-27T02:00:00Z', 1],
  ['2026-03-01', 2],
  ['2099-01-01', 2],
  ['7', 7],
])('takes %s for snapshot %i', (name, id) => {
  expect(snapshotNamed(SNAPSHOTS, name)).toBe(id);
});

it.each(['2026-02-30', '2026-02-30T10:00', '2026-13-01', '2026-3-1', '27 February 2026', 'latest'])(
  'takes %s for no name of one',
  (name) => {
    expect(snapshotNamed(SNAPSHOTS, name)).toBeNull();
  },
);
