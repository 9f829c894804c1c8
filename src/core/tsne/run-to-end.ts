/** @file Work in steps, done in one go: for scripts, tests and workers that nobody interrupts. */

/** Runs a generator to its end and returns what it returns. */
export function runToEnd<T>(steps: Generator<unknown, T, void>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
