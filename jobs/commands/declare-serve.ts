import { end, settingsOf, terminal, type Program } from '../cli/program.js';
import { ROOT } from '../program-files.js';

export function declareServe(program: Program): Program {
  return program.command(
    'serve',
    'Web server with scheduler',
    (command) =>
      command
        .option('port', { type: 'number', requiresArg: true, describe: 'Port to listen on' })
        .option('open-demo', { type: 'boolean', default: false, hidden: true }),
    ({ data, port }) =>
      end(async () => {
        const { serveCommand } = await import('./serve.js');
        return serveCommand(settingsOf({ data, port }), ROOT, terminal);
      }),
  );
}
