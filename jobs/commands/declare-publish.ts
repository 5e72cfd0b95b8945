import { end, settingsOf, terminal, type Program } from '../cli/program.js';

export function declarePublish(program: Program): Program {
  return program.command(
    'publish',
    'Publish the tables as Delta Lake beside the parts, for Spark, Polars, DuckDB and others to read',
    (command) =>
      command.option('withdraw', {
        type: 'boolean',
        default: false,
        describe: 'Take back what was published; the store itself stays',
      }),
    ({ withdraw, data }) =>
      end(async () => {
        const { publishCommand, withdrawCommand } = await import('./publish.js');
        const settings = settingsOf({ data });
        return withdraw ? withdrawCommand(settings, terminal) : publishCommand(settings, terminal);
      }),
  );
}
