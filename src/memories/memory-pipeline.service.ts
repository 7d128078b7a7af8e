import { Injectable } from '@nestjs/common';
import { EMOTIONS } from '../emotion/emotion.tables.js';
import type { Pad } from '../emotion/emotion.types.js';
import type { GameEvent } from '../events/event.types.js';
import type { TransactionScope } from '../prisma/transaction.js';
import { draftFromEvent, importanceOf, type EventDraftRequest } from './event-memory.rules.js';
import { cuesOf, cueTerms, isAbout, type Cue } from './event-recall.rules.js';
import { MemoryPreparationService } from './memory-preparation.service.js';
import { MemoryWriter } from './memory-writer.js';
import type { RecallCandidate, RecalledMemory } from './memory.types.js';
import type { MemoryDraft, PreparedMemory, WrittenMemory } from './prepared-memory.types.js';
import { RecallRepository } from './recall.repository.js';
import { FEW_MEMORIES } from './recall-few.sql.js';
import { scoreRecall } from './recall.rules.js';
import { KEYWORD_CANDIDATES, VECTOR_WEIGHT } from './recall.tables.js';

/** What an event may call to mind. */
export interface EventRecallRequest {
  readonly playerId: string;
  readonly event: GameEvent;
  /** A BCP 47 tag. */
  readonly language: string;
  readonly mood: Pad;
  readonly totalMemories: number;
  readonly now: Date;
  /** 1..20 */
  readonly limit: number;
}

/** An event that may be remembered, and the state of its player. */
export interface EventMemoryRequest extends EventDraftRequest {
  readonly memoryVersion: number;
  readonly totalMemories: number;
}

/** The memory's part of a reaction, in the steps that the pipeline puts it together from. */
@Injectable()
export class MemoryPipelineService {
  constructor(
    private readonly recalls: RecallRepository,
    private readonly preparation: MemoryPreparationService,
    private readonly writer: MemoryWriter,
  ) {}

  /** The terms that memories have to share with an event to be called to mind by it; none when there is nothing to go by. */
  termsOf(event: GameEvent, language: string): string[] {
    return cueTerms(cuesOf(event, language));
  }

  /**
   * The memories that an event calls to mind, best first: none for a player without memories, without a statement when
   * the candidates are at hand.
   *
   * @param found the memories that share a term, which the loading of the state found where they are few
   */
  async recallForEvent(
    request: EventRecallRequest,
    found?: readonly RecallCandidate[] | null,
  ): Promise<readonly RecalledMemory[]> {
    const { playerId, event, totalMemories, now } = request;
    const isLookedThrough = found !== undefined && totalMemories <= FEW_MEMORIES;
    if (totalMemories === 0 || (isLookedThrough && found === null)) return [];
    const cues = cuesOf(event, request.language);
    if (cues.length === 0) return [];
    const terms = cueTerms(cues);
    const most = KEYWORD_CANDIDATES;
    const candidates = isLookedThrough
      ? (found ?? [])
      : await this.recalls.candidates(playerId, {}, now, { terms, ids: [], most });
    return this.scored(request, cues, terms, candidates);
  }

  /** What an event would leave in memory; null when it does not matter enough. */
  draftOf(request: EventDraftRequest): MemoryDraft | null {
    // The sentence of what is not remembered need not be made.
    return importanceOf(request) < request.threshold ? null : draftFromEvent(request);
  }

  /** Drafts ready to be written, not compared with what stands; equal texts are found when they are written. */
  prepareAll(drafts: readonly MemoryDraft[]): Promise<PreparedMemory[]> {
    return this.preparation.prepare(drafts);
  }

  /** What an event leaves in memory; null when it does not matter enough. Writes nothing and needs no lock. */
  async prepareFromEvent(request: EventMemoryRequest): Promise<PreparedMemory | null> {
    const { playerId, totalMemories, memoryVersion, occurredAt } = request;
    const draft = this.draftOf(request);
    if (draft === null) return null;
    const prepared = await this.preparation.prepare([draft]);
    if (totalMemories === 0) return prepared[0]!;
    if (totalMemories <= FEW_MEMORIES) return this.preparation.compareWithFew(prepared[0]!, occurredAt);
    const scope = { playerId, memoryVersion, now: occurredAt };
    const [compared] = await this.preparation.compare(prepared, scope);
    return compared!;
  }

  /**
   * Writes prepared memories in the caller's transaction, of one player or of several whose state rows are all locked:
   * at most two statements.
   *
   * @throws DomainError NOT_FOUND when a player is gone
   */
  async writePreparedMany(
    tx: TransactionScope,
    prepared: readonly PreparedMemory[],
    at: Date,
  ): Promise<WrittenMemory[]> {
    const stored = await this.writer.write(tx, prepared, at);
    return stored.map(({ memory: { id, importance }, created }) => ({ id, importance, created }));
  }

  private scored(
    { event, totalMemories, mood, now, limit }: EventRecallRequest,
    cues: readonly Cue[],
    queryTerms: readonly string[],
    candidates: readonly RecallCandidate[],
  ): RecalledMemory[] {
    const relevant = candidates.filter(({ terms }) => isAbout(terms, cues));
    if (relevant.length === 0) return [];
    return scoreRecall(relevant, {
      queryTerms,
      relevanceById: new Map(),
      vectorWeight: VECTOR_WEIGHT.lexical,
      totalDocuments: totalMemories,
      nowMs: now.getTime(),
      gameTime: event.context.gameTime ?? null,
      mood,
      padOf: (emotion) => EMOTIONS[emotion],
      mode: 'balanced',
      limit,
    });
  }
}
