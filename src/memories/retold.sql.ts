import { iso } from './memory-row.tables.js';

/** SQL of what is told again: each a value of the statement that tells it. */
export interface RetoldValues {
  readonly eventId: string;
  readonly times: string;
  /** When it happened, the last of these times; null when nobody said. */
  readonly lastAt: string;
}

/**
 * SQL: the context of memory `m` when it is told again. An event's memory counts how often it happened, as `times`, and
 * when last, as `lastAt`; strength, which recalls add to, does not tell that. A caller's own context stays as it is.
 */
export function retoldContext({ eventId, times, lastAt }: RetoldValues): string {
  const last = `greatest(coalesce((m.context->>'lastAt')::timestamptz, m.created_at), ${lastAt})`;
  return `CASE WHEN m.event_id IS NULL OR ${eventId} IS NULL THEN m.context
      ELSE m.context || jsonb_build_object(
        'times', coalesce((m.context->>'times')::int, 1) + ${times}, 'lastAt', ${iso(last)}) END`;
}

/** SQL: the mark of memory `m` when it is told again: what has happened again is to be reflected on again. */
export function retoldMark(eventId: string): string {
  return `CASE WHEN m.event_id IS NULL OR ${eventId} IS NULL THEN m.reflected_at END`;
}
