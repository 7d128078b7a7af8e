import { Injectable } from '@nestjs/common';
import { AnalyticsCacheService } from '../analytics/analytics-cache.service.js';
import type { Principal } from '../auth/principal.js';
import { pickFields, selectedFields } from '../common/fields.rules.js';
import { buildList, pageRequest, type List } from '../common/pagination.rules.js';
import { utcDate } from '../common/time.rules.js';
import { PlayerService } from '../players/player.service.js';
import type { PlayerProfile } from '../players/player.types.js';
import { EventRepository } from './event.repository.js';
import { EVENT_FIELDS, type EventListQuery, type StoredEvent } from './event.schemas.js';

/** Reads events, and keeps what is cached of their player and day true. */
@Injectable()
export class EventListingService {
  constructor(
    private readonly events: EventRepository,
    private readonly players: PlayerService,
    private readonly analytics: AnalyticsCacheService,
  ) {}

  async list(principal: Principal, playerId: string, query: EventListQuery): Promise<List<Partial<StoredEvent>>> {
    const fields = selectedFields(EVENT_FIELDS, query.fields);
    const page = pageRequest('event', 2, query);
    await this.players.accessible(principal, playerId);
    const filter = {
      playerId,
      type: query.type,
      emotion: query.emotion,
      since: query.since === undefined ? undefined : new Date(query.since),
    };
    const [rows, total] = await Promise.all([
      this.events.list(filter, page, fields),
      page.kind === 'offset' ? this.events.count(filter) : undefined,
    ]);
    return buildList(
      'event',
      page,
      rows,
      (row) => [row.occurredAtMs, row.id],
      (row) => pickFields(row as StoredEvent, fields),
      total,
    );
  }

  /** Forgets what an event has made old; call it after the commit and before the answer. */
  async forget(player: PlayerProfile, occurredAt: Date): Promise<void> {
    await Promise.all([
      this.players.forgetView(player.id),
      this.analytics.forgetDays(player.gameId, [utcDate(occurredAt)]),
    ]);
  }
}
