import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { Clock } from '../common/clock.js';
import { invalidField } from '../common/domain-error.js';
import { PlayerService } from '../players/player.service.js';
import type { PlayerProfile } from '../players/player.types.js';
import { scoreImportance } from './importance.rules.js';
import { factsOf, gameTimeOf } from './memory-facts.rules.js';
import { MemoryMeter, type MemoryMethod } from './memory-meter.js';
import { MemoryPreparationService } from './memory-preparation.service.js';
import type { StoredMemory } from './memory-write.repository.js';
import { MemoryWriter } from './memory-writer.js';
import type { CreatedMemories, CreateMemory } from './memory.schemas.js';
import type { MemoryDraft } from './prepared-memory.types.js';

/** Takes what a game's server wants remembered. */
@Injectable()
export class MemoryWritingService {
  constructor(
    private readonly players: PlayerService,
    private readonly preparation: MemoryPreparationService,
    private readonly writer: MemoryWriter,
    private readonly meter: MemoryMeter,
    private readonly clock: Clock,
  ) {}

  /** Remembers one thing; what says the same as a standing memory reinforces that. */
  async create(principal: Principal, playerId: string, body: CreateMemory): Promise<StoredMemory> {
    const player = await this.players.accessible(principal, playerId);
    const now = this.clock.now();
    const draft = draftOf(player, body, now, 'expiresAt');
    const [stored] = await this.remember(player, [draft], now);
    return stored!;
  }

  /** Remembers many at once, all or none. */
  async createMany(
    principal: Principal,
    playerId: string,
    memories: readonly CreateMemory[],
  ): Promise<CreatedMemories> {
    const player = await this.players.accessible(principal, playerId);
    const now = this.clock.now();
    const drafts = memories.map((body, i) => draftOf(player, body, now, `memories.${i}.expiresAt`));
    const stored = await this.remember(player, drafts, now);
    const created = stored.filter((each) => each.created).length;
    const items = stored.map(({ memory, created }) => ({
      status: created ? ('created' as const) : ('reinforced' as const),
      memory,
    }));
    return { items, created, reinforced: stored.length - created };
  }

  private async remember(player: PlayerProfile, drafts: readonly MemoryDraft[], now: Date): Promise<StoredMemory[]> {
    const write = async () => this.writer.remember(player.id, await this.preparation.prepare(drafts), now);
    const stored = await this.meter.measure(player, 'create', write, methodsOf);
    await this.players.forgetView(player.id);
    return stored;
  }
}

function methodsOf(stored: readonly StoredMemory[]): MemoryMethod[] {
  return stored.map(({ created }) => (created ? 'create' : 'reinforce'));
}

function draftOf(player: PlayerProfile, body: CreateMemory, now: Date, expiryPath: string): MemoryDraft {
  const { type, content, source, pinned, context = {}, emotion = null } = body;
  const facts = factsOf(context);
  return {
    playerId: player.id,
    gameId: player.gameId,
    type,
    content,
    emotion,
    importance: body.importance ?? scoreImportance({ type, source, emotion, facts }),
    context,
    source,
    pinned,
    gameTime: gameTimeOf(context),
    eventId: null,
    sourceIds: [],
    createdAt: null,
    expiresAt: expiryOf(body.expiresAt, now, expiryPath),
  };
}

/**
 * A time in the future, or none.
 *
 * @throws DomainError VALIDATION_FAILED naming the field when it has passed
 */
export function expiryOf(text: string | null | undefined, now: Date, path: string): Date | null {
  if (text === null || text === undefined) return null;
  const expiresAt = new Date(text);
  if (expiresAt <= now) throw invalidField(path, 'must be in the future');
  return expiresAt;
}
