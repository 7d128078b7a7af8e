import type { CacheCodec } from '../cache/cache.types.js';
import { textOf, utf8ByteString, type ByteString } from '../common/byte-string.rules.js';
import type { Pad } from '../emotion/emotion.types.js';
import { ReadyAnswer } from '../http/ready-answer.js';
import { moodAt, presentMood, presentPlayer, storedRevision } from './player.rules.js';
import type { Player } from './player.schemas.js';
import type { PlayerRecord, StoredMood } from './player.types.js';

/** An answer is used again for this long before the mood in it is worked out anew. The contract allows a minute. */
const ANSWER_LIFETIME_MS = 10_000;
/** Fixed part of a view in the heap: the object, its mood, the answer and its buffers' headers. */
const OVERHEAD_BYTES = 1_024;

/** What a view needs beside its text. */
interface ViewFacts {
  readonly gameId: string;
  /** Moves with every stored change. */
  readonly revision: string;
  readonly persona: string;
  /** The persona's own baseline when it is the game's. */
  readonly baseline?: Pad | null;
  readonly mood: StoredMood;
  /** When the first of the shown memories expires, milliseconds since 1970; null when none does. */
  readonly expiresAtMs: number | null;
}

/**
 * A player as GET /players/:id shows it, kept as the text of its answer: all that is stored is written out once, around
 * a gap for the mood, which goes on decaying. So a cached read parses nothing and builds nothing.
 */
export class PlayerView {
  private answered: { readonly answer: ReadyAnswer; readonly atMs: number } | undefined;

  private constructor(
    private readonly facts: ViewFacts,
    private readonly head: ByteString,
    private readonly tail: ByteString,
  ) {}

  static of(record: PlayerRecord): PlayerView {
    const {
      id,
      gameId,
      externalId,
      characterPersona,
      language,
      preferences,
      mood: _gap,
      ...rest
    } = presentPlayer(record, 0);
    const head = JSON.stringify({ id, gameId, externalId, characterPersona, language, preferences });
    const { pleasure, arousal, dominance, moodAtMs, moodGameTime } = record;
    const expiries = record.recentMemories.flatMap(({ expiresAt }) =>
      expiresAt === null ? [] : Date.parse(expiresAt),
    );
    return new PlayerView(
      {
        gameId,
        revision: storedRevision(record),
        persona: characterPersona,
        baseline: record.baseline ?? null,
        mood: { pleasure, arousal, dominance, moodAtMs, moodGameTime },
        expiresAtMs: expiries.length === 0 ? null : Math.min(...expiries),
      },
      utf8ByteString(`${head.slice(0, -1)},"mood":`),
      utf8ByteString(`,${JSON.stringify(rest).slice(1)}`),
    );
  }

  /** How views are kept in Redis: the facts, which are ASCII, the text before the mood and the text after it, a line each. */
  static readonly codec: CacheCodec<PlayerView> = {
    encode: ({ facts, head, tail }) => `${JSON.stringify(facts)}\n${head}\n${tail}` as ByteString,
    decode: (text) => {
      const first = text.indexOf('\n');
      const second = text.indexOf('\n', first + 1);
      if (first < 0 || second < 0) throw new TypeError('not a view of a player');
      const facts = JSON.parse(text.slice(0, first)) as ViewFacts;
      return new PlayerView(facts, text.slice(first + 1, second) as ByteString, text.slice(second + 1) as ByteString);
    },
    // The pieces, and what comes later: the answer they make, and its compressed variant.
    bytes: ({ head, tail }) => OVERHEAD_BYTES + 3 * (head.length + tail.length),
  };

  get gameId(): string {
    return this.facts.gameId;
  }

  get revision(): string {
    return this.facts.revision;
  }

  /** Whether it still shows a memory that is gone by now. */
  showsExpired(nowMs: number): boolean {
    return this.facts.expiresAtMs !== null && this.facts.expiresAtMs <= nowMs;
  }

  /** The whole answer, with a mood that is at most 10 seconds old. */
  answer(nowMs: number): ReadyAnswer {
    const { answered } = this;
    if (answered && nowMs >= answered.atMs && nowMs - answered.atMs < ANSWER_LIFETIME_MS) return answered.answer;
    const answer = new ReadyAnswer(this.json(nowMs), `W/"${this.revision}"`);
    this.answered = { answer, atMs: nowMs };
    return answer;
  }

  /** The player as an object, the mood decayed to now. */
  player(nowMs: number): Player {
    return JSON.parse(textOf(this.json(nowMs))) as Player;
  }

  private json(nowMs: number): ByteString {
    const { mood, asOfMs } = moodAt(this.facts.mood, this.facts.persona, nowMs, this.facts.baseline);
    const { pleasure, arousal, dominance, label } = presentMood(mood);
    const asOf = new Date(asOfMs).toISOString();
    const gap = `{"pleasure":${pleasure},"arousal":${arousal},"dominance":${dominance},"label":"${label}","asOf":"${asOf}"}`;
    return (this.head + gap + this.tail) as ByteString;
  }
}
