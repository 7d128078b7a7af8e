import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);

/** The content type of every JSON answer. */
export const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * Bytes in the form that Node sends cheapest: a string with one character a byte. It is joined to the head and written
 * in one piece, where a buffer beside a head costs a gathering write of several times the price.
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

/**
 * An answer whose bytes are made already: what a controller returns when it has the text at hand, such as out of the
 * cache. It can be sent any number of times; its compressed variant is made once, when it is first asked for.
 */
export class ReadyAnswer {
  readonly body: ByteString;
  private compressed: ByteString | undefined;

  /**
   * @param json the body, JSON text
   * @param etag the value of its `ETag` header, quotes included
   */
  constructor(
    json: string,
    readonly etag: string,
  ) {
    this.body = utf8ByteString(json);
  }

  /** The body compressed with gzip at `level` (0..9), at once when it was made before. The first caller's level holds. */
  gzipped(level: number): ByteString | Promise<ByteString> {
    if (this.compressed !== undefined) return this.compressed;
    return compress(Buffer.from(this.body, 'latin1'), { level }).then((bytes) => (this.compressed = byteString(bytes)));
  }
}
