import { end, settingsOf, terminal, type Program } from '../cli/program.js';

export function declareQuarantine(program: Program): Program {
  return program.command(
    'quarantine <action> [path..]',
    'Files that could not be understood: list them, read them again, or drop them',
    (command) =>
      command
        .positional('action', { choices: ['list', 'retry', 'drop'] as const, demandOption: true })
        .positional('path', {
          type: 'string',
          array: true,
          default: [] as string[],
          describe: 'Files or folders within the drop folder; all by default',
        })
        .option('all', { type: 'boolean', default: false, describe: 'Drop everything in quarantine' })
        .option('json', { type: 'boolean', default: false, describe: 'Print JSON' }),
    ({ action, path, all, json, data }) =>
      end(async () => {
        const { quarantineCommand } = await import('./quarantine.js');
        return quarantineCommand(settingsOf({ data }), { action, paths: path, all, json }, terminal);
      }),
  );
}
