import { end, settingsOf, terminal, type Program } from '../cli/program.js';

export function declareRebuild(program: Program): Program {
  return program.command(
    'rebuild',
    'Read the kept documents of all studies again with the readers of today; changed cells as CSV',
    (command) =>
      command
        .option('dry-run', {
          type: 'boolean',
          default: false,
          describe: 'Say what would change, change nothing',
        })
        .option('device', { type: 'string', array: true, describe: 'Only studies of these device ids' }),
    ({ dryRun, device, data }) =>
      end(async () => {
        const { rebuildCommand } = await import('./rebuild.js');
        const request = { isDryRun: dryRun, ...(device ? { deviceIds: device } : {}) };
        return rebuildCommand(settingsOf({ data }), request, terminal);
      }),
  );
}
