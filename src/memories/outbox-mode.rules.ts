import type { Config } from '../config/env.js';

/**
 * What leaves a row in the outbox: nothing, memories that have no vector yet (the embedder can fail), or every memory
 * that was written, changed or removed (there is a vector database to follow).
 */
export type OutboxMode = 'none' | 'missing' | 'all';

/** @param embeds who embeds */
export function outboxMode(config: Pick<Config, 'QDRANT_URL'>, embeds: 'openai' | 'local'): OutboxMode {
  if (config.QDRANT_URL !== undefined) return 'all';
  return embeds === 'local' ? 'none' : 'missing';
}
