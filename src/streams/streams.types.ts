import type { Principal } from '../auth/principal.js';
import type { FeedEventName } from '../events/reaction-feed.port.js';

/** Why readers have to load anew: events were missed. */
export type GapName = 'gap';

/** An event on its way to those who listen. */
export interface StreamEntry {
  /** Its place in the game's log; null when it was told without the log. */
  readonly id: string | null;
  /** Unique over all instances; tells an event that comes twice. */
  readonly token: string;
  /** Whose it is; empty for what concerns all players of the game. */
  readonly playerId: string;
  readonly name: FeedEventName | GapName;
  /** JSON, on one line. */
  readonly data: string;
}

/** What is listened to: a game, or one player of it. */
export interface StreamTarget {
  readonly gameId: string;
  readonly playerId: string | null;
}

/** Who listens to what, and by which key. */
export interface StreamReader {
  readonly principal: Principal;
  readonly key: string;
  readonly target: StreamTarget;
}

/** What a game's log has after an id. */
export interface Replay {
  /** False when there may have been more than is there. */
  readonly isComplete: boolean;
  readonly entries: readonly StreamEntry[];
  /** The last id of the log; null when it cannot be read. */
  readonly lastId: string | null;
}

/** Why a stream was ended by us. */
export type EndReason = 'slow' | 'stalled' | 'unauthorized' | 'gone' | 'shutdown';

/** Takes what the log says. */
export type Deliver = (gameId: string, entry: StreamEntry) => void;

/** The last events of each game that somebody listens to, on any instance. */
export interface ReactionLog {
  /**
   * To be called once, before anything is published.
   *
   * @param onErased hears of a player whom another instance has erased
   */
  start(deliver: Deliver, onErased: (playerId: string) => void): void;
  /** Records an event where the game is listened to; it reaches `deliver` on every instance that follows the game. */
  publish(gameId: string, playerId: string, name: FeedEventName, payload: object): void;
  /** From now on the game's events come here. Resolves when that holds, or when Redis is lost; never rejects. */
  follow(gameId: string): Promise<void>;
  unfollow(gameId: string): void;
  /** What came after an id; never rejects. */
  replay(gameId: string, afterId: string): Promise<Replay>;
  /** The last id that was delivered here of a game that is followed. */
  lastId(gameId: string): string | null;
  /** Drops a player's events, on all instances; how many were dropped in this process. */
  forget(playerId: string): number;
  /** To be called every few seconds: keeps what is followed alive. Never rejects. */
  refresh(): Promise<void>;
  stop(): void;
}
