import { once } from 'node:events';

/** Where a command writes: data to stdout, everything else to stderr. */
export interface Terminal {
  /** Data. Waits while the reader at the other end is slower. */
  data(text: string): Promise<void>;
  /** A line for the person. */
  tell(line: string): void;
  /** Progress: overwrites itself on a terminal, goes to the program that started this one as a message, else nowhere. */
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
      if (Date.now() - lastProgress < PROGRESS_MS) return;
      lastProgress = Date.now();
      process.send?.({ progress: line });
      if (!process.stderr.isTTY) return;
      isShowing = true;
      process.stderr.write(`\r\u001b[K${line}`);
    },
  };
}
