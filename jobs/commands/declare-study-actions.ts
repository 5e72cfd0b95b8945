import { CommandError, EXIT } from '../cli/exit-codes.js';
import { end, settingsOf, terminal, type CommonFlags, type Program } from '../cli/program.js';
import type { StudyCommand } from './study-actions.js';

/** Ids as they come out of a CSV too, of which each line ends with a carriage return. */
const IDS = {
  type: 'string',
  array: true,
  describe: 'study_id, as lists and dose sql show it',
  coerce: (ids: string[]) => ids.map((id) => id.trim()),
} as const;
const STUDY_IDS = { ...IDS, demandOption: true } as const;
const REASON = { type: 'string', describe: 'Why, for the record' } as const;

export function declareDelete(program: Program): Program {
  return program.command(
    'delete [study-id..]',
    'Delete studies, and keep them out when their objects come again',
    (command) =>
      command
        .positional('study-id', { ...IDS, default: [] as string[] })
        .option('erase', {
          type: 'boolean',
          default: false,
          describe:
            'For good: from every snapshot, export and record. Without an id: finish what was interrupted',
        })
        .option('by', { type: 'string', hidden: true })
        .option('run-id', { type: 'string', hidden: true })
        .option('reason', REASON),
    ({ studyId, erase, by, runId, reason, data }) =>
      end(async () => {
        if (!erase && studyId.length === 0) throw new CommandError(EXIT.usage, 'Say which studies.');
        if (!erase) return run('delete', studyId, reason, { data });
        if (reason !== undefined) throw new CommandError(EXIT.usage, 'An erasure keeps no reason.');
        if (runId !== undefined && studyId.length === 0)
          throw new CommandError(EXIT.usage, 'A recorded erasure names its studies.');
        const { eraseCommand } = await import('./erase.js');
        return eraseCommand(settingsOf({ data }), { studyIds: studyId, by, runId }, terminal);
      }),
  );
}

export function declareRestore(program: Program): Program {
  return program.command(
    'restore-study <study-id..>',
    'Show deleted studies again',
    (command) => command.positional('study-id', STUDY_IDS).option('reason', REASON),
    ({ studyId, reason, data }) => act('restore', studyId, reason, { data }),
  );
}

export function declareMark(program: Program): Program {
  return program.command(
    'mark <study-id..>',
    'Mark studies by hand as of a patient, or not',
    (command) =>
      command
        .positional('study-id', STUDY_IDS)
        .option('not-patient', { type: 'boolean', default: false, describe: 'A test object' })
        .option('patient', { type: 'boolean', default: false, describe: 'A patient' })
        .option('reason', REASON),
    ({ studyId, notPatient, patient, reason, data }) =>
      end(() => {
        if (notPatient === patient) throw new CommandError(EXIT.usage, 'Say --not-patient or --patient.');
        return run(notPatient ? 'mark_not_patient' : 'mark_patient', studyId, reason, { data });
      }),
  );
}

function act(command: StudyCommand, ids: readonly string[], reason: string | undefined, flags: CommonFlags) {
  return end(() => run(command, ids, reason, flags));
}

async function run(
  command: StudyCommand,
  ids: readonly string[],
  reason: string | undefined,
  flags: CommonFlags,
) {
  const { studyCommand } = await import('./study-actions.js');
  return studyCommand(settingsOf(flags), { command, studyIds: ids, reason: reason ?? null }, terminal);
}
