import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Response } from 'express';
import { LOGGER, type AppLogger } from '../common/logger.js';
import { ProblemFilter, toDomainError } from '../common/problem.filter.js';
import { ClaimedRequests } from './claimed-requests.js';
import { IdempotencyService } from './idempotency.service.js';
import { ReplayedAnswer } from './replayed-answer.js';

/**
 * Sends answers that were given before, and lets the claims of requests go that are refused or fail.
 *
 * It has a ProblemFilter and is none: a subclass inherits what its parent's constructor has `@Inject` on, by position,
 * so that Nest would give it the parent's logger in the place of its own first parameter.
 */
@Catch()
export class IdempotencyFilter implements ExceptionFilter {
  /** What the filter of all other routes does. */
  private readonly refuse: ProblemFilter['catch'];

  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly claimed: ClaimedRequests,
    private readonly host: HttpAdapterHost,
    @Inject(LOGGER) logger: AppLogger,
  ) {
    const problems = new ProblemFilter(logger);
    this.refuse = problems.catch.bind(problems);
  }

  async catch(exception: unknown, host: ArgumentsHost): Promise<void> {
    const response = host.switchToHttp().getResponse<Response>();
    try {
      if (exception instanceof ReplayedAnswer) return this.replay(exception, response);
      await this.letGo(exception, response);
    } catch (error) {
      // Nest waits for no filter: a rejection would leave the caller without an answer and end the process.
      return this.refuse(error, host);
    }
    this.refuse(exception, host);
  }

  private replay({ answer: { status, body } }: ReplayedAnswer, response: Response): void {
    response.setHeader('Idempotent-Replayed', 'true');
    this.host.httpAdapter.reply(response, body, status);
  }

  /** Before the answer is sent: a caller who mends the body at once must not meet the claim. */
  private async letGo(exception: unknown, response: Response): Promise<void> {
    const claim = this.claimed.take(response);
    if (claim) await this.idempotency.letGo(claim, toDomainError(exception).status < 500);
  }
}
