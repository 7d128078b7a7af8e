import { randomBytes } from 'node:crypto';
import type { Clock } from '../common/clock.js';
import type { FeedEventName } from '../events/reaction-feed.port.js';
import { compareIds, nextId } from './stream-entry.rules.js';
import { streamFigures } from './streams.tables.js';
import type { Deliver, ReactionLog, Replay, StreamEntry } from './streams.types.js';

/** The last events of a game. */
interface Ring {
  entries: StreamEntry[];
  /** The newest id that is not there any more. */
  droppedId: string;
  lastId: string;
  isFollowed: boolean;
  /** When it may go, milliseconds of the monotonic clock. */
  keptUntil: number;
}

/** The log of a process that is alone: what it forgets, nobody can resume. */
export class MemoryLog implements ReactionLog {
  private readonly rings = new Map<string, Ring>();
  private readonly run = randomBytes(6).toString('hex');
  private deliver: Deliver = () => undefined;
  private count = 0;

  constructor(private readonly clock: Clock) {}

  start(deliver: Deliver): void {
    this.deliver = deliver;
  }

  publish(gameId: string, playerId: string, name: FeedEventName, payload: object): void {
    const ring = this.rings.get(gameId);
    if (!ring) return;
    if (!ring.isFollowed && ring.keptUntil < this.clock.monotonicMs()) return void this.rings.delete(gameId);
    ring.lastId = nextId(ring.lastId, this.clock.now().getTime());
    this.count += 1;
    const token = `${this.run}-${this.count}`;
    const entry: StreamEntry = { id: ring.lastId, token, playerId, name, data: JSON.stringify(payload) };
    ring.entries.push(entry);
    // Cut once in a while: taking the first of a thousand away each time would move all the others.
    if (ring.entries.length >= 2 * streamFigures.retainedEvents) this.cut(ring);
    this.deliver(gameId, entry);
  }

  follow(gameId: string): Promise<void> {
    const ring = this.rings.get(gameId);
    if (ring) {
      ring.isFollowed = true;
    } else {
      // Whoever comes with an id from before this moment has missed something.
      const beginning = nextId('0-0', this.clock.now().getTime());
      this.rings.set(gameId, {
        entries: [],
        droppedId: beginning,
        lastId: beginning,
        isFollowed: true,
        keptUntil: 0,
      });
    }
    return Promise.resolve();
  }

  unfollow(gameId: string): void {
    const ring = this.rings.get(gameId);
    if (!ring) return;
    ring.isFollowed = false;
    ring.keptUntil = this.clock.monotonicMs() + streamFigures.retainMs;
  }

  replay(gameId: string, afterId: string): Promise<Replay> {
    const ring = this.rings.get(gameId);
    if (!ring) return Promise.resolve({ isComplete: false, entries: [], lastId: null });
    const isComplete = compareIds(afterId, ring.droppedId) >= 0 && compareIds(afterId, ring.lastId) <= 0;
    const entries = isComplete
      ? ring.entries.filter(({ id }) => id !== null && compareIds(id, afterId) > 0)
      : ring.entries;
    return Promise.resolve({ isComplete, entries: [...entries], lastId: ring.lastId });
  }

  lastId(gameId: string): string | null {
    return this.rings.get(gameId)?.lastId ?? null;
  }

  forget(playerId: string): number {
    let dropped = 0;
    for (const ring of this.rings.values()) {
      const kept = ring.entries.filter((entry) => entry.playerId !== playerId);
      dropped += ring.entries.length - kept.length;
      ring.entries = kept;
    }
    return dropped;
  }

  refresh(): Promise<void> {
    const now = this.clock.monotonicMs();
    for (const [gameId, ring] of this.rings) {
      if (!ring.isFollowed && ring.keptUntil < now) this.rings.delete(gameId);
    }
    return Promise.resolve();
  }

  stop(): void {
    this.rings.clear();
  }

  private cut(ring: Ring): void {
    const dropped = ring.entries.splice(0, ring.entries.length - streamFigures.retainedEvents);
    ring.droppedId = dropped.at(-1)?.id ?? ring.droppedId;
  }
}
