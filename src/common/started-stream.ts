/**
 * Waits for the first item of a stream before it is answered, so that an error that comes at once (no such player, no
 * database) still becomes a proper answer instead of a stream that breaks off.
 */
export async function startedStream<Item>(source: AsyncGenerator<Item>): Promise<AsyncGenerator<Item>> {
  const first = await source.next();
  return (async function* () {
    if (first.done) return;
    yield first.value;
    yield* source;
  })();
}
