import { once } from 'node:events';

/** Where a command writes: data to stdout, everything else to stderr. */
export interface Terminal {
  /** Data. Waits while the reader at the other end is slower. */
  data(text: string): Promise<void>;
  /** A line for the person. */
  tell(line: string): void;
  /** Progress: overwrites itself on a terminal, and is left out where stderr is a file. */
  progress(line: string): void;
}

const PROGRESS_MS = 100;

export function processTerminal(): Terminal {
  let lastProgress = 0;
  let isShowing = false;
  const clear = () => {
    if (isShowing) process.stderr.write('\r\u001b[K');
    isShowing = false;
  };
  return {
    async data(text) {
      clear();
      if (!process.stdout.write(text)) await once(process.stdout, 'drain');
    },
    tell(line) {
      clear();
      process.stderr.write(`${line}\n`);
    },
    progress(line) {
      if (!process.stderr.isTTY || Date.now() - lastProgress < PROGRESS_MS) return;
      lastProgress = Date.now();
      isShowing = true;
      process.stderr.write(`\r\u001b[K${line}`);
    },
  };
}
