import { Injectable } from '@nestjs/common';
import { MemoryChangeRepository } from './memory-change.repository.js';
import { MemoryPreparationService } from './memory-preparation.service.js';
import { MemoryWriter } from './memory-writer.js';
import type { Memory } from './memory.schemas.js';
import type { AuthoredInsights } from './reflection-author.js';
import { ReflectionRepository } from './reflection.repository.js';
import type { ReflectingPlayer } from './reflection.types.js';

/** Writes insights as memories, and marks what they were drawn from, in one transaction under the lock of the player. */
@Injectable()
export class ReflectionWriter {
  constructor(
    private readonly reflections: ReflectionRepository,
    private readonly preparation: MemoryPreparationService,
    private readonly changes: MemoryChangeRepository,
    private readonly writer: MemoryWriter,
  ) {}

  /**
   * The reflections as they stand afterwards: none when another reflection was first, or the player is gone. An insight
   * all of whose sources were forgotten meanwhile is left out.
   *
   * @param ids all that was reflected on, whether an insight came of it or not
   */
  async write(
    player: ReflectingPlayer,
    ids: readonly string[],
    { insights, by }: Pick<AuthoredInsights, 'insights' | 'by'>,
    now: Date,
  ): Promise<Memory[]> {
    const drafts = insights.map(({ content, sourceIds, emotion, importance, kind, fromChat }) => ({
      playerId: player.id,
      gameId: player.gameId,
      type: 'reflection',
      content,
      emotion,
      importance,
      context: { by, kind, ...(fromChat ? { fromChat } : {}) },
      source: 'reflection' as const,
      pinned: false,
      gameTime: null,
      eventId: null,
      sourceIds,
      createdAt: null,
      expiresAt: null,
    }));
    const prepared = drafts.length === 0 ? [] : await this.preparation.prepare(drafts);
    const stored = await this.changes.underLock(player.id, async (tx) => {
      const marked = await this.reflections.mark(tx, player.id, ids, now);
      const drawn = prepared
        .map((memory) => ({ ...memory, sourceIds: memory.sourceIds.filter((id) => marked.has(id)) }))
        .filter(({ sourceIds }) => sourceIds.length > 0);
      return drawn.length === 0 ? [] : this.writer.write(tx, drawn, now);
    });
    return (stored ?? []).map(({ memory }) => memory);
  }
}
