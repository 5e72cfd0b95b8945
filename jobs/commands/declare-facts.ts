import { CommandError, EXIT } from '../cli/exit-codes.js';
import { end, settingsForFiles, terminal, type Program } from '../cli/program.js';

const FILE = { type: 'string', demandOption: true, describe: 'CSV file with a row of headers' } as const;
const OVERWRITE = {
  type: 'boolean',
  alias: 'o',
  default: false,
  describe: 'Replace what is there already',
} as const;
const STUDY_UID = {
  type: 'boolean',
  alias: 'u',
  default: false,
  describe: 'Studies are told by study instance UID, not accession number',
} as const;
const JSON_OUTPUT = { type: 'boolean', default: false, describe: 'Print one JSON document' } as const;
const LOG = { type: 'string', describe: 'New file for the whole log, a line for each value' } as const;

export function declareFacts(program: Program): Program {
  return program.command(
    'facts <file>',
    'Facts about studies from a CSV file: sizes, descriptions, procedures, people',
    (command) =>
      command
        .positional('file', FILE)
        .option('id', { type: 'string', demandOption: true, describe: 'Column that tells the study' })
        .option('map', {
          type: 'string',
          array: true,
          demandOption: true,
          describe: 'COLUMN=field, such as Height=height or Desc=study_description',
        })
        .option('study-uid', STUDY_UID)
        .option('overwrite', OVERWRITE)
        .option('json', JSON_OUTPUT)
        .option('log', LOG),
    ({ file, id, map, studyUid, overwrite, json, log, data }) =>
      end(async () => {
        const { factsCommand } = await import('./facts.js');
        const keyKind = studyUid ? ('study_instance_uid' as const) : ('accession_number' as const);
        const mapping = { id, keyKind, columns: map.map(columnOf) };
        const request = { file, mapping, overwrites: overwrite, json, logFile: log };
        return factsCommand(settingsForFiles({ data }, [file]), request, terminal);
      }),
  );
}

/** Column names may hold an equals sign; field names do not. */
function columnOf(text: string): { column: string; field: string } {
  const at = text.lastIndexOf('=');
  if (at <= 0 || at === text.length - 1) {
    throw new CommandError(EXIT.usage, `--map must be COLUMN=field, not "${text}".`);
  }
  return { column: text.slice(0, at), field: text.slice(at + 1) };
}

export function declareSizes(program: Program): Program {
  return program.command(
    'sizes <file> [id] [height] [weight]',
    'Patient sizes from a CSV file; columns by their usual headers, or named',
    (command) =>
      command
        .positional('file', FILE)
        .positional('id', { type: 'string', describe: 'Column of the accession number or study UID' })
        .positional('height', { type: 'string', describe: 'Column of the height, in cm or m' })
        .positional('weight', { type: 'string', describe: 'Column of the weight, in kg' })
        .option('study-uid', STUDY_UID)
        .option('overwrite', OVERWRITE)
        .option('json', JSON_OUTPUT)
        .option('log', LOG),
    ({ file, id, height, weight, studyUid, overwrite, json, log, data }) =>
      end(async () => {
        if (id !== undefined && (height === undefined || weight === undefined)) {
          throw new CommandError(EXIT.usage, 'Name all three columns, ID HEIGHT WEIGHT, or none.');
        }
        const { factsCommand } = await import('./facts.js');
        const mapping =
          id === undefined ? { byStudyUid: studyUid } : sizesMapping(id, height!, weight!, studyUid);
        const request = { file, mapping, overwrites: overwrite, json, logFile: log };
        return factsCommand(settingsForFiles({ data }, [file]), request, terminal);
      }),
  );
}

function sizesMapping(id: string, height: string, weight: string, studyUid: boolean) {
  return {
    id,
    keyKind: studyUid ? ('study_instance_uid' as const) : ('accession_number' as const),
    columns: [
      { column: height, field: 'height' },
      { column: weight, field: 'weight' },
    ],
  };
}
