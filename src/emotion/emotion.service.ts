import { Injectable } from '@nestjs/common';
import { ServiceMetricsService } from '../analytics/service-metrics.service.js';
import { PLATFORM_ID } from '../analytics/service-metrics.types.js';
import { mayAccessGame, type Principal } from '../auth/principal.js';
import { Clock } from '../common/clock.js';
import { notFound } from '../common/domain-error.js';
import { countWith, situationOf } from '../events/companion.rules.js';
import type { GameEvent } from '../events/event.types.js';
import { GameService } from '../games/game.service.js';
import { roundUnit } from '../players/player.rules.js';
import { PlayerService } from '../players/player.service.js';
import type { PlayerProfile } from '../players/player.types.js';
import { appraise } from './appraisal.rules.js';
import { EmotionRepository, type AppraisalState } from './emotion.repository.js';
import type { Analysis, Analyze } from './emotion.schemas.js';
import type { Situation } from './emotion.types.js';
import { emotionSignature } from './signature.rules.js';

/** Whom an analysis is about, as far as the request says. */
interface Subject {
  readonly gameId: string;
  readonly player: PlayerProfile | null;
  readonly state: AppraisalState | null;
  readonly sensitivity: number;
}

/**
 * Says what a companion would feel, and changes nothing. The rules are run each time: they take about a microsecond,
 * less than any look-up in a cache would.
 */
@Injectable()
export class EmotionService {
  constructor(
    private readonly players: PlayerService,
    private readonly games: GameService,
    private readonly states: EmotionRepository,
    private readonly metrics: ServiceMetricsService,
    private readonly clock: Clock,
  ) {}

  async analyze(principal: Principal, request: Analyze): Promise<Analysis> {
    const [analysis] = await this.analyzeMany(principal, [request]);
    return analysis as Analysis;
  }

  /** The same for many, with two statements at most for all their players. */
  async analyzeMany(principal: Principal, requests: readonly Analyze[]): Promise<Analysis[]> {
    const players = await this.playersOf(principal, requests);
    const states = await this.states.states([...players.keys()]);
    const analyses: Analysis[] = [];
    for (const request of requests) {
      const player = request.playerId === undefined ? null : (players.get(request.playerId) ?? null);
      const gameId = player?.gameId ?? (principal.scope === 'game' ? principal.gameId : PLATFORM_ID);
      const config = gameId === PLATFORM_ID ? {} : await this.games.configOf(gameId);
      const state = player ? (states.get(player.id) ?? null) : null;
      analyses.push(this.appraiseOne(request, { gameId, player, state, sensitivity: config.emotionSensitivity ?? 1 }));
    }
    return analyses;
  }

  /** One player comes from the cache; several come in one statement, which many look-ups in the cache would not be. */
  private async playersOf(principal: Principal, requests: readonly Analyze[]): Promise<Map<string, PlayerProfile>> {
    const [first, ...others] = new Set(requests.flatMap(({ playerId }) => playerId ?? []));
    if (first === undefined) return new Map();
    if (others.length === 0) return new Map([[first, await this.players.accessible(principal, first)]]);
    const players = await this.players.findMany([first, ...others]);
    for (const id of [first, ...others]) {
      const player = players.get(id);
      if (!player || !mayAccessGame(principal, player.gameId)) throw notFound('player');
    }
    return players;
  }

  private appraiseOne(request: Analyze, subject: Subject): Analysis {
    const startedAt = this.clock.monotonicMs();
    const event: GameEvent = { type: request.type, data: request.data ?? {}, context: request.context ?? {} };
    const situation = this.situationOf(event, subject);
    const { emotion, intensity, confidence, action, reasoning, parts } = appraise(event, situation);
    const latencyMs = this.clock.monotonicMs() - startedAt;
    this.metrics.record({
      gameId: subject.gameId,
      playerId: subject.player?.id ?? null,
      service: 'emotion',
      method: 'rule',
      latencyMs,
      costUsd: 0,
      cacheHit: false,
      error: null,
    });
    return {
      emotion,
      intensity: roundUnit(intensity),
      confidence: roundUnit(confidence),
      action,
      method: 'rule',
      reasoning,
      cacheHit: false,
      costUsd: 0,
      latencyMs: Math.round(latencyMs * 1000) / 1000,
      ...(request.receipt ? { receipt: receiptOf(event, situation, parts) } : {}),
    };
  }

  private situationOf(event: GameEvent, { player, state, sensitivity }: Subject): Situation {
    if (!player || !state) {
      return { count: event.data.count ?? null, isFirstTime: event.data.isFirstTime ?? false, mood: null, sensitivity };
    }
    const occurredAtMs = this.clock.now().getTime();
    const { characterPersona: persona, baseline } = player;
    const request = { state, persona, baseline, event, occurredAtMs, sensitivity };
    return situationOf(request, countWith(state.typeCounts, event.type));
  }
}

function receiptOf(event: GameEvent, situation: Situation, parts: readonly unknown[]): Record<string, unknown> {
  return {
    appraisal: { parts, situation },
    signature: emotionSignature(event, situation),
    llm: { used: false, reason: 'no provider is configured' },
  };
}
