/**
 * What a suite has set up and how each part of it is taken down again. Whoever makes a part notes it at once, so that
 * a set-up that fails half way leaves nothing running:
 *
 *     const cleanUp = new CleanUp();
 *     beforeAll(async () => {
 *       server = cleanUp.after(await Server.create(), (made) => made.remove());
 *     });
 *     afterAll(() => cleanUp.run());
 */
export class CleanUp {
  private readonly steps: (() => unknown)[] = [];

  /** Notes how what was just made is taken down, and answers it. */
  after<T>(made: T, takeDown: (made: T) => unknown): T {
    this.steps.push(() => takeDown(made));
    return made;
  }

  /**
   * Takes all down, the newest first. One that fails keeps none of the others.
   *
   * @throws the one error, or an AggregateError of several, after everything was tried
   */
  async run(): Promise<void> {
    const errors: unknown[] = [];
    for (let step = this.steps.pop(); step; step = this.steps.pop()) {
      try {
        await step();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 1) throw new AggregateError(errors, 'several parts could not be taken down');
    if (errors.length === 1) throw errors[0];
  }
}

/** Sets something up that has several parts; when that fails, the parts made so far are taken down. */
export async function withCleanUp<T>(setUp: (cleanUp: CleanUp) => Promise<T>): Promise<T> {
  const cleanUp = new CleanUp();
  try {
    return await setUp(cleanUp);
  } catch (error) {
    // What failed first is what has to be told.
    await cleanUp.run().catch(() => undefined);
    throw error;
  }
}
