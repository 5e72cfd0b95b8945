const SAME_KEYSTROKE_MS = 1000;

/**
 * A signal that Ctrl-C or SIGTERM aborts, so that work ends cleanly. Asked a second time, the process ends at once;
 * a terminal sends Ctrl-C to every process of a command, so echoes within a second count as one.
 */
export function interruption(onFirst: () => void): AbortSignal {
  const controller = new AbortController();
  let firstAt = 0;
  const handle = () => {
    if (!controller.signal.aborted) {
      firstAt = Date.now();
      onFirst();
      controller.abort();
    } else if (Date.now() - firstAt > SAME_KEYSTROKE_MS) {
      process.exit(130);
    }
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  return controller.signal;
}
