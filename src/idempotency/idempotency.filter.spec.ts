import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Post, UseFilters, UseGuards } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';
import { notFound } from '../common/domain-error.js';
import { createLogger, LOGGER } from '../common/logger.js';
import { Answers } from '../http/answers.js';
import { HttpAdapter } from '../http/http-adapter.js';
import { ClaimedRequests } from './claimed-requests.js';
import { IdempotencyFilter } from './idempotency.filter.js';
import { IdempotencyGuard } from './idempotency.guard.js';
import type { Claim } from './idempotency.repository.js';
import { IdempotencyService, type RecordedAnswer } from './idempotency.service.js';

const KEY = 'a key';
const CLAIM: Claim = { key: KEY, claim: 'mine', createdAt: new Date(0) };
/** Milliseconds after which an answer is taken for one that never comes. */
const PATIENCE_MS = 2_000;

/** Requests as they are remembered, without a database. */
class Memory {
  begun: Claim | RecordedAnswer = CLAIM;
  letGoOf: { claim: Claim; refused: boolean }[] = [];
  failure: Error | undefined;

  begin(): Promise<Claim | RecordedAnswer> {
    return Promise.resolve(this.begun);
  }

  finish(): Promise<void> {
    return this.failure ? Promise.reject(this.failure) : Promise.resolve();
  }

  letGo(claim: Claim, refused: boolean): Promise<void> {
    this.letGoOf.push({ claim, refused });
    return this.failure ? Promise.reject(this.failure) : Promise.resolve();
  }
}

@Controller('deeds')
@UseGuards(IdempotencyGuard)
@UseFilters(IdempotencyFilter)
class DeedController {
  @Post('done')
  done() {
    return { id: 'deed' };
  }

  @Post('refused')
  refused() {
    throw notFound('player');
  }

  @Post('cut-off')
  async cutOff() {
    await Promise.resolve();
    throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  }
}

let app: NestExpressApplication;
let memory: Memory;

beforeAll(async () => {
  const module = await Test.createTestingModule({
    controllers: [DeedController],
    providers: [
      ClaimedRequests,
      { provide: LOGGER, useValue: createLogger('silent') },
      { provide: IdempotencyService, useFactory: () => (memory = new Memory()) },
    ],
  }).compile();
  const adapter = new HttpAdapter();
  app = module.createNestApplication<NestExpressApplication>(adapter, { logger: false });
  adapter.prepare(
    { greet: (received) => (received.principal = { scope: 'admin', keyId: 'k' }), receive: [] },
    new Answers({ threshold: 1_024, level: 1 }, (_request, _response, next) => next()),
  );
  await app.listen(0, '127.0.0.1');
});

afterAll(() => app.close());

beforeEach(() => {
  memory.begun = CLAIM;
  memory.letGoOf = [];
  memory.failure = undefined;
});

const post = (deed: string) =>
  request(app.getHttpServer()).post(`/deeds/${deed}`).set('Idempotency-Key', 'k').timeout(PATIENCE_MS);

describe('a claimed request', () => {
  it('that is refused is answered, and its key is free', async () => {
    const answer = await post('refused').expect(404);
    expect(answer.body).toMatchObject({ code: 'NOT_FOUND' });
    expect(memory.letGoOf).toEqual([{ claim: CLAIM, refused: true }]);
  });

  it('that loses the database is answered, and left to its repeat', async () => {
    const answer = await post('cut-off').expect(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect(memory.letGoOf).toEqual([{ claim: CLAIM, refused: false }]);
  });

  it('is answered also when it cannot be let go', async () => {
    memory.failure = new Error('no more');
    expect((await post('refused').expect(500)).body).toMatchObject({ code: 'INTERNAL_ERROR' });
  });

  it('that cannot be remembered is answered, and left to its repeat', async () => {
    memory.failure = new Error('no more');
    await post('done').expect(500);
    expect(memory.letGoOf).toEqual([{ claim: CLAIM, refused: false }]);
  });

  it('that is done is not let go', async () => {
    await post('done').expect(201, { id: 'deed' });
    expect(memory.letGoOf).toEqual([]);
  });
});

it('an answer that was given before is given again', async () => {
  memory.begun = { status: 201, body: { id: 'first' } };
  const answer = await post('done').expect(201, { id: 'first' });
  expect(answer.headers['idempotent-replayed']).toBe('true');
  expect(memory.letGoOf).toEqual([]);
});
