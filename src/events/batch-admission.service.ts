import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { mayAccessGame, type Principal } from '../auth/principal.js';
import { MalformedLine } from '../common/body.middleware.js';
import { Clock } from '../common/clock.js';
import { fieldErrors } from '../common/schema-check.js';
import { GameService } from '../games/game.service.js';
import type { Game } from '../games/game.schemas.js';
import { PlayerService } from '../players/player.service.js';
import type { PlayerProfile } from '../players/player.types.js';
import type { BatchEntry, BatchResult } from './event-batch.types.js';
import { batchEventSchema, type BatchEvent } from './event.schemas.js';
import { timeFault } from './event-time.rules.js';

export interface Admission {
  readonly entries: readonly BatchEntry[];
  readonly rejected: readonly BatchResult[];
}

interface Candidate {
  readonly index: number;
  readonly body: BatchEvent;
  readonly occurredAt: Date;
}

/** Lets the good events of a batch in and says of each other one what is wrong with it. */
@Injectable()
export class BatchAdmissionService {
  constructor(
    private readonly players: PlayerService,
    private readonly games: GameService,
    private readonly clock: Clock,
  ) {}

  async admit(principal: Principal, inputs: readonly unknown[]): Promise<Admission> {
    const rejected: BatchResult[] = [];
    const reject = (index: number, error: string, eventId: string | null): void =>
      void rejected.push({ index, status: 'rejected', eventId, error });
    const candidates = this.readable(principal, inputs, reject);
    const games = await this.gamesOf(principal, candidates);
    const byId = await this.players.findMany(candidates.flatMap(({ body }) => body.playerId ?? []));
    const byExternalId = await this.ensurePlayers(principal, candidates, games);
    const entries: BatchEntry[] = [];
    for (const { index, body, occurredAt } of candidates) {
      const player =
        body.playerId === undefined
          ? byExternalId.get(externalKey(this.gameIdOf(principal, body), body.externalId ?? ''))
          : byId.get(body.playerId);
      if (!player || !mayAccessGame(principal, player.gameId) || (body.gameId ?? player.gameId) !== player.gameId) {
        reject(
          index,
          body.playerId === undefined ? 'gameId: no such game' : 'playerId: no such player',
          body.eventId ?? null,
        );
        continue;
      }
      if (!games.has(player.gameId)) games.set(player.gameId, await this.games.find(player.gameId));
      const game = games.get(player.gameId);
      if (game?.active === false) {
        reject(index, 'the game is deactivated', body.eventId ?? null);
        continue;
      }
      const id = uuidv7();
      const event = { type: body.type, data: body.data ?? {}, context: body.context ?? {} };
      entries.push({
        index,
        namedBy: body.playerId === undefined ? 'externalId' : 'playerId',
        id,
        eventId: body.eventId ?? id,
        player,
        config: game?.config ?? {},
        event,
        occurredAt,
      });
    }
    return { entries, rejected };
  }

  private readable(
    principal: Principal,
    inputs: readonly unknown[],
    reject: (index: number, error: string, eventId: string | null) => void,
  ): Candidate[] {
    const now = this.clock.now();
    return inputs.flatMap((input, index) => {
      if (input instanceof MalformedLine) {
        reject(index, 'is not valid JSON', null);
        return [];
      }
      const parsed = batchEventSchema.safeParse(input);
      if (!parsed.success) {
        const faults = fieldErrors(parsed.error.issues).map(({ path, message }) =>
          path === '' ? message : `${path}: ${message}`,
        );
        reject(index, faults.join('; '), eventIdOf(input));
        return [];
      }
      const body = parsed.data;
      const occurredAt = body.occurredAt === undefined ? now : new Date(body.occurredAt);
      const fault = timeFault(occurredAt.getTime(), now.getTime());
      const unnamed = principal.scope === 'admin' && body.playerId === undefined && body.gameId === undefined;
      if (fault !== undefined || unnamed) {
        reject(
          index,
          fault === undefined ? 'gameId: is required with an admin key' : `occurredAt: ${fault}`,
          body.eventId ?? null,
        );
        return [];
      }
      return [{ index, body, occurredAt }];
    });
  }

  private gameIdOf(principal: Principal, body: BatchEvent): string {
    return body.gameId ?? (principal.scope === 'game' ? principal.gameId : '');
  }

  /** The games that events with an externalId are about, those the principal may see. */
  private async gamesOf(principal: Principal, candidates: readonly Candidate[]): Promise<Map<string, Game | null>> {
    const ids = new Set(
      candidates.filter(({ body }) => body.playerId === undefined).map(({ body }) => this.gameIdOf(principal, body)),
    );
    const found = new Map<string, Game | null>();
    for (const id of ids) {
      const game = mayAccessGame(principal, id) ? await this.games.find(id) : null;
      if (game) found.set(id, game);
    }
    return found;
  }

  private async ensurePlayers(
    principal: Principal,
    candidates: readonly Candidate[],
    games: ReadonlyMap<string, Game | null>,
  ): Promise<Map<string, PlayerProfile>> {
    const wanted = new Map<string, Set<string>>();
    for (const { body } of candidates) {
      const gameId = this.gameIdOf(principal, body);
      if (body.externalId === undefined || games.get(gameId)?.active !== true) continue;
      wanted.set(gameId, (wanted.get(gameId) ?? new Set()).add(body.externalId));
    }
    const found = new Map<string, PlayerProfile>();
    for (const [gameId, externalIds] of wanted) {
      for (const player of await this.players.ensureMany(gameId, [...externalIds])) {
        found.set(externalKey(gameId, player.externalId), player);
      }
    }
    return found;
  }
}

function externalKey(gameId: string, externalId: string): string {
  return `${gameId}\n${externalId}`;
}

function eventIdOf(input: unknown): string | null {
  const eventId = (input as { eventId?: unknown } | null)?.eventId;
  return typeof eventId === 'string' ? eventId.slice(0, 128) : null;
}
