/**
 * Gives a sign of life now and then until the function that it returns is called. A sign that cannot be written (a
 * full disk, a busy state) is made up for by the next: what fails in earnest, the work itself says.
 */
export function startHeartbeat(sign: () => void, everyMs: number): () => void {
  const beat = setInterval(() => {
    try {
      sign();
    } catch {
      // A timer has nobody to tell.
    }
  }, everyMs);
  return () => clearInterval(beat);
}
