import { end, settingsOf, terminal, type Program } from '../cli/program.js';

export function declareSql(program: Program): Program {
  return program.command(
    'sql <query>',
    'Read-only SQL over the tables of the lake',
    (command) =>
      command
        .positional('query', {
          type: 'string',
          demandOption: true,
          describe: 'One SELECT; SHOW TABLES and DESCRIBE studies tell what there is',
        })
        .option('format', { choices: ['table', 'json', 'csv'] as const, default: 'table' as const })
        .option('as-of', {
          type: 'string',
          describe: 'Snapshot to read, by number or date; the newest by default',
        }),
    ({ query, format, asOf, data }) =>
      end(async () => {
        const { sqlCommand } = await import('./sql.js');
        return sqlCommand(settingsOf({ data }), { sql: query, format, asOf }, terminal);
      }),
  );
}
