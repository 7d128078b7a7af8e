import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { keyOf } from '../auth/api-key.guard.js';
import type { Principal } from '../auth/principal.js';
import { DomainError, invalidField } from '../common/domain-error.js';
import { CONFIG, type Config } from '../config/env.js';
import { REACTION_LOG } from './reaction-log.js';
import { STREAM_HEADERS, StreamConnection } from './stream-connection.js';
import { isStreamId } from './stream-entry.rules.js';
import { StreamHub } from './stream-hub.js';
import { streamFigures } from './streams.tables.js';
import type { ReactionLog, Replay, StreamTarget } from './streams.types.js';

/** Opens streams, as many as are allowed. */
@Injectable()
export class StreamOpening {
  constructor(
    private readonly hub: StreamHub,
    @Inject(REACTION_LOG) private readonly log: ReactionLog,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Answers a request with a stream. Everything that is committed after its first bytes comes, and with `Last-Event-ID`
   * also what came after that event.
   *
   * @throws DomainError VALIDATION_FAILED for an id that is none, RATE_LIMITED when the key has too many streams open,
   * UNAVAILABLE when this process has, or stops
   */
  async open(principal: Principal, target: StreamTarget, request: Request, response: Response): Promise<void> {
    const after = resumedFrom(request);
    if (request.method === 'HEAD') return void response.writeHead(200, STREAM_HEADERS).end();
    // Who went away while its key and target were looked up is not heard to go any more, and would hold a place for good.
    if (response.destroyed) return;
    this.refuseTooMany(principal.keyId);
    const reader = { principal, key: keyOf(request) ?? '', target };
    const connection = new StreamConnection(reader, response, (ended, reason) => this.hub.remove(ended, reason));
    this.hub.add(connection);
    await this.log.follow(target.gameId);
    const replay = after === null ? null : forTarget(await this.log.replay(target.gameId, after), target);
    if (connection.isEnded) return refuseEnded(response);
    connection.begin(replay, this.log.lastId(target.gameId));
  }

  private refuseTooMany(keyId: string): void {
    const { STREAMS_PER_KEY: ofKey, STREAMS_PER_PROCESS: ofProcess } = this.config;
    const retry = { retryAfterSeconds: streamFigures.refusedRetrySeconds };
    if (this.hub.isStopping) throw new DomainError('UNAVAILABLE', 'This process is being stopped; try again.', retry);
    if (this.hub.openOf(keyId) >= ofKey) {
      throw new DomainError('RATE_LIMITED', `This key has ${ofKey} streams open here, which is the limit.`, retry);
    }
    if (this.hub.connections.size >= ofProcess) {
      throw new DomainError('UNAVAILABLE', `This process has ${ofProcess} streams open, which is the limit.`, retry);
    }
  }
}

/** What a reader has already; null for a new one. */
function resumedFrom({ headers }: Request): string | null {
  const given = headers['last-event-id'];
  if (given === undefined || given === '') return null;
  if (typeof given === 'string' && isStreamId(given)) return given;
  throw invalidField('Last-Event-ID', 'must be the id of an event of a stream');
}

function forTarget(replay: Replay, { playerId }: StreamTarget): Replay {
  if (playerId === null) return replay;
  const entries = replay.entries.filter((entry) => entry.playerId === playerId || entry.playerId === '');
  return { ...replay, entries };
}

/** The reader went away, or lost its right, while the stream was being opened. */
function refuseEnded(response: Response): void {
  if (response.destroyed) return;
  throw new DomainError('UNAVAILABLE', 'The stream ended before it began; try again.', {
    retryAfterSeconds: streamFigures.refusedRetrySeconds,
  });
}
