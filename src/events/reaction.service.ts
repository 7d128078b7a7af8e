import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Clock } from '../common/clock.js';
import { DomainError, notFound } from '../common/domain-error.js';
import { KeyedQueue } from '../common/keyed-queue.js';
import { unorderedUuid } from '../common/uuid.js';
import { DialogueService } from '../dialogue/dialogue.service.js';
import type { GameLines } from '../dialogue/game-lines.js';
import { MemoryPipelineService } from '../memories/memory-pipeline.service.js';
import type { PreparedMemory } from '../memories/prepared-memory.types.js';
import { classifyDatabaseError } from '../prisma/retry.rules.js';
import { isUniqueViolation } from '../prisma/unique-violation.rules.js';
import { feel, withLine, type Felt } from './companion.rules.js';
import type { Reaction } from './event.schemas.js';
import { REACTION_FEED, type ReactionFeed } from './reaction-feed.port.js';
import { presentReaction, presentReceipt, type Decision, type Spoken } from './reaction.rules.js';
import { ReactionGroups } from './reaction-groups.js';
import type { AdmittedEvent, LoadedSituation, MetricRow, ReactionRecord, ReactionWishes } from './reaction.types.js';
import { reactionSeed } from './seed.rules.js';

/** Attempts at one reaction; each failed one means that another instance answered the same player in between. */
const MAX_ATTEMPTS = 10;
/** Memories an event may call to mind: what fits into one remark. */
const RECALL_LIMIT = 3;
/** Importance from which an event becomes a memory, unless the game says otherwise. */
export const DEFAULT_MEMORY_THRESHOLD = 0.7;

/** Characters of the lists of line ids kept, some two thousand each; a game can make up types of events without end. */
const MAX_LISTS_LENGTH = 4_000_000;
const NO_LINES = '{}';

/** Milliseconds each engine took. */
interface Timings {
  readonly emotion: number;
  readonly dialogue: number;
  readonly memory: number;
}

/** The main job: an event in, the companion's reaction out, all of it written or nothing. */
@Injectable()
export class ReactionService {
  private readonly queue = new KeyedQueue();
  private readonly lineLists = new LRUCache<string, string>({
    maxSize: MAX_LISTS_LENGTH,
    sizeCalculation: (list, key) => list.length + key.length,
  });

  constructor(
    private readonly groups: ReactionGroups,
    private readonly memories: MemoryPipelineService,
    private readonly dialogue: DialogueService,
    @Inject(REACTION_FEED) private readonly feed: ReactionFeed,
    private readonly clock: Clock,
  ) {}

  /**
   * Reacts once to an event. A repeat of its eventId gets the first reaction again.
   *
   * The state is read, everything is decided on it, and the write goes through only if the state is still the same;
   * else it is decided anew. So no lock is held while the engines work, and one player's events never mix.
   */
  async react(admitted: AdmittedEvent, wishes: ReactionWishes): Promise<{ reaction: Reaction; isNew: boolean }> {
    const startedAt = this.clock.monotonicMs();
    return this.queue.run(admitted.player.id, async () => {
      for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
        const answer = await this.attempt(admitted, wishes, startedAt, attempt === 0);
        if (answer) return answer;
      }
      throw new DomainError('UNAVAILABLE', 'Too many events of this player arrive at once; try again.', {
        retryAfterSeconds: 1,
      });
    });
  }

  /** One attempt; null when the state moved while it was decided. */
  private async attempt(admitted: AdmittedEvent, wishes: ReactionWishes, startedAt: number, isFirst: boolean) {
    const { player, event, config, eventId } = admitted;
    const own = admitted.packs ? await this.dialogue.linesOf(player.gameId, admitted.packs) : undefined;
    const languages = this.dialogue.chain(wishes.language ?? player.language, config.defaultLanguage, own);
    const wantsLine = wishes.parts.has('dialogue');
    const loaded = await this.groups.load({
      playerId: player.id,
      gameId: player.gameId,
      // An id that we made a moment ago cannot have been seen, unless by an attempt of ours.
      eventId: isFirst && eventId === admitted.id ? null : eventId,
      lineIds: wantsLine ? this.lineIds(languages, player.characterPersona, event.type, own) : NO_LINES,
      terms: wantsLine ? this.memories.termsOf(event, languages[0] ?? player.language) : [],
    });
    if (!loaded) throw notFound('player');
    // Our own row id means that an earlier attempt was written although its answer got lost on the way.
    if (loaded.known) {
      const isNew = loaded.known.id === admitted.id;
      if (isNew) this.feed.publish(player.gameId, player.id, 'reaction', loaded.known);
      return { reaction: again(loaded.known, admitted), isNew };
    }
    const { decision, prepared, timings } = await this.decide(admitted, wishes, loaded, languages, own);
    const reaction = presentReaction(decision, wishes.parts, this.clock.monotonicMs() - startedAt);
    const written = await this.write(decision, loaded, reaction, prepared, timings);
    if (!written) return null;
    this.feed.publish(player.gameId, player.id, 'reaction', written);
    return {
      reaction: wishes.receipt ? { ...written, receipt: presentReceipt(decision) } : written,
      isNew: true,
    };
  }

  /** The ids of the lines that may be said, as a PostgreSQL array in text: made once, the same for all who ask. */
  private lineIds(languages: readonly string[], persona: string, eventType: string, own?: GameLines): string {
    const key = [own?.key ?? '', ...languages, persona, eventType].join(' ');
    const known = this.lineLists.get(key);
    if (known !== undefined) return known;
    const ids = this.dialogue.lineIdsFor(languages, persona, eventType, own);
    const list = `{${ids.map((id) => JSON.stringify(id)).join()}}`;
    this.lineLists.set(key, list);
    return list;
  }

  /** Appraise, recall, speak, remember: all that the answer is made of, and nothing written yet. */
  private async decide(
    admitted: AdmittedEvent,
    wishes: ReactionWishes,
    loaded: LoadedSituation,
    languages: readonly string[],
    own: GameLines | undefined,
  ) {
    const { player, event, config, occurredAt } = admitted;
    const { state } = loaded;
    const seed = reactionSeed(player.id, admitted.eventId);
    const began = this.clock.monotonicMs();
    const sensitivity = config.emotionSensitivity ?? 1;
    const felt = feel({
      state,
      persona: player.characterPersona,
      baseline: player.baseline,
      event,
      occurredAtMs: occurredAt.getTime(),
      sensitivity,
    });
    const appraisedAt = this.clock.monotonicMs();
    const wantsLine = wishes.parts.has('dialogue');
    const language = languages[0] ?? player.language;
    const recalled = wantsLine
      ? await this.memories.recallForEvent(
          {
            playerId: player.id,
            gameId: player.gameId,
            event,
            language,
            mood: felt.next,
            totalMemories: state.totalMemories,
            memoryVersion: state.memoryVersion,
            now: this.clock.now(),
            limit: RECALL_LIMIT,
          },
          loaded.candidates,
        )
      : [];
    const spoken = wantsLine ? this.speak(admitted, loaded, felt, languages, own, recalled, seed) : null;
    const spokenAt = this.clock.monotonicMs();
    const prepared = wishes.parts.has('memory') ? await this.remember(admitted, state, felt, language) : null;
    const timings: Timings = {
      emotion: appraisedAt - began,
      dialogue: spokenAt - appraisedAt,
      memory: this.clock.monotonicMs() - spokenAt,
    };
    const decision: Decision = { admitted, felt, recalled, spoken, seed };
    return { decision, prepared, timings };
  }

  private speak(
    { player, event }: AdmittedEvent,
    { state, said }: LoadedSituation,
    { appraisal, situation }: Felt,
    languages: readonly string[],
    own: GameLines | undefined,
    recalled: Decision['recalled'],
    seed: number,
  ): Spoken {
    return this.dialogue.choose({
      languages,
      own,
      persona: player.characterPersona,
      event,
      emotion: appraisal.emotion,
      intensity: appraisal.intensity,
      count: situation.count,
      isFirstTime: situation.isFirstTime,
      recalledImportance: recalled.length === 0 ? null : Math.max(...recalled.map(({ importance }) => importance)),
      said,
      lastLines: state.lastLines,
      nowMs: this.clock.now().getTime(),
      seed,
    });
  }

  private remember(admitted: AdmittedEvent, state: LoadedSituation['state'], felt: Felt, language: string) {
    return this.memories.prepareFromEvent({
      player: admitted.player,
      event: admitted.event,
      eventRowId: admitted.id,
      language,
      emotion: felt.appraisal.emotion,
      intensity: felt.appraisal.intensity,
      isFirstTime: felt.situation.isFirstTime,
      count: felt.situation.count,
      threshold: admitted.config.memoryThreshold ?? DEFAULT_MEMORY_THRESHOLD,
      memoryVersion: state.memoryVersion,
      totalMemories: state.totalMemories,
      occurredAt: admitted.occurredAt,
      compareVectors: true,
    });
  }

  /** Writes what was decided; null when it has to be decided anew. */
  private async write(
    { admitted, felt, spoken, recalled }: Decision,
    loaded: LoadedSituation,
    reaction: Reaction,
    prepared: PreparedMemory | null,
    timings: Timings,
  ): Promise<Reaction | null> {
    const createdAt = this.clock.now();
    const record: ReactionRecord = {
      admitted,
      previousVersion: loaded.state.version,
      state: spoken ? withLine(felt.next, spoken.choice.lineId) : felt.next,
      reaction,
      emotion: felt.appraisal.emotion,
      intensity: felt.appraisal.intensity,
      confidence: felt.appraisal.confidence,
      method: 'rule',
      lineId: spoken?.choice.lineId ?? null,
      metrics: [
        metric('emotion', 'rule', timings.emotion, createdAt),
        ...(spoken ? [metric('dialogue', 'template', timings.dialogue, createdAt)] : []),
        ...(prepared ? [metric('memory', 'create', timings.memory, createdAt)] : []),
      ],
      prepared,
      recalledIds: recalled.map(({ id }) => id),
      createdAt,
    };
    try {
      const written = await this.groups.write(record);
      return written && { ...reaction, memory: written.memory };
    } catch (error) {
      // Another request wrote this eventId first, or the outcome is unknown: the next attempt finds out which, since
      // the ids of this event stay the same.
      if (isUniqueViolation(error) || isPassing(error)) return null;
      throw error;
    }
  }
}

function isPassing(error: unknown): boolean {
  const { class: kind } = classifyDatabaseError(error);
  return kind === 'unknown-outcome' || kind === 'retry-transaction';
}

function metric(service: MetricRow['service'], method: string, latencyMs: number, at: Date): MetricRow {
  return { id: unorderedUuid(at.getTime()), service, method, latencyMs, costUsd: 0 };
}

/** A stored reaction as its repeat shows it. */
function again(known: Reaction, admitted: AdmittedEvent): Reaction {
  return known.id === admitted.id ? known : { ...known, duplicate: true };
}
