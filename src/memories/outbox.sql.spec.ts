import { describe, expect, it } from '@jest/globals';
import { writeReactionsAndMemories } from '../events/reaction-write.sql.js';
import { memoryInsertion } from './memory-write.repository.js';
import { outboxMode } from './outbox-mode.rules.js';
import { outboxOfChanged, outboxOfRemoved, outboxOfTold } from './outbox.sql.js';

describe('outboxMode', () => {
  it('is everything with a vector database, what is missing with an embedder that can fail, else nothing', () => {
    expect(outboxMode({ QDRANT_URL: 'http://qdrant:6333' }, 'local')).toBe('all');
    expect(outboxMode({ QDRANT_URL: 'http://qdrant:6333' }, 'openai')).toBe('all');
    expect(outboxMode({}, 'openai')).toBe('missing');
    expect(outboxMode({}, 'local')).toBe('none');
  });
});

describe('the outbox part of a statement', () => {
  it('is not there where nobody follows, so that a default installation pays nothing for it', () => {
    expect(outboxOfChanged('none', 'x') + outboxOfRemoved('none', 'x') + outboxOfTold('none', 'x', 'y')).toBe('');
    expect(memoryInsertion('input', '$2', 'none')).not.toContain('outbox');
    expect(writeReactionsAndMemories('wait', 'none')).not.toContain('outbox');
  });

  it('is for what has no vector alone, where only the embedder can fail', () => {
    expect(outboxOfChanged('missing', 'x') + outboxOfRemoved('missing', 'x')).toBe('');
    expect(outboxOfTold('missing', 'everything', 'the vectorless')).toContain('the vectorless');
    expect(outboxOfTold('missing', 'everything', 'the vectorless')).not.toContain('everything');
  });

  it('is for all that is told, strengthened and removed, where there is a vector database', () => {
    expect(outboxOfTold('all', 'everything', 'the vectorless')).toContain('everything');
    expect(outboxOfRemoved('all', 'x')).toContain(`'delete'`);
    expect(writeReactionsAndMemories('wait', 'all').match(/INSERT INTO memory_outbox/g)).toHaveLength(2);
  });
});
