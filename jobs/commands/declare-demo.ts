import { end, terminal, type Program } from '../cli/program.js';

export function declareDemo(program: Program): Program {
  return program.command(
    'demo',
    'Write the dose objects of an invented hospital group, to try things out',
    (command) =>
      command
        .option('studies', { type: 'number', demandOption: true, describe: 'Number of studies' })
        .option('out', { type: 'string', demandOption: true, describe: 'Folder to write into' })
        .option('seed', { type: 'string', default: 'demo', describe: 'The same seed gives the same files' })
        .option('from', { type: 'string', describe: 'First day of the studies, YYYY-MM-DD' })
        .option('to', { type: 'string', describe: 'Last day of the studies, YYYY-MM-DD' })
        .option('overwrite', {
          type: 'boolean',
          default: false,
          describe: 'Write into a folder that holds something; files of the same name are replaced',
        }),
    ({ studies, out, seed, from, to, overwrite }) =>
      end(async () => {
        const { demoCommand } = await import('./demo.js');
        return demoCommand({ studies, out, seed, from, to, overwrite }, terminal);
      }),
  );
}
