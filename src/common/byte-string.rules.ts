/**
 * Bytes as a string, one character a byte. Node joins such a string to the head of an answer and writes both in one
 * piece, where a buffer costs a gathering write; and text that comes as bytes and goes out as bytes is never decoded.
 */
export type ByteString = string & { readonly bytes: unique symbol };

export function byteString(bytes: Buffer): ByteString {
  return bytes.toString('latin1') as ByteString;
}

/** The bytes of a text in UTF-8. */
export function utf8ByteString(text: string): ByteString {
  // Text of ASCII alone, which is most of it, is its own bytes.
  return Buffer.byteLength(text) === text.length ? (text as ByteString) : byteString(Buffer.from(text));
}

export function bytesOf(bytes: ByteString): Buffer {
  return Buffer.from(bytes, 'latin1');
}

/** Inverse of {@link utf8ByteString}. */
export function textOf(bytes: ByteString): string {
  return bytesOf(bytes).toString();
}
