import { toast } from '../../components/toasts.js';
import { msg } from '../../locales/msg.js';
import { fieldErrorText } from '../../state/dictionary.js';
import { asProblem } from '../../state/resource.js';

/** Does something at the server and says how it went. True where it was done. */
export async function attempt(
  action: () => Promise<unknown>,
  done: string = msg('action.saved'),
): Promise<boolean> {
  try {
    await action();
    toast({ text: done });
    return true;
  } catch (error) {
    const problem = asProblem(error);
    toast({ text: [problem.message, ...problem.errors.map(fieldErrorText)].join(' ') });
    return false;
  }
}
