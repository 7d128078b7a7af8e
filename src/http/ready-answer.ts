import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { byteString, bytesOf, type ByteString } from '../common/byte-string.rules.js';

const compress = promisify(gzip);

/** The content type of every JSON answer. */
export const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * An answer whose bytes are made already: what a controller returns when it has the text at hand, such as out of the
 * cache. It can be sent any number of times; its compressed variant is made once, when it is first asked for.
 */
export class ReadyAnswer {
  private compressed: ByteString | undefined;

  /**
   * @param body JSON
   * @param etag the value of its `ETag` header, quotes included
   */
  constructor(
    readonly body: ByteString,
    readonly etag: string,
  ) {}

  /** The body compressed with gzip at `level` (0..9), at once when it was made before. The first caller's level holds. */
  gzipped(level: number): ByteString | Promise<ByteString> {
    if (this.compressed !== undefined) return this.compressed;
    return compress(bytesOf(this.body), { level }).then((bytes) => (this.compressed = byteString(bytes)));
  }
}
