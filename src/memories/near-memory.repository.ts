import { Injectable } from '@nestjs/common';
import { Gathering } from '../common/gathering.js';
import { DATABASE_GATHERING } from '../prisma/database-gathering.js';
import { PrismaService } from '../prisma/prisma.service.js';
import type { ToldMemory } from './duplicate.rules.js';
import { standing } from './memory-row.tables.js';

/** A text that may be told already. */
export interface NearQuestion {
  readonly playerId: string;
  readonly type: string;
  readonly terms: readonly string[];
  /** Names the vectors' space. */
  readonly model: string;
  readonly now: Date;
}

/** A memory that shares a word with it. */
export interface NearMemory extends ToldMemory {
  readonly id: string;
  readonly vector: Uint8Array;
}

const NEAR = `SELECT r.n, m.id, m.content, m.context, m.source, m.event_id AS "eventId", v.vector
  FROM jsonb_to_recordset($1::jsonb) AS r (n int, player uuid, type text, model text, terms text[])
  CROSS JOIN LATERAL (SELECT * FROM memories o WHERE o.player_id = r.player AND o.type = r.type OFFSET 0) m
  JOIN memory_vectors v ON v.memory_id = m.id AND v.model = r.model
 WHERE m.terms && r.terms AND ${standing('$2')}`;

/**
 * The memories of a player with few that share a word with a text, with their vectors: what says the same shares some.
 * Those who ask at the same time share a statement.
 */
@Injectable()
export class NearMemoryRepository {
  private readonly questions = new Gathering<NearQuestion, readonly NearMemory[]>(
    (group) => this.findMany(group),
    DATABASE_GATHERING,
  );

  constructor(private readonly prisma: PrismaService) {}

  find(question: NearQuestion): Promise<readonly NearMemory[]> {
    return this.questions.run(question);
  }

  private async findMany(questions: readonly NearQuestion[]): Promise<NearMemory[][]> {
    const now = questions.reduce((earliest, one) => (one.now < earliest ? one.now : earliest), questions[0]!.now);
    const rows = questions.map(({ playerId, type, terms, model }, n) => ({ n, player: playerId, type, model, terms }));
    const params = [JSON.stringify(rows), now];
    const read = () => this.prisma.query<NearMemory & { n: number }>('memory_near', NEAR, params);
    const found = await this.prisma.executeWithRetry(read, { idempotent: true });
    const answers: NearMemory[][] = questions.map(() => []);
    for (const { n, ...memory } of found) answers[n]!.push(memory);
    return answers;
  }
}
