-- The tables of AGL. Every table carries game_id, so that the data can be distributed by game.
-- Foreign keys stand where rows change rarely. The tables of the hot path (events, memories, metrics, lines) have none:
-- each of their writes goes through the player's row in player_states, which an erasure deletes first.

CREATE EXTENSION IF NOT EXISTS btree_gin;

CREATE TABLE games (
  id          uuid PRIMARY KEY,
  name        text NOT NULL,
  description text,
  config      jsonb NOT NULL DEFAULT '{}',
  active      boolean NOT NULL DEFAULT true,
  created_at  timestamptz(3) NOT NULL DEFAULT now(),
  updated_at  timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX games_created_at_id_idx ON games (created_at DESC, id DESC);

CREATE TABLE api_keys (
  id           uuid PRIMARY KEY,
  game_id      uuid NOT NULL REFERENCES games (id) ON DELETE CASCADE,
  name         text NOT NULL,
  prefix       text NOT NULL,
  hash         text NOT NULL,
  expires_at   timestamptz(3),
  revoked_at   timestamptz(3),
  last_used_at timestamptz(3),
  created_at   timestamptz(3) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX api_keys_hash_key ON api_keys (hash);
CREATE INDEX api_keys_game_id_created_at_idx ON api_keys (game_id, created_at DESC, id DESC);

-- What rarely changes about a player: the part that is cached.
CREATE TABLE players (
  id                uuid PRIMARY KEY,
  game_id           uuid NOT NULL REFERENCES games (id),
  external_id       text NOT NULL,
  character_persona text NOT NULL,
  language          text NOT NULL,
  preferences       jsonb NOT NULL DEFAULT '{}',
  created_at        timestamptz(3) NOT NULL DEFAULT now(),
  updated_at        timestamptz(3) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX players_game_id_external_id_key ON players (game_id, external_id);
CREATE INDEX players_external_id_idx ON players (external_id);
CREATE INDEX players_game_id_created_at_idx ON players (game_id, created_at DESC, id DESC);
CREATE INDEX players_created_at_idx ON players (created_at DESC, id DESC);

-- What every event changes. No index but the key and the game, and free room in each page, so that an update stays
-- within its page (heap-only tuples).
CREATE TABLE player_states (
  player_id       uuid PRIMARY KEY REFERENCES players (id) ON DELETE CASCADE,
  game_id         uuid NOT NULL,
  pleasure        double precision NOT NULL,
  arousal         double precision NOT NULL,
  dominance       double precision NOT NULL,
  mood_at         timestamptz(3) NOT NULL,
  mood_game_time  double precision,
  affinity        double precision NOT NULL,
  affinity_gained double precision NOT NULL DEFAULT 0,
  affinity_day    date,
  type_counts     jsonb NOT NULL DEFAULT '{}',
  last_lines      text[] NOT NULL DEFAULT '{}',
  total_events    integer NOT NULL DEFAULT 0,
  total_memories  integer NOT NULL DEFAULT 0,
  -- Moves with every change of the player's memories; what is kept in process of them is valid for one version.
  memory_version  integer NOT NULL DEFAULT 0,
  last_active_at  timestamptz(3),
  -- Moves with every reaction: the optimistic lock of the single-statement write.
  version         integer NOT NULL DEFAULT 0
) WITH (fillfactor = 70);
CREATE INDEX player_states_game_id_idx ON player_states (game_id);

-- Which lines a player has heard, how often and when: every variant is said before any repeats.
CREATE TABLE player_lines (
  player_id    uuid NOT NULL,
  line_id      text NOT NULL,
  game_id      uuid NOT NULL,
  times        integer NOT NULL DEFAULT 1,
  last_said_at timestamptz(3) NOT NULL,
  PRIMARY KEY (player_id, line_id)
) WITH (fillfactor = 80);

CREATE TABLE game_events (
  id          uuid PRIMARY KEY,
  game_id     uuid NOT NULL,
  player_id   uuid NOT NULL,
  -- The sender's id, or ours as text where the sender gave none.
  event_id    text NOT NULL,
  type        text NOT NULL,
  data        jsonb NOT NULL DEFAULT '{}',
  context     jsonb NOT NULL DEFAULT '{}',
  emotion     text,
  intensity   double precision,
  confidence  double precision,
  method      text,
  -- The answer that was given, so that a repeat of the event gets the same one.
  reaction    jsonb NOT NULL,
  occurred_at timestamptz(3) NOT NULL,
  created_at  timestamptz(3) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX game_events_game_id_event_id_key ON game_events (game_id, event_id);
CREATE INDEX game_events_player_emotion_idx ON game_events (player_id, emotion, created_at DESC);
CREATE INDEX game_events_player_id_created_at_idx ON game_events (player_id, created_at DESC, id DESC);
CREATE INDEX game_events_game_id_created_at_idx ON game_events (game_id, created_at);
-- Analytics go by the time an event happened; the included columns make them index-only.
CREATE INDEX game_events_game_id_occurred_at_idx ON game_events (game_id, occurred_at) INCLUDE (player_id, emotion);
CREATE INDEX game_events_player_id_occurred_at_idx ON game_events (player_id, occurred_at DESC, id DESC);

CREATE TABLE memories (
  id               uuid PRIMARY KEY,
  game_id          uuid NOT NULL,
  player_id        uuid NOT NULL,
  type             text NOT NULL,
  content          text NOT NULL,
  -- SHA-256 of the normalised text: equal texts of one type are one memory.
  content_hash     text NOT NULL,
  emotion          text,
  importance       double precision NOT NULL,
  context          jsonb NOT NULL DEFAULT '{}',
  source           text NOT NULL,
  pinned           boolean NOT NULL DEFAULT false,
  strength         double precision NOT NULL DEFAULT 0,
  -- Terms with repeats, as the tokeniser gives them: the keyword index and the term frequencies in one column.
  terms            text[] NOT NULL DEFAULT '{}',
  game_time        double precision,
  event_id         uuid,
  source_ids       uuid[] NOT NULL DEFAULT '{}',
  created_at       timestamptz(3) NOT NULL DEFAULT now(),
  updated_at       timestamptz(3) NOT NULL DEFAULT now(),
  last_recalled_at timestamptz(3),
  expires_at       timestamptz(3)
);
CREATE UNIQUE INDEX memories_player_id_type_content_hash_key ON memories (player_id, type, content_hash);
CREATE INDEX memories_type_idx ON memories (type);
CREATE INDEX memories_importance_idx ON memories (importance DESC);
CREATE INDEX memories_player_id_importance_idx ON memories (player_id, importance DESC, id DESC);
CREATE INDEX memories_player_id_created_at_idx ON memories (player_id, created_at DESC, id DESC);
CREATE INDEX memories_player_id_terms_idx ON memories USING gin (player_id, terms);
CREATE INDEX memories_expires_at_idx ON memories (expires_at) WHERE expires_at IS NOT NULL;

-- Vectors live beside the memories, not in them: a list of memories never reads them.
CREATE TABLE memory_vectors (
  memory_id uuid PRIMARY KEY,
  player_id uuid NOT NULL,
  game_id   uuid NOT NULL,
  model     text NOT NULL,
  -- 32-bit floats, little endian.
  vector    bytea NOT NULL
);
CREATE INDEX memory_vectors_player_id_idx ON memory_vectors (player_id);

CREATE TABLE memory_outbox (
  id           uuid PRIMARY KEY,
  game_id      uuid NOT NULL,
  player_id    uuid NOT NULL,
  memory_id    uuid NOT NULL,
  operation    text NOT NULL CHECK (operation IN ('upsert', 'delete')),
  attempts     integer NOT NULL DEFAULT 0,
  last_error   text,
  available_at timestamptz(3) NOT NULL DEFAULT now(),
  created_at   timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX memory_outbox_available_at_idx ON memory_outbox (available_at);

CREATE TABLE service_metrics (
  id         uuid PRIMARY KEY,
  game_id    uuid NOT NULL,
  -- Null once the player is erased, and where no player was part of the request.
  player_id  uuid,
  service    text NOT NULL CHECK (service IN ('emotion', 'dialogue', 'memory')),
  method     text NOT NULL,
  latency_ms double precision NOT NULL,
  cost_usd   numeric(18, 10) NOT NULL DEFAULT 0,
  cache_hit  boolean NOT NULL DEFAULT false,
  error      text,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX service_metrics_game_service_date_idx ON service_metrics (game_id, service, created_at DESC);
CREATE INDEX service_metrics_player_id_idx ON service_metrics (player_id) WHERE player_id IS NOT NULL;
CREATE INDEX service_metrics_created_at_id_idx ON service_metrics (created_at DESC, id DESC);

-- One row a game and period; the platform's row has the zero id, so that the unique key holds for it too.
CREATE TABLE hourly_analytics (
  game_id                 uuid NOT NULL,
  hour                    timestamptz(0) NOT NULL,
  total_events            integer NOT NULL DEFAULT 0,
  unique_players          integer NOT NULL DEFAULT 0,
  emotion_requests        integer NOT NULL DEFAULT 0,
  emotion_rule_count      integer NOT NULL DEFAULT 0,
  emotion_ml_count        integer NOT NULL DEFAULT 0,
  emotion_cached_count    integer NOT NULL DEFAULT 0,
  emotion_avg_latency_ms  double precision NOT NULL DEFAULT 0,
  emotion_p95_latency_ms  double precision NOT NULL DEFAULT 0,
  emotion_cost_usd        numeric(18, 10) NOT NULL DEFAULT 0,
  dialogue_requests       integer NOT NULL DEFAULT 0,
  dialogue_template_count integer NOT NULL DEFAULT 0,
  dialogue_llm_count      integer NOT NULL DEFAULT 0,
  dialogue_cached_count   integer NOT NULL DEFAULT 0,
  dialogue_avg_latency_ms double precision NOT NULL DEFAULT 0,
  dialogue_p95_latency_ms double precision NOT NULL DEFAULT 0,
  dialogue_cost_usd       numeric(18, 10) NOT NULL DEFAULT 0,
  memories_created        integer NOT NULL DEFAULT 0,
  memory_searches         integer NOT NULL DEFAULT 0,
  memory_avg_latency_ms   double precision NOT NULL DEFAULT 0,
  memory_cost_usd         numeric(18, 10) NOT NULL DEFAULT 0,
  errors                  integer NOT NULL DEFAULT 0,
  emotion_distribution    jsonb NOT NULL DEFAULT '{}',
  total_cost_usd          numeric(18, 10) NOT NULL DEFAULT 0,
  updated_at              timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (game_id, hour)
);

CREATE TABLE daily_analytics (
  date                    date NOT NULL,
  game_id                 uuid NOT NULL,
  total_events            integer NOT NULL DEFAULT 0,
  unique_players          integer NOT NULL DEFAULT 0,
  emotion_requests        integer NOT NULL DEFAULT 0,
  emotion_rule_count      integer NOT NULL DEFAULT 0,
  emotion_ml_count        integer NOT NULL DEFAULT 0,
  emotion_cached_count    integer NOT NULL DEFAULT 0,
  emotion_avg_latency_ms  double precision NOT NULL DEFAULT 0,
  emotion_p95_latency_ms  double precision NOT NULL DEFAULT 0,
  emotion_cost_usd        numeric(18, 10) NOT NULL DEFAULT 0,
  dialogue_requests       integer NOT NULL DEFAULT 0,
  dialogue_template_count integer NOT NULL DEFAULT 0,
  dialogue_llm_count      integer NOT NULL DEFAULT 0,
  dialogue_cached_count   integer NOT NULL DEFAULT 0,
  dialogue_avg_latency_ms double precision NOT NULL DEFAULT 0,
  dialogue_p95_latency_ms double precision NOT NULL DEFAULT 0,
  dialogue_cost_usd       numeric(18, 10) NOT NULL DEFAULT 0,
  memories_created        integer NOT NULL DEFAULT 0,
  memory_searches         integer NOT NULL DEFAULT 0,
  memory_avg_latency_ms   double precision NOT NULL DEFAULT 0,
  memory_cost_usd         numeric(18, 10) NOT NULL DEFAULT 0,
  errors                  integer NOT NULL DEFAULT 0,
  emotion_distribution    jsonb NOT NULL DEFAULT '{}',
  total_cost_usd          numeric(18, 10) NOT NULL DEFAULT 0,
  updated_at              timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (date, game_id)
);
CREATE INDEX daily_analytics_game_id_date_idx ON daily_analytics (game_id, date);

-- How far each kind of aggregation has come: what lies before is in the tables above.
CREATE TABLE aggregation_watermarks (
  granularity text PRIMARY KEY CHECK (granularity IN ('hour', 'day')),
  through     timestamptz(3) NOT NULL
);

-- Hours that got events after they were closed. Append-only: a writer never waits for another, or for the aggregation.
CREATE TABLE aggregation_dirty_hours (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  game_id uuid NOT NULL,
  hour    timestamptz(0) NOT NULL
);
CREATE INDEX aggregation_dirty_hours_game_id_hour_idx ON aggregation_dirty_hours (game_id, hour);

CREATE TABLE aggregation_runs (
  id          uuid PRIMARY KEY,
  granularity text NOT NULL CHECK (granularity IN ('hour', 'day')),
  range_from  timestamptz(3) NOT NULL,
  range_to    timestamptz(3) NOT NULL,
  -- Null means every game.
  game_ids    uuid[],
  status      text NOT NULL CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  done        integer NOT NULL DEFAULT 0,
  total       integer NOT NULL DEFAULT 0,
  error       text,
  created_at  timestamptz(3) NOT NULL DEFAULT now(),
  started_at  timestamptz(3),
  finished_at timestamptz(3)
);
CREATE INDEX aggregation_runs_status_created_at_idx ON aggregation_runs (status, created_at);

CREATE TABLE idempotency_records (
  -- SHA-256 of the caller's key id, the route and the Idempotency-Key.
  key          text PRIMARY KEY,
  body_hash    text NOT NULL,
  status       integer,
  body         text,
  content_type text,
  created_at   timestamptz(3) NOT NULL DEFAULT now(),
  finished_at  timestamptz(3),
  expires_at   timestamptz(3) NOT NULL
);
CREATE INDEX idempotency_records_expires_at_idx ON idempotency_records (expires_at);
