import { EventEmitter, once } from 'node:events';
import type { RedisConnection } from '../cache/redis-connection.js';
import type { Clock } from '../common/clock.js';
import type { FeedEventName } from '../events/reaction-feed.port.js';
import { RedisLink, type LinkUser } from './redis-link.js';
import { RedisOutbox } from './redis-outbox.js';
import { compareIds, decodeEntry, GAP_DATA } from './stream-entry.rules.js';
import { StreamNames } from './stream-names.js';
import { streamScripts } from './stream-scripts.tables.js';
import { streamFigures } from './streams.tables.js';
import type { Deliver, ReactionLog, Replay, StreamEntry } from './streams.types.js';

/** A game that is followed by this instance. */
interface Follow {
  /** The last event that was delivered; empty before the log was seen. */
  lastId: string;
  /** What comes while older events are still being fetched. */
  held: StreamEntry[] | null;
  /** Whether all that happens comes. */
  isAttached: boolean;
  /** Whether its readers began while Redis was lost, so that nobody knows what they missed. */
  isLate: boolean;
  /** What readers wait for before they begin. Never rejects. */
  ready: Promise<void>;
  /** The last attempt to attach, so that there is one at a time. Never rejects. */
  attempt: Promise<void>;
}

const NOTHING: Replay = { isComplete: false, entries: [], lastId: null };

/**
 * The log in Redis: one for all instances. Events come by a subscription; what a lost connection missed is read from the
 * log, from the last event on. While Redis is lost, this instance tells its own events to its own readers.
 */
export class RedisLog implements ReactionLog, LinkUser {
  private readonly names = new StreamNames();
  private readonly outbox: RedisOutbox;
  private readonly followed = new Map<string, Follow>();
  /** Games that are recorded, with the time (monotonic milliseconds) until which that is known. */
  private readonly wanted = new Map<string, number>();
  /** Players whose events are still to be taken out of Redis. */
  private readonly erased = new Set<string>();
  private deliver: Deliver = () => undefined;
  private onErased: (playerId: string) => void = () => undefined;
  private refreshed = 0;
  private readonly link: RedisLink;
  private readonly comings = new EventEmitter().setMaxListeners(0);

  constructor(
    connection: RedisConnection,
    private readonly clock: Clock,
  ) {
    this.link = new RedisLink(connection);
    this.outbox = new RedisOutbox(this.link, this.names, (gameId, entry) => this.deliver(gameId, entry));
  }

  start(deliver: Deliver, onErased: (playerId: string) => void): void {
    this.deliver = deliver;
    this.onErased = onErased;
    this.link.start(this);
  }

  stop(): void {
    this.link.stop();
  }

  publish(gameId: string, playerId: string, name: FeedEventName, payload: object): void {
    const isFollowed = this.followed.has(gameId);
    if (!isFollowed && !this.link.isUp) return this.outbox.miss(gameId);
    if (!isFollowed && !this.isWanted(gameId)) return;
    const entry: StreamEntry = { id: null, token: this.names.unique(), playerId, name, data: JSON.stringify(payload) };
    this.outbox.send(gameId, entry, isFollowed);
  }

  follow(gameId: string): Promise<void> {
    const known = this.followed.get(gameId);
    if (known) return known.ready;
    const done = Promise.resolve();
    const follow: Follow = { lastId: '', held: null, isAttached: false, isLate: false, ready: done, attempt: done };
    this.followed.set(gameId, follow);
    follow.ready = this.begin(gameId, follow);
    return follow.ready;
  }

  unfollow(gameId: string): void {
    this.followed.delete(gameId);
    this.outbox.forgetGame(gameId);
    this.link.unsubscribe(this.names.channel(gameId));
  }

  async replay(gameId: string, afterId: string): Promise<Replay> {
    if (!this.link.isUp) return NOTHING;
    try {
      return await this.read(gameId, afterId);
    } catch {
      return NOTHING;
    }
  }

  lastId(gameId: string): string | null {
    return this.followed.get(gameId)?.lastId || null;
  }

  forget(playerId: string): number {
    this.erased.add(playerId);
    void this.eraseAll().catch(() => undefined);
    return 0;
  }

  receive(channel: string, message: string): void {
    const space = message.indexOf(' ');
    const [word, rest] = [message.slice(0, space), message.slice(space + 1)];
    if (channel === this.names.control) return this.obey(word, rest);
    const gameId = this.names.gameOf(channel);
    const follow = this.followed.get(gameId);
    const entry = decodeEntry(word, rest);
    if (follow && entry) this.accept(gameId, follow, entry);
  }

  async catchUp(): Promise<void> {
    await this.link.subscribe(this.names.control);
    const games = await this.link.ask((redis) => redis.run(streamScripts.wanted, [this.names.index], []));
    for (const gameId of games as string[]) this.want(gameId);
    for (const [gameId, follow] of this.followed) {
      if (!follow.isAttached) await this.attachNext(gameId, follow);
    }
  }

  isBehind(): boolean {
    return [...this.followed.values()].some(({ isAttached }) => !isAttached);
  }

  found(): void {
    this.comings.emit('found');
    const owed = [this.eraseAll(), this.outbox.sendGaps((gameId) => this.isWanted(gameId))];
    // What fails is still owed, and Redis lost: found again, it is done.
    for (const one of owed) one.catch(() => undefined);
  }

  lost(): void {
    for (const follow of this.followed.values()) follow.isAttached = false;
    this.outbox.lost();
  }

  /** To be called now and then: keeps the logs of followed games alive. */
  async refresh(): Promise<void> {
    const now = this.clock.monotonicMs();
    if (!this.link.isUp || now - this.refreshed < streamFigures.refreshEveryMs) return;
    this.refreshed = now;
    for (const [gameId, until] of this.wanted) if (until < now) this.wanted.delete(gameId);
    try {
      await Promise.all([...this.followed.keys()].map((gameId) => this.keep(gameId)));
    } catch {
      // Lost: catching up does the same.
    }
  }

  /** Attaches a game that is newly followed; a Redis that is just being connected to gets a moment. Never rejects. */
  private async begin(gameId: string, follow: Follow): Promise<void> {
    const signal = AbortSignal.timeout(streamFigures.patienceMs);
    const attached = this.link.isUp ? this.attachNext(gameId, follow) : once(this.comings, 'found', { signal });
    await attached.catch(() => undefined);
    follow.isLate = !follow.isAttached;
  }

  private attachNext(gameId: string, follow: Follow): Promise<void> {
    const attempt = follow.attempt.then(() => this.attach(gameId, follow));
    follow.attempt = attempt.catch(() => undefined);
    return attempt;
  }

  /** Subscribes to a game, then reads what came since the last event that was delivered. */
  private async attach(gameId: string, follow: Follow): Promise<void> {
    const { epoch } = this.link;
    follow.held = [];
    try {
      await this.link.subscribe(this.names.channel(gameId));
      const lastId = await this.keep(gameId);
      const isCurrent = follow.lastId === '' || follow.lastId === lastId;
      const missed = isCurrent ? null : await this.read(gameId, follow.lastId);
      this.release(gameId, follow, missed);
      if (follow.lastId === '' || compareIds(lastId, follow.lastId) > 0) follow.lastId = lastId;
      follow.isAttached = this.link.epoch === epoch;
    } finally {
      // After a failure they are read again.
      follow.held = null;
      if (!this.followed.has(gameId)) this.link.unsubscribe(this.names.channel(gameId));
    }
  }

  /** Delivers what was missed, then what came meanwhile. */
  private release(gameId: string, follow: Follow, missed: Replay | null): void {
    const held = follow.held ?? [];
    follow.held = null;
    const isGap = missed ? !missed.isComplete : follow.isLate;
    follow.isLate = false;
    if (isGap) {
      follow.lastId = '';
      this.deliver(gameId, { id: null, token: '', playerId: '', name: 'gap', data: GAP_DATA });
    }
    for (const entry of [...(missed?.entries ?? []), ...held]) this.accept(gameId, follow, entry);
  }

  private accept(gameId: string, follow: Follow, entry: StreamEntry): void {
    if (entry.id === null) return;
    if (follow.held) return void follow.held.push(entry);
    const isNews = this.outbox.arrive(entry.token);
    if (follow.lastId !== '' && compareIds(entry.id, follow.lastId) <= 0) return;
    follow.lastId = entry.id;
    // Our own gap is one for the others' readers: ours were told what happened.
    if (isNews && !(entry.name === 'gap' && this.names.isOurs(entry.token))) this.deliver(gameId, entry);
  }

  private obey(word: string, rest: string): void {
    if (word === 'wanted') this.want(rest);
    else if (word === 'erased') this.onErased(rest);
  }

  /** Makes or keeps a game's log and tells all instances; answers its last id. */
  private async keep(gameId: string): Promise<string> {
    const keys = [this.names.log(gameId), this.names.index];
    const args = [streamFigures.retainMs, this.names.control, gameId];
    this.want(gameId);
    return String(await this.link.ask((redis) => redis.run(streamScripts.follow, keys, args)));
  }

  private async read(gameId: string, afterId: string): Promise<Replay> {
    const keys = [this.names.log(gameId)];
    const reply = await this.link.ask((redis) => redis.run(streamScripts.replay, keys, [afterId]));
    const [first, last, rows] = reply as [string, string, [id: string, fields: [string, string]][]];
    if (last === '') return NOTHING;
    // An id from the future is one of a log that is lost: then all that there is.
    if (compareIds(afterId, last) > 0) return { ...(await this.read(gameId, '0-0')), isComplete: false };
    const entries = rows.flatMap(([id, [, line]]) => decodeEntry(id, line) ?? []);
    return { isComplete: compareIds(afterId, first) >= 0, entries, lastId: last };
  }

  private want(gameId: string): void {
    const { retainMs, retainSlackMs } = streamFigures;
    this.wanted.set(gameId, this.clock.monotonicMs() + retainMs + retainSlackMs);
  }

  private isWanted(gameId: string): boolean {
    const until = this.wanted.get(gameId);
    return until !== undefined && until > this.clock.monotonicMs();
  }

  private async eraseAll(): Promise<void> {
    for (const playerId of this.erased) {
      await this.link.ask((redis) => redis.client.publish(this.names.control, `erased ${playerId}`));
      for (const gameId of this.wanted.keys()) {
        const keys = [this.names.log(gameId)];
        await this.link.ask((redis) => redis.run(streamScripts.forget, keys, [` ${playerId} `]));
      }
      this.erased.delete(playerId);
    }
  }
}
