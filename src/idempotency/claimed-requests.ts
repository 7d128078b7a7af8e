import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { Claim } from './idempotency.repository.js';

/** The claims of the requests under way in this process, by the answers they are waiting for. */
@Injectable()
export class ClaimedRequests {
  private readonly claims = new WeakMap<Response, Claim>();

  add(response: Response, claim: Claim): void {
    this.claims.set(response, claim);
  }

  /** The claim of an answer, once. */
  take(response: Response): Claim | undefined {
    const claim = this.claims.get(response);
    this.claims.delete(response);
    return claim;
  }
}
