/**
 * The values of a row of analytics, in the order in which they are shown: a count adds up over periods, money adds up
 * exactly, a latency (milliseconds) is weighted by the requests behind it.
 */
export const PERIOD_VALUES = [
  { field: 'totalEvents', column: 'total_events', kind: 'count' },
  { field: 'uniquePlayers', column: 'unique_players', kind: 'count' },
  { field: 'emotionRequests', column: 'emotion_requests', kind: 'count' },
  { field: 'emotionRuleCount', column: 'emotion_rule_count', kind: 'count' },
  { field: 'emotionMlCount', column: 'emotion_ml_count', kind: 'count' },
  { field: 'emotionCachedCount', column: 'emotion_cached_count', kind: 'count' },
  { field: 'emotionAvgLatencyMs', column: 'emotion_avg_latency_ms', kind: 'latency' },
  { field: 'emotionP95LatencyMs', column: 'emotion_p95_latency_ms', kind: 'latency' },
  { field: 'emotionCostUsd', column: 'emotion_cost_usd', kind: 'money' },
  { field: 'dialogueRequests', column: 'dialogue_requests', kind: 'count' },
  { field: 'dialogueTemplateCount', column: 'dialogue_template_count', kind: 'count' },
  { field: 'dialogueLlmCount', column: 'dialogue_llm_count', kind: 'count' },
  { field: 'dialogueCachedCount', column: 'dialogue_cached_count', kind: 'count' },
  { field: 'dialogueAvgLatencyMs', column: 'dialogue_avg_latency_ms', kind: 'latency' },
  { field: 'dialogueP95LatencyMs', column: 'dialogue_p95_latency_ms', kind: 'latency' },
  { field: 'dialogueCostUsd', column: 'dialogue_cost_usd', kind: 'money' },
  { field: 'memoriesCreated', column: 'memories_created', kind: 'count' },
  { field: 'memorySearches', column: 'memory_searches', kind: 'count' },
  { field: 'memoryAvgLatencyMs', column: 'memory_avg_latency_ms', kind: 'latency' },
  { field: 'memoryCostUsd', column: 'memory_cost_usd', kind: 'money' },
  { field: 'errors', column: 'errors', kind: 'count' },
  { field: 'emotionDistribution', column: 'emotion_distribution', kind: 'distribution' },
  { field: 'totalCostUsd', column: 'total_cost_usd', kind: 'money' },
] as const;

/** What a row keeps: also the requests behind the latency of memories, of which only some kinds are shown. */
export const STORED_VALUES = [
  ...PERIOD_VALUES,
  { field: 'memoryRequests', column: 'memory_requests', kind: 'count' },
] as const;

type ValueOf<Kind> = Extract<(typeof PERIOD_VALUES)[number], { kind: Kind }>['field'];
export type CountField = ValueOf<'count'>;
export type LatencyField = ValueOf<'latency'>;
export type MoneyField = ValueOf<'money'>;

/** What the events of a period leave; the other columns are what its metrics leave. */
export const EVENT_COLUMNS = ['total_events', 'unique_players', 'emotion_distribution'] as const;
