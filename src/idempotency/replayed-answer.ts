import type { RecordedAnswer } from './idempotency.service.js';

/** Thrown instead of an error where a request was done before: a guard has no other way to answer. */
export class ReplayedAnswer {
  constructor(readonly answer: RecordedAnswer) {}
}
