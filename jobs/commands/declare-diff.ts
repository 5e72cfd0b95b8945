import { end, settingsOf, terminal, type Program } from '../cli/program.js';

const SNAPSHOT = { type: 'string', demandOption: true, describe: 'Snapshot, by number or date' } as const;

export function declareDiff(program: Program): Program {
  return program.command(
    'diff <before> <after>',
    'What changed from one snapshot to another: rows and cells',
    (command) =>
      command
        .positional('before', SNAPSHOT)
        .positional('after', SNAPSHOT)
        .option('format', { choices: ['csv', 'json'] as const, default: 'csv' as const }),
    ({ before, after, format, data }) =>
      end(async () => {
        const { diffCommand } = await import('./diff.js');
        return diffCommand(settingsOf({ data }), { before, after, format }, terminal);
      }),
  );
}
