import { end, settingsOf, terminal, type Program } from '../cli/program.js';
import { ROOT } from '../program-files.js';

export function declareServe(program: Program): Program {
  return program.command(
    'serve',
    'Pages and API, and the nightly ingest; without configuration, the demo hospital',
    (command) =>
      command.option('port', {
        type: 'number',
        requiresArg: true,
        describe: 'Port to listen on (DOSE_PORT), 4600 by default',
      }),
    ({ data, port }) =>
      end(async () => {
        const { serveCommand } = await import('./serve.js');
        return serveCommand(settingsOf({ data, port }), ROOT, terminal);
      }),
  );
}
