import { streamScripts } from './stream-scripts.tables.js';
import { encodeEntry, GAP_DATA } from './stream-entry.rules.js';
import { streamFigures } from './streams.tables.js';
import type { RedisLink } from './redis-link.js';
import type { StreamNames } from './stream-names.js';
import type { Deliver, StreamEntry } from './streams.types.js';

/** An event that is on its way to Redis. */
interface Outgoing {
  readonly gameId: string;
  readonly entry: StreamEntry;
}

/**
 * What this instance tells the others. Events of one moment go to Redis together, and come back by the subscription like
 * everybody else's, so that all instances see one order. What Redis did not take, or may not have taken, is told here
 * without it, and once.
 */
export class RedisOutbox {
  private queue: Outgoing[] = [];
  private departure: NodeJS.Immediate | undefined;
  /** Sent, and not yet seen to come back. */
  private readonly underWay = new Map<string, Outgoing>();
  /** Told here without Redis although it may come by Redis too. */
  private readonly uncertain = new Set<string>();
  /** Games of which the others did not hear. */
  private readonly missed = new Set<string>();

  constructor(
    private readonly link: RedisLink,
    private readonly names: StreamNames,
    private readonly deliver: Deliver,
  ) {}

  /** An event happened while Redis was lost, and nobody here wants it. */
  miss(gameId: string): void {
    this.missed.add(gameId);
  }

  /** @param comesBack whether this instance follows the game */
  send(gameId: string, entry: StreamEntry, comesBack: boolean): void {
    if (!this.link.isUp) {
      this.missed.add(gameId);
      this.deliver(gameId, entry);
      return;
    }
    const outgoing = { gameId, entry };
    if (comesBack) this.underWay.set(entry.token, outgoing);
    this.queue.push(outgoing);
    this.departure ??= setImmediate(() => this.depart());
  }

  /** An event came back. False when it was told here already. */
  arrive(token: string): boolean {
    this.underWay.delete(token);
    return !this.uncertain.delete(token);
  }

  /** Nobody here follows the game any more: what is under way of it does not come back. */
  forgetGame(gameId: string): void {
    for (const [token, outgoing] of this.underWay) if (outgoing.gameId === gameId) this.underWay.delete(token);
  }

  /** Redis was lost: what is under way is told here, in its order. */
  lost(): void {
    const outgoing = [...this.underWay.values()];
    this.underWay.clear();
    for (const one of this.queue) this.missed.add(one.gameId);
    this.queue = [];
    for (const one of outgoing) this.tellHere(one);
  }

  /** Tells the followers of those games, on all instances, that they have missed something. */
  async sendGaps(isWanted: (gameId: string) => boolean): Promise<void> {
    for (const gameId of this.missed) {
      this.missed.delete(gameId);
      if (!isWanted(gameId)) continue;
      const token = this.names.unique();
      try {
        await this.publish(gameId, [{ id: null, token, playerId: '', name: 'gap', data: GAP_DATA }]);
      } catch (error) {
        this.missed.add(gameId);
        throw error;
      }
    }
  }

  private depart(): void {
    this.departure = undefined;
    const games = new Map<string, Outgoing[]>();
    for (const outgoing of this.queue) {
      const others = games.get(outgoing.gameId);
      if (others) others.push(outgoing);
      else games.set(outgoing.gameId, [outgoing]);
    }
    this.queue = [];
    for (const [gameId, outgoing] of games) {
      for (let from = 0; from < outgoing.length; from += streamFigures.publishChunk) {
        void this.sendChunk(gameId, outgoing.slice(from, from + streamFigures.publishChunk));
      }
    }
  }

  private async sendChunk(gameId: string, chunk: readonly Outgoing[]): Promise<void> {
    try {
      const isRecorded = await this.publish(
        gameId,
        chunk.map(({ entry }) => entry),
      );
      if (isRecorded) return;
      // The log is gone, as after a restart of Redis without its data: whoever follows it here hears it all the same.
      for (const one of chunk) if (this.underWay.delete(one.entry.token)) this.deliver(gameId, one.entry);
    } catch {
      this.missed.add(gameId);
    }
  }

  private async publish(gameId: string, entries: readonly StreamEntry[]): Promise<boolean> {
    const args = [streamFigures.retainedEvents, this.names.channel(gameId), ...entries.map(encodeEntry)];
    return (await this.link.ask((redis) => redis.run(streamScripts.publish, [this.names.log(gameId)], args))) === 1;
  }

  private tellHere({ gameId, entry }: Outgoing): void {
    if (this.uncertain.size >= streamFigures.maxUncertain) this.uncertain.clear();
    this.uncertain.add(entry.token);
    this.missed.add(gameId);
    this.deliver(gameId, entry);
  }
}
