const REQUIRE_OF_MODULES = 'experimental-require-module';

/**
 * Arguments of worker threads. Piscina asks for a task's module by `require` first; where Node loads it so, ending the
 * thread meanwhile aborts the whole process (seen with Node 20.20, once in a hundred short commands on a busy machine).
 * Refused, it is imported, and a thread can be ended at any time. The arguments of the process are not among them: V8's
 * own hold for every thread, and Node refuses to start one with them.
 */
export const THREAD_ARGUMENTS: readonly string[] = process.allowedNodeEnvironmentFlags.has(
  `--${REQUIRE_OF_MODULES}`,
)
  ? [`--no-${REQUIRE_OF_MODULES}`]
  : [];
