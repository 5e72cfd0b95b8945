import { end, settingsOf, terminal, type Program } from '../cli/program.js';

const FOLDER = { type: 'string', demandOption: true, describe: 'Folder of the backup' } as const;

export function declareBackup(program: Program): Program {
  return program.command(
    'backup <dir>',
    'Copy the store into a folder while it is in use; again into the same one copies what is new',
    (command) =>
      command.positional('dir', FOLDER).option('verify', {
        type: 'boolean',
        default: false,
        describe: 'Copy nothing: read the backup there whole and compare every digest',
      }),
    ({ dir, verify, data }) =>
      end(async () => {
        const { backupCommand, verifyCommand } = await import('./backup.js');
        return verify ? verifyCommand(dir, terminal) : backupCommand(settingsOf({ data }), dir, terminal);
      }),
  );
}

export function declareRestoreBackup(program: Program): Program {
  return program.command(
    'restore <dir>',
    'Put a backup in the place of the store',
    (command) =>
      command.positional('dir', FOLDER).option('force', {
        type: 'boolean',
        default: false,
        describe: 'Move a store that stands there aside',
      }),
    ({ dir, force, data }) =>
      end(async () => {
        const { restoreCommand } = await import('./backup.js');
        return restoreCommand(settingsOf({ data }), { folder: dir, isForced: force }, terminal);
      }),
  );
}
