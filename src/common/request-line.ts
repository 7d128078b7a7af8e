import type { Principal } from '../auth/principal.js';
import { isoTime } from './logger.js';

/** What is logged of a request when it is over. */
export interface ConcludedRequest {
  readonly requestId: string;
  readonly method: string;
  readonly route: string;
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
  readonly principal: Principal | undefined;
}

/**
 * The log line of a request. The path is the one member that a caller can put anything into, so it is the one that is
 * escaped: ids, methods and routes are of known characters.
 */
export function requestLine({
  requestId,
  method,
  route,
  path,
  status,
  durationMs,
  principal,
}: ConcludedRequest): string {
  const key = principal === undefined ? '' : `,"keyId":"${principal.keyId}"`;
  const game = principal?.scope === 'game' ? `,"gameId":"${principal.gameId}"` : '';
  const duration = Math.round(durationMs * 1000) / 1000;
  return `{"level":"info"${isoTime()},"requestId":"${requestId}","method":"${method}","route":"${route}","path":${JSON.stringify(path)},"status":${status},"durationMs":${duration}${key}${game},"msg":"request"}`;
}
