import { Catch, Inject, type ArgumentsHost } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Response } from 'express';
import { LOGGER, type AppLogger } from '../common/logger.js';
import { ProblemFilter, toDomainError } from '../common/problem.filter.js';
import { ClaimedRequests } from './claimed-requests.js';
import { IdempotencyService } from './idempotency.service.js';
import { ReplayedAnswer } from './replayed-answer.js';

/** Sends answers that were given before, and lets the claims of requests go that are refused or fail. */
@Catch()
export class IdempotencyFilter extends ProblemFilter {
  /** What the filter of all other routes does. */
  private readonly refuse = ProblemFilter.prototype.catch.bind(this);

  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly claimed: ClaimedRequests,
    private readonly host: HttpAdapterHost,
    @Inject(LOGGER) logger: AppLogger,
  ) {
    super(logger);
  }

  /** The claim is let go before the answer is sent: a caller who mends the body at once must not meet it. */
  override async catch(exception: unknown, host: ArgumentsHost): Promise<void> {
    const response = host.switchToHttp().getResponse<Response>();
    if (exception instanceof ReplayedAnswer) {
      const { status, body } = exception.answer;
      response.setHeader('Idempotent-Replayed', 'true');
      this.host.httpAdapter.reply(response, body, status);
      return;
    }
    const claim = this.claimed.take(response);
    if (claim) await this.idempotency.letGo(claim, toDomainError(exception).status < 500);
    this.refuse(exception, host);
  }
}
