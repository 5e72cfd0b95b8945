import { end, settingsOf, terminal, type Program } from '../cli/program.js';

export function declareHeld(program: Program): Program {
  return program.command(
    'held <action> [path..]',
    'Objects that bring something new to a deleted study: list them, or decide about them',
    (command) =>
      command
        .positional('action', {
          choices: ['list', 'restore', 'import', 'delete'] as const,
          demandOption: true,
          describe: 'restore their studies, import the new events alone, or delete these too',
        })
        .positional('path', {
          type: 'string',
          array: true,
          default: [] as string[],
          describe: 'Files or folders within the drop folder',
        })
        .option('all', { type: 'boolean', default: false, describe: 'All held files' })
        .option('json', { type: 'boolean', default: false, describe: 'Print JSON' }),
    ({ action, path, all, json, data }) =>
      end(async () => {
        const { heldCommand } = await import('./held.js');
        return heldCommand(settingsOf({ data }), { action, paths: path, all, json }, terminal);
      }),
  );
}
