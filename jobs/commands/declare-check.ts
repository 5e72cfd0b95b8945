import { end, settingsOf, terminal, type Program } from '../cli/program.js';

export function declareCheck(program: Program): Program {
  return program.command(
    'check [study]',
    'Data-quality checks: how many studies and devices fail each, or what one study fails',
    (command) =>
      command
        .positional('study', { type: 'string', describe: 'Id of one study to look at' })
        .option('filter', {
          type: 'string',
          default: '',
          describe: 'Studies to look at, such as modality=CT',
        })
        .option('as-of', {
          type: 'string',
          describe: 'Snapshot to read, by number or date; the newest by default',
        })
        .option('format', { choices: ['table', 'json'] as const, default: 'table' as const }),
    ({ study, filter, asOf, format, data }) =>
      end(async () => {
        const { checkCommand } = await import('./check.js');
        return checkCommand(settingsOf({ data }), { studyId: study ?? null, filter, asOf, format }, terminal);
      }),
  );
}
