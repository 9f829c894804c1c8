/** @file Several questions at once, their answers in order. */

/** All results, once every one of them is there or has failed. @throws the first failure */
export async function allOf<Result>(work: readonly Promise<Result>[]): Promise<Result[]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}

/**
 * Gives the results in the order of the values. Where one fails, or nobody wants more, those on their way are waited for.
 * @param options.ahead most results on their way
 * @param options.stop called before that wait where values are left
 */
export async function* inOrder<Value, Result>(
  values: readonly Value[],
  { ahead, stop }: { readonly ahead: number; readonly stop: () => void },
  work: (value: Value) => Promise<Result>,
): AsyncGenerator<Result> {
  const started: Promise<Result>[] = [];
  let given = 0;
  try {
    for (let next = 0; next < values.length; next++) {
      while (started.length < Math.min(values.length, next + ahead)) {
        const result = work(values[started.length]!);
        // Its failure is heard when its turn comes.
        result.catch(() => undefined);
        started.push(result);
      }
      const result = await started[next]!;
      given++;
      yield result;
    }
  } finally {
    if (given < values.length) stop();
    await Promise.allSettled(started);
  }
}

/** Lets at most so many pieces of work run at a time, first come, first served. */
export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}
