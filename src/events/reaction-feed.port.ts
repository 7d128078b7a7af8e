/** Injection token of the {@link ReactionFeed}. */
export const REACTION_FEED = Symbol('REACTION_FEED');

/** What is told: a reaction, or the line that a model finished for one later. */
export type FeedEventName = 'reaction' | 'line';

/** Tells those who listen to a player or a game what happened there. */
export interface ReactionFeed {
  /**
   * To be called after the commit, in the order of the commits of a player. Returns at once, never throws, and costs a
   * look-up where nobody listens.
   *
   * @param payload is sent as JSON, as it is at this moment
   */
  publish(gameId: string, playerId: string, eventName: FeedEventName, payload: object): void;
}
