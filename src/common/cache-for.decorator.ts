import { Header } from '@nestjs/common';

/**
 * Says how long a client or a CDN may keep the answer without asking again. Without it an answer is revalidated each
 * time, which its ETag makes cheap.
 *
 * @param seconds how long nothing that is read here can change
 */
export function CacheFor(seconds: number): MethodDecorator {
  return Header('Cache-Control', `private, max-age=${seconds}`);
}
