import { column } from './column.js';
import { FINDING } from './structs.js';
import { defineTable, type RowOf } from './table.js';

export const OUTCOMES = ['imported', 'duplicate', 'not_dose', 'quarantined', 'held', 'deleted'] as const;

/** What became of a file. */
export type Outcome = (typeof OUTCOMES)[number];

/** Every file that was handled, with its outcome. */
export const sourceObjects = defineTable(
  'source_objects',
  { grain: 'one row per file handled', key: ['sha256', 'path'], sortedBy: ['ingested_at', 'path'] },
  {
    sha256: column(1, 'text', 'SHA-256', 'Digest of the bytes of the file.'),
    path: column(2, 'text', 'Path', 'Path of the file relative to its drop folder.'),
    sop_instance_uid: column(3, 'text', 'SOP instance UID', 'UID of the object.', { source: '(0008,0018)' }),
    sop_class_uid: column(4, 'text', 'SOP class UID', 'Kind of the object.', { source: '(0008,0016)' }),
    study_instance_uid: column(5, 'text', 'Study instance UID', 'UID of the study.', {
      source: '(0020,000D)',
    }),
    modality: column(6, 'text', 'Modality', 'Modality as the object states it.', { source: '(0008,0060)' }),
    byte_count: column(7, 'integer', 'Bytes', 'Size of the file.'),
    outcome: column(8, 'text', 'Outcome', 'imported, duplicate, not_dose, quarantined, held or deleted.'),
    reason: column(9, 'text', 'Reason', 'Why the outcome is not imported.'),
    extractor: column(10, 'text', 'Extractor', 'Which extractor read the object.'),
    extractor_version: column(11, 'integer', 'Extractor version', 'Version of the extractor.'),
    quirks: column(12, 'text[]', 'Quirks', 'Rules for misbehaving devices that were applied.'),
    findings: column(13, { list: FINDING }, 'Findings', 'What is doubtful about the object.'),
    run_id: column(14, 'text', 'Run', 'The ingest run.'),
    ingested_at: column(15, 'timestamp', 'Ingested', 'When the file was handled, UTC.'),
    drop_folder: column(16, 'text', 'Drop folder', 'Name of the drop folder.'),
    deleted_study_id: column(
      17,
      'text',
      'Deleted study',
      'Of a held object: the deleted study that it belongs to.',
    ),
    uid_hashes: column(
      18,
      'text[]',
      'UID hashes',
      'Of a held object: keyed hashes of its SOP and event UIDs.',
    ),
  },
);

export type SourceObject = RowOf<typeof sourceObjects>;
