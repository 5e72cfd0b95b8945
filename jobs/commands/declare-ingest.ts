import { end, settingsForFiles, terminal, type Program } from '../cli/program.js';

export function declareIngest(program: Program): Program {
  return program.command(
    'ingest [path..]',
    'Scan drop folders, or the given files and folders, once',
    (command) =>
      command
        .positional('path', {
          type: 'string',
          array: true,
          default: [] as string[],
          describe: 'Files or folders; the configured drop folders by default',
        })
        .option('json', { type: 'boolean', default: false, describe: 'Print one JSON document' })
        .option('trigger', {
          choices: ['command', 'schedule', 'catch_up', 'request'],
          default: 'command',
          hidden: true,
        })
        .option('run-id', { type: 'string', hidden: true }),
    ({ path, json, trigger, runId, data }) =>
      end(async () => {
        const { ingestCommand } = await import('./ingest.js');
        const settings = settingsForFiles({ data }, path);
        return ingestCommand(settings, { paths: path, json, trigger, runId }, terminal);
      }),
  );
}
