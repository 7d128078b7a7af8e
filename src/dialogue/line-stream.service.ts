import { PassThrough } from 'node:stream';
import { Injectable, StreamableFile } from '@nestjs/common';
import type { Response } from 'express';
import type { Principal } from '../auth/principal.js';
import { DomainError } from '../common/domain-error.js';
import type { Generate, GeneratedLine } from './dialogue.schemas.js';
import { LineGenerationService } from './line-generation.service.js';
import type { LineSubject } from './line-subjects.js';

const EVENT_STREAM = 'text/event-stream';

/** Answers a request for a line: whole, or as it comes where the caller takes an event stream. */
@Injectable()
export class LineStreams {
  constructor(private readonly generation: LineGenerationService) {}

  /** Refusals come before a stream begins, so they are proper answers. */
  async answer(principal: Principal, request: Generate, response: Response): Promise<GeneratedLine | StreamableFile> {
    const subject = await this.generation.subjectOf(principal, request);
    const prefersStream = response.req.accepts(['application/json', EVENT_STREAM]) === EVENT_STREAM;
    // What is to be answered again later is answered whole.
    if (!prefersStream || response.req.headers['idempotency-key'] !== undefined)
      return this.generation.generate(request, subject);
    // Compressed, the pieces would wait for each other.
    response.setHeader('Cache-Control', 'no-store, no-transform');
    response.setHeader('X-Accel-Buffering', 'no');
    const stream = new PassThrough();
    // A caller who goes away: what was begun is paid for and is settled all the same.
    stream.on('error', () => undefined);
    void this.pour(request, subject, (name, data) => {
      if (!stream.destroyed) stream.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
    }).finally(() => stream.end());
    return new StreamableFile(stream, { type: EVENT_STREAM });
  }

  /** Never rejects. */
  private async pour(
    request: Generate,
    subject: LineSubject,
    tell: (name: string, data: object) => void,
  ): Promise<void> {
    let told = '';
    const onText = (piece: string): void => {
      told += piece;
      tell('delta', { text: piece });
    };
    try {
      const line = await this.generation.generate(request, subject, onText);
      if (told === '') tell('delta', { text: line.text });
      else if (told !== line.text) tell('replace', { text: line.text });
      tell('done', line);
    } catch (error) {
      const code = error instanceof DomainError ? error.code : 'INTERNAL';
      tell('error', { code });
    }
  }
}
