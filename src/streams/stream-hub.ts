import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { frameOf } from './stream-entry.rules.js';
import { REACTION_LOG } from './reaction-log.js';
import type { Frame, StreamConnection } from './stream-connection.js';
import { StreamMeter } from './stream-meter.js';
import { streamFigures } from './streams.tables.js';
import type { EndReason, ReactionLog, StreamEntry } from './streams.types.js';

/** The readers of a game: those of all of it, and those of one player each. */
interface Topic {
  readonly all: Set<StreamConnection>;
  readonly byPlayer: Map<string, Set<StreamConnection>>;
}

/** Brings what the log says to this process's readers. */
@Injectable()
export class StreamHub implements OnModuleInit, OnApplicationShutdown {
  private readonly topics = new Map<string, Topic>();
  private readonly readers = new Set<StreamConnection>();
  private readonly ofKeys = new Map<string, number>();
  /** Erased players, with the time (monotonic milliseconds) until which a late event of theirs may come. */
  private readonly erased = new Map<string, number>();
  private stopping = false;

  constructor(
    @Inject(REACTION_LOG) private readonly log: ReactionLog,
    private readonly meter: StreamMeter,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.log.start(
      (gameId, entry) => this.deliver(gameId, entry),
      (playerId) => this.erase(playerId),
    );
  }

  /** Not before: events that are under way while the process stops are still told to the other instances. */
  onApplicationShutdown(): void {
    this.log.stop();
  }

  get connections(): ReadonlySet<StreamConnection> {
    return this.readers;
  }

  get isStopping(): boolean {
    return this.stopping;
  }

  /** How many streams a key has open here. */
  openOf(keyId: string): number {
    return this.ofKeys.get(keyId) ?? 0;
  }

  add(connection: StreamConnection): void {
    const { gameId, playerId } = connection.reader.target;
    let topic = this.topics.get(gameId);
    if (!topic) this.topics.set(gameId, (topic = { all: new Set(), byPlayer: new Map() }));
    if (playerId === null) topic.all.add(connection);
    else topic.byPlayer.set(playerId, (topic.byPlayer.get(playerId) ?? new Set()).add(connection));
    this.readers.add(connection);
    this.count(connection, 1);
    this.meter.opened();
  }

  remove(connection: StreamConnection, reason: EndReason | null): void {
    const { gameId, playerId } = connection.reader.target;
    const topic = this.topics.get(gameId);
    if (!topic || !this.readers.delete(connection)) return;
    this.count(connection, -1);
    this.meter.closed(reason);
    topic.all.delete(connection);
    const ofPlayer = playerId === null ? undefined : topic.byPlayer.get(playerId);
    ofPlayer?.delete(connection);
    if (playerId !== null && ofPlayer?.size === 0) topic.byPlayer.delete(playerId);
    if (topic.all.size > 0 || topic.byPlayer.size > 0) return;
    this.topics.delete(gameId);
    this.log.unfollow(gameId);
  }

  /** Ends the streams of a player who is erased; of late events of theirs nothing is told. */
  erase(playerId: string): void {
    const now = this.clock.monotonicMs();
    for (const [other, until] of this.erased) if (until < now) this.erased.delete(other);
    this.erased.set(playerId, now + streamFigures.erasedMs);
    for (const connection of this.readers) {
      if (connection.reader.target.playerId === playerId) connection.end('gone');
    }
  }

  isErased(playerId: string): boolean {
    if (this.erased.size === 0) return false;
    const until = this.erased.get(playerId);
    return until !== undefined && until > this.clock.monotonicMs();
  }

  /** Ends all streams, and takes no more. */
  endAll(): void {
    this.stopping = true;
    for (const connection of this.readers) connection.end('shutdown');
  }

  private count({ reader }: StreamConnection, by: 1 | -1): void {
    const { keyId } = reader.principal;
    const count = this.openOf(keyId) + by;
    if (count === 0) this.ofKeys.delete(keyId);
    else this.ofKeys.set(keyId, count);
  }

  private deliver(gameId: string, entry: StreamEntry): void {
    const topic = this.topics.get(gameId);
    if (!topic) return;
    const frame: Frame = { id: entry.id, bytes: frameOf(entry) };
    this.sendAll(topic.all, entry, frame);
    if (entry.playerId === '') for (const readers of topic.byPlayer.values()) this.sendAll(readers, entry, frame);
    else this.sendAll(topic.byPlayer.get(entry.playerId), entry, frame);
  }

  private sendAll(readers: ReadonlySet<StreamConnection> | undefined, { name }: StreamEntry, frame: Frame): void {
    if (!readers || readers.size === 0) return;
    this.meter.sent(name, readers.size);
    for (const reader of readers) reader.send(frame);
  }
}
