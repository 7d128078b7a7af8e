import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { Clock } from '../common/clock.js';
import { notFound } from '../common/domain-error.js';
import { EMOTIONS } from '../emotion/emotion.tables.js';
import type { Pad } from '../emotion/emotion.types.js';
import { moodAt, roundUnit } from '../players/player.rules.js';
import { PlayerService } from '../players/player.service.js';
import type { PlayerProfile } from '../players/player.types.js';
import { formatContext } from './context-block.rules.js';
import type { MemoryFilter } from './memory-filter.types.js';
import { MemoryMeter } from './memory-meter.js';
import type { ContextRequest, FoundMemory, MemoryContext, SearchMemories } from './memory-search.schemas.js';
import { memorySentence } from './memory-sentence.rules.js';
import type { RecalledMemory, RecallScores } from './memory.types.js';
import type { RecallState } from './recall.repository.js';
import { RecallService } from './recall.service.js';
import { MAX_RECALLED } from './recall.tables.js';
import { isFromChat } from './reflection.rules.js';

/** Answers what a player's companion remembers of something. */
@Injectable()
export class MemorySearchService {
  constructor(
    private readonly players: PlayerService,
    private readonly recall: RecallService,
    private readonly meter: MemoryMeter,
    private readonly clock: Clock,
  ) {}

  /** The memories that answer a query, best first; being recalled makes them stronger. */
  async search(principal: Principal, playerId: string, body: SearchMemories): Promise<{ items: FoundMemory[] }> {
    const player = await this.players.accessible(principal, playerId);
    return this.meter.measure(player, 'search', async () => {
      const now = this.clock.now();
      const state = await this.stateOf(playerId);
      const mood = moodOf(body.mood) ?? moodAt(state, player.characterPersona, now.getTime(), player.baseline).mood;
      const { query: text, mode, minRelevance, limit } = body;
      const { ranked } = await this.recall.rank({
        playerId,
        gameId: player.gameId,
        state,
        text,
        mode,
        minRelevance,
        limit,
        filter: filterOf(body),
        mood,
        now,
      });
      return { items: await this.found(playerId, ranked, now, body.explain) };
    });
  }

  /** Different memories that have to do with a text or an event, and a block of them for a prompt. */
  async context(principal: Principal, playerId: string, body: ContextRequest): Promise<MemoryContext> {
    const player = await this.players.accessible(principal, playerId);
    return this.meter.measure(player, 'context', async () => {
      const now = this.clock.now();
      const state = await this.stateOf(playerId);
      const { mood } = moodAt(state, player.characterPersona, now.getTime(), player.baseline);
      const { gameId } = player;
      const question = {
        playerId,
        gameId,
        state,
        text: textOf(body, player),
        limit: MAX_RECALLED,
        filter: {},
        mood,
        now,
        gameTime: body.event?.context?.gameTime,
      };
      const { ranked, terms } = await this.recall.rank({ ...question, mode: 'balanced' });
      // What only is important, fresh or in the mood has no place in a prompt about something else.
      const relevant = ranked.filter(({ scores }) => scores.relevance > 0);
      const picked = await this.recall.diverse(playerId, { ranked: relevant, terms }, body.limit);
      const found = await this.found(playerId, picked, now, false);
      const lines = found.map((each) => {
        const { content, source, context, createdAt } = each.memory;
        const fromChat = isFromChat({ source, context });
        return { found: each, content, source, fromChat, createdAt: Date.parse(createdAt) };
      });
      const block = formatContext(lines, { maxCharacters: body.maxCharacters, nowMs: now.getTime() });
      return { items: block.items.map((line) => line.found), text: block.text };
    });
  }

  private async stateOf(playerId: string): Promise<RecallState> {
    const state = await this.recall.state(playerId);
    if (!state) throw notFound('player');
    return state;
  }

  private async found(
    playerId: string,
    ranked: readonly RecalledMemory[],
    now: Date,
    explain: boolean,
  ): Promise<FoundMemory[]> {
    const rows = await this.recall.recall(playerId, ranked, now);
    if ([...rows.values()].some(({ strengthened }) => strengthened)) await this.players.forgetView(playerId);
    return ranked.flatMap(({ id, score, scores }) => {
      const row = rows.get(id);
      if (!row) return [];
      const { strengthened: _strengthened, ...memory } = row;
      return [{ memory, score: roundUnit(score), ...(explain ? { scores: roundedAll(scores) } : {}) }];
    });
  }
}

/** As all numbers of a memory leave. */
function roundedAll({ relevance, keyword, recency, importance, mood }: RecallScores): RecallScores {
  return {
    relevance: roundUnit(relevance),
    keyword: roundUnit(keyword),
    recency: roundUnit(recency),
    importance: roundUnit(importance),
    mood: roundUnit(mood),
  };
}

function moodOf(mood: SearchMemories['mood']): Pad | undefined {
  return typeof mood === 'string' ? EMOTIONS[mood] : mood;
}

function filterOf({ types, minImportance, since, until }: SearchMemories): MemoryFilter {
  return {
    types,
    minImportance,
    since: since === undefined ? undefined : new Date(since),
    until: until === undefined ? undefined : new Date(until),
  };
}

/** What to look for: the text, or the sentence that the event would leave. */
function textOf({ text, event }: ContextRequest, { language }: PlayerProfile): string {
  if (!event) return text ?? '';
  return memorySentence({ type: event.type, data: event.data ?? {}, context: event.context ?? {} }, language);
}
