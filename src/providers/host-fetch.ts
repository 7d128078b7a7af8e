/** An answer that was read no further. */
export class AnswerTooLong extends Error {
  override readonly name = 'AnswerTooLong';
}

/**
 * A `fetch` for hosts that are spoken to by an SDK: an answer is read as far as `mostBytes` (of its body, uncompressed),
 * beyond which reading it fails and the connection is closed; and a redirect is an error, for what is sent would go to a
 * host that nobody chose, with the prompt and perhaps the key.
 *
 * The body that it gives rejects with {@link AnswerTooLong}, also where the body says so beforehand.
 */
export function hostFetch(mostBytes: number): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, { ...init, redirect: 'error' });
    if (response.body === null) return response;
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(boundedTo(mostBytes)), { status, statusText, headers });
  };
}

function boundedTo(mostBytes: number): TransformStream<Uint8Array, Uint8Array> {
  let read = 0;
  return new TransformStream({
    transform(chunk, controller) {
      read += chunk.byteLength;
      if (read > mostBytes) controller.error(new AnswerTooLong(`the answer has more than ${mostBytes} bytes`));
      else controller.enqueue(chunk);
    },
  });
}
