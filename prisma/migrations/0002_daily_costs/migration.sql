-- What each closed day cost, by service and method: a game's rows under its id, what concerned no game under the zero
-- id, and all of them together under the id of all ones, so that a platform of any size reads a few rows a day.
CREATE TABLE daily_costs (
  date     date NOT NULL,
  game_id  uuid NOT NULL,
  service  text NOT NULL,
  method   text NOT NULL,
  requests integer NOT NULL,
  cost_usd numeric(18, 10) NOT NULL,
  PRIMARY KEY (game_id, date, service, method)
);
-- A day is written whole.
CREATE INDEX daily_costs_date_idx ON daily_costs (date);

-- Costs have a watermark of their own: days that were closed before this table was there are read from the metrics until
-- the aggregation has built their costs too.
ALTER TABLE aggregation_watermarks DROP CONSTRAINT aggregation_watermarks_granularity_check;
ALTER TABLE aggregation_watermarks
  ADD CONSTRAINT aggregation_watermarks_granularity_check CHECK (granularity IN ('hour', 'day', 'cost'));

-- The requests behind memory_avg_latency_ms, so that an average over days is that of their requests. Of rows that are
-- there already only the memories and the searches are known; the aggregation corrects the days as it builds their costs.
ALTER TABLE hourly_analytics ADD COLUMN memory_requests integer NOT NULL DEFAULT 0;
ALTER TABLE daily_analytics ADD COLUMN memory_requests integer NOT NULL DEFAULT 0;
UPDATE hourly_analytics SET memory_requests = memories_created + memory_searches WHERE memory_avg_latency_ms > 0;
UPDATE daily_analytics SET memory_requests = memories_created + memory_searches WHERE memory_avg_latency_ms > 0;

-- Before when a game's metrics were removed: always a whole UTC day. What is stored of such a period cannot be counted
-- again, and stands.
CREATE TABLE metrics_removed (
  game_id uuid PRIMARY KEY,
  before  timestamptz(3) NOT NULL
);
