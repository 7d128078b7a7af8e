import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { Clock } from '../common/clock.js';
import { unorderedUuid } from '../common/uuid.js';
import { MemoryPipelineService } from '../memories/memory-pipeline.service.js';
import type { MemoryDraft, WrittenMemory } from '../memories/prepared-memory.types.js';
import type { TransactionScope } from '../prisma/transaction.js';
import { BatchAdmissionService } from './batch-admission.service.js';
import { BatchWritingService } from './batch-writing.service.js';
import { feel, type CompanionState, type Felt } from './companion.rules.js';
import { EventBatchRepository, eventKey } from './event-batch.repository.js';
import type { BatchEntry, BatchRecord, BatchResult } from './event-batch.types.js';
import type { BatchAnswer } from './event.schemas.js';
import { draftRequest, feelRequest, presentReaction } from './reaction.rules.js';
import { reactionSeed } from './seed.rules.js';

const PARTS = new Set(['emotion', 'memory'] as const);

/** What a sender is told of a player who is gone when the batch is written. */
const PLAYER_GONE = {
  playerId: 'playerId: no such player',
  externalId: 'externalId: the player was erased meanwhile',
} as const satisfies Record<BatchEntry['namedBy'], string>;

/** An event that was felt, and what it would leave in memory. */
interface FeltEntry {
  readonly entry: BatchEntry;
  readonly felt: Felt;
  /** Of the reading of the emotion. */
  readonly latencyMs: number;
  readonly draft: MemoryDraft | null;
}

/** Takes up to a thousand events in one transaction: rules only, no lines; one bad event does not spoil the rest. */
@Injectable()
export class EventBatchService {
  constructor(
    private readonly admission: BatchAdmissionService,
    private readonly batches: EventBatchRepository,
    private readonly memories: MemoryPipelineService,
    private readonly writing: BatchWritingService,
    private readonly clock: Clock,
  ) {}

  async post(principal: Principal, inputs: readonly unknown[]): Promise<BatchAnswer> {
    const { entries, rejected } = await this.admission.admit(principal, inputs);
    // Of the attempt that was written: one that finds all events there wrote nothing itself.
    let written: readonly BatchRecord[] = [];
    const write = async (tx: TransactionScope): Promise<BatchResult[]> => {
      const { results, records } = await this.write(tx, entries);
      if (records.length > 0) written = records;
      return results;
    };
    const results = entries.length === 0 ? [] : await this.writing.inTransaction(write);
    this.writing.tell(written);
    await this.writing.forget(entries);
    const all = [...rejected, ...results].sort((a, b) => a.index - b.index);
    const count = (status: BatchResult['status']) => all.filter((result) => result.status === status).length;
    return { accepted: count('accepted'), duplicates: count('duplicate'), rejected: count('rejected'), results: all };
  }

  private async write(
    tx: TransactionScope,
    entries: readonly BatchEntry[],
  ): Promise<{ results: BatchResult[]; records: readonly BatchRecord[] }> {
    const states = await this.batches.lockStates(tx, [...new Set(entries.map(({ player }) => player.id))]);
    const wanted = entries.map(({ player, eventId }) => ({ gameId: player.gameId, eventId }));
    const known = await this.batches.knownEvents(tx, wanted);
    const changed = new Map<string, CompanionState>();
    const accepted: FeltEntry[] = [];
    const results: BatchResult[] = [];
    for (const entry of entries) {
      const { index, eventId, player } = entry;
      const key = eventKey(player.gameId, eventId);
      const state = changed.get(player.id) ?? states.get(player.id);
      if (!state) {
        results.push({ index, status: 'rejected', eventId, error: PLAYER_GONE[entry.namedBy] });
      } else if (known.has(key)) {
        // An earlier attempt of this very request may have been written although its answer got lost.
        results.push({ index, status: known.get(key) === entry.id ? 'accepted' : 'duplicate', eventId });
      } else {
        known.set(key, '');
        const one = this.feelOne(entry, state);
        changed.set(player.id, one.felt.next);
        accepted.push(one);
        results.push({ index, status: 'accepted', eventId });
      }
    }
    const records = accepted.length === 0 ? [] : await this.writeAccepted(tx, accepted, changed);
    return { results, records };
  }

  private feelOne(entry: BatchEntry, state: CompanionState): FeltEntry {
    const began = this.clock.monotonicMs();
    const felt = feel(feelRequest(entry, state));
    const latencyMs = this.clock.monotonicMs() - began;
    const draft = this.memories.draftOf(draftRequest(entry, felt, entry.player.language));
    return { entry, felt, latencyMs, draft };
  }

  private async writeAccepted(
    tx: TransactionScope,
    accepted: readonly FeltEntry[],
    states: ReadonlyMap<string, CompanionState>,
  ): Promise<readonly BatchRecord[]> {
    const createdAt = this.clock.now();
    const drafts = accepted.flatMap(({ draft }) => draft ?? []);
    const prepared = drafts.length === 0 ? [] : await this.memories.prepareAll(drafts);
    const written = drafts.length === 0 ? [] : await this.memories.writePreparedMany(tx, prepared, createdAt);
    const memoryOf = new Map(drafts.map((draft, index) => [draft, written[index]]));
    const records = accepted.map((one) => recordOf(one, one.draft ? memoryOf.get(one.draft) : undefined, createdAt));
    await this.batches.write(tx, records, states, createdAt);
    return records;
  }
}

function recordOf({ entry, felt, latencyMs }: FeltEntry, memory: WrittenMemory | undefined, at: Date): BatchRecord {
  const { emotion, intensity, confidence } = felt.appraisal;
  const seed = reactionSeed(entry.player.id, entry.eventId);
  const decision = { admitted: entry, felt, recalled: [], spoken: null, seed };
  const reaction = presentReaction(decision, PARTS, latencyMs);
  return {
    admitted: entry,
    reaction: memory ? { ...reaction, memory: { id: memory.id, importance: memory.importance } } : reaction,
    emotion,
    intensity,
    confidence,
    method: 'rule',
    metricId: unorderedUuid(at.getTime()),
    latencyMs,
    memoryMetricId: memory ? unorderedUuid(at.getTime()) : null,
  };
}
