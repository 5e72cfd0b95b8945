type Given = Readonly<Record<string, unknown>>;

/** What yargs has of its own, and not from the command line. */
const OF_YARGS: ReadonlySet<string> = new Set(['$0', '_']);
/** A filter that leaves everything, and a query, of which the command says itself that it is none. */
const MAY_BE_EMPTY: ReadonlySet<string> = new Set(['filter', 'query']);

/**
 * Refuses a command line on which a text is empty, as where a variable of the shell is not set: an empty path would
 * stand for the folder that the command was started in.
 * @throws Error that names the argument.
 */
export function requireNothingEmpty(given: Given): true {
  for (const [name, value] of statedIn(given)) {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (!MAY_BE_EMPTY.has(name) && values.includes(''))
      throw new Error(`${name} is empty; is a variable of the shell not set?`);
  }
  return true;
}

/**
 * Refuses an option that is stated more often than it counts: yargs makes a list of it.
 * @throws Error that names the option.
 */
export function requireNothingTwice(given: Given, { array }: { readonly array: readonly string[] }): true {
  const lists = new Set(array.flatMap((name) => [name, inCamelCase(name)]));
  for (const [name, value] of statedIn(given))
    if (Array.isArray(value) && !lists.has(name)) throw new Error(`${name} is given more than once`);
  return true;
}

/** Yargs gives what is called `study-id` as `studyId` too. */
function inCamelCase(name: string): string {
  return name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

function statedIn(given: Given): [string, unknown][] {
  return Object.entries(given).filter(([name]) => !OF_YARGS.has(name));
}
