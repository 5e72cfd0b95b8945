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
      process.stderr.write(`${withoutControls(line)}\n`);
    },
    progress(line) {
      if (Date.now() - lastProgress < PROGRESS_MS) return;
      lastProgress = Date.now();
      process.send?.({ progress: line });
      if (!process.stderr.isTTY) return;
      isShowing = true;
      process.stderr.write(`\r\u001b[K${withoutControls(line)}`);
    },
  };
}

/** Characters that move the cursor, colour the text or turn its direction; file names may hold any of them. */
const CONTROLS = /[\p{Cc}\u2028-\u202E\u2066-\u2069]/gu;

/** Text in which every such character is told by its number, so that it cannot pass for something else. */
export function printable(text: string): string {
  return text.replace(CONTROLS, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** The same, lines left as they are. */
function withoutControls(lines: string): string {
  return lines.split('\n').map(printable).join('\n');
}
