-- The world of the bench: 20 games, 20,000 players, 200,000 memories, 1,000,000 events and 2,000,000 metric rows over
-- the 30 days before {{END}}. Set-based, with everything that varies drawn from a row's number or a seeded generator.
-- The piece tables (bench_piece, bench_event_kind) are filled by world.mjs before this runs.

SET synchronous_commit = off;
SET work_mem = '128MB';
SET maintenance_work_mem = '256MB';
SELECT setseed(0.42);

-- A version 7 id whose time is given and whose random part is made of the seed text.
CREATE FUNCTION bench_id(at timestamptz, seed text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(md5(seed), 1, 3) || 'a'
          || substr(md5(seed), 5, 15))::uuid
$$;

INSERT INTO games (id, name, description, config, created_at, updated_at)
SELECT bench_id(t.at, 'game ' || g), 'Bench game ' || g, 'One of the games of the bench.',
       '{"rateLimit": {"rps": 1000000, "burst": 1000000}}', t.at, t.at
  FROM generate_series(1, 20) g, LATERAL (SELECT {{END}} - interval '60 days' + g * interval '1 minute' AS at) t;

-- Number, id, game, and a share of the activity: few players do much, most do little.
CREATE UNLOGGED TABLE bench_player AS
SELECT p AS n, bench_id(t.at, 'player ' || p) AS id, g.id AS game_id, t.at
  FROM generate_series(0, 19999) p,
       LATERAL (SELECT {{END}} - interval '31 days' - p * interval '61 seconds' AS at) t,
       LATERAL (SELECT (SELECT array_agg(id ORDER BY id) FROM games) AS ids) a,
       LATERAL (SELECT a.ids[p % 20 + 1] AS id) g;
ALTER TABLE bench_player ADD PRIMARY KEY (n);

INSERT INTO players (id, game_id, external_id, character_persona, language, preferences, created_at, updated_at)
SELECT id, game_id, 'bench-player-' || n, (ARRAY['cheerful', 'cool', 'cute'])[n % 3 + 1],
       (ARRAY['en', 'en', 'zh', 'ja'])[n % 4 + 1], jsonb_build_object('volume', n % 10 / 10.0, 'subtitles', n % 2 = 0), at, at
  FROM bench_player;

-- Each player's ten memories: an opening, a middle and an ending, with the terms of all three.
BEGIN;
TRUNCATE memories;
{{DROP memories}}
INSERT INTO memories (id, game_id, player_id, type, content, content_hash, emotion, importance, context, source, pinned,
                      strength, terms, created_at, updated_at)
SELECT uuidv7(t.at - now()), p.game_id, p.id, a.type, c.content, encode(sha256(convert_to(rtrim(lower(c.content), '.'), 'UTF8')), 'hex'),
       a.emotion, round((0.3 + 0.65 * random())::numeric, 3)::float8, '{}', 'event', false, 0, a.terms || b.terms || e.terms,
       t.at, t.at
  FROM bench_player p, generate_series(0, 9) k,
       LATERAL (SELECT {{END}} - (k * 3 + random() * 3) * interval '1 day' AS at) t,
       LATERAL (SELECT * FROM bench_piece WHERE place = 1 AND n = (p.n * 7 + k * 5) % 40) a,
       LATERAL (SELECT * FROM bench_piece WHERE place = 2 AND n = (p.n / 40 + k * 3) % 30) b,
       LATERAL (SELECT * FROM bench_piece WHERE place = 3 AND n = (p.n / 3 + k) % 30) e,
       LATERAL (SELECT a.content || ' ' || b.content || ' ' || e.content AS content) c;
{{CREATE memories}}
COMMIT;

-- 1,000,000 events, in the order of their time.
BEGIN;
TRUNCATE game_events;
{{DROP game_events}}
INSERT INTO game_events (id, game_id, player_id, event_id, type, data, context, emotion, intensity, confidence, method,
                         reaction, occurred_at, created_at)
SELECT uuidv7(t.at - now()), p.game_id, p.id, 'bench-event-' || t.i, k.type, k.data, k.context, k.emotion, k.intensity,
       k.confidence, 'rule', k.reaction, t.at, t.at
  FROM (SELECT i, {{END}} - (1000000 - i) * interval '2.592 seconds' AS at,
               least(19999, floor(20000 * power(random(), 2)))::int AS player, i * 47 % 64 AS kind
          FROM generate_series(0, 999999) i OFFSET 0) t
  JOIN bench_player p ON p.n = t.player JOIN bench_event_kind k ON k.n = t.kind;
{{CREATE game_events}}
COMMIT;

-- 2,000,000 metric rows: a reading and a line of each event's moment.
BEGIN;
TRUNCATE service_metrics;
{{DROP service_metrics}}
INSERT INTO service_metrics (id, game_id, player_id, service, method, latency_ms, cost_usd, cache_hit, error, created_at)
SELECT uuidv7(t.at - now()), p.game_id, p.id, (ARRAY['emotion', 'dialogue', 'emotion', 'dialogue', 'memory'])[i % 5 + 1],
       CASE WHEN i % 5 = 4 THEN (ARRAY['create', 'search', 'recall'])[i / 5 % 3 + 1]
            WHEN i % 50 = 0 THEN 'ml' WHEN i % 50 = 1 THEN 'llm'
            WHEN i % 7 = 0 THEN 'cached' WHEN i % 5 IN (0, 2) THEN 'rule' ELSE 'template' END,
       -0.4 * ln(1 - random()) + CASE WHEN i % 50 < 2 THEN 300 ELSE 0 END,
       CASE WHEN i % 50 < 2 THEN 0.00042 ELSE 0 END, i % 7 = 0, CASE WHEN i % 997 = 0 THEN 'TIMEOUT' END, t.at
  FROM (SELECT i, {{END}} - (2000000 - i) * interval '1.296 seconds' AS at,
               least(19999, floor(20000 * power(random(), 2)))::int AS player
          FROM generate_series(0, 1999999) i OFFSET 0) t
  JOIN bench_player p ON p.n = t.player;
{{CREATE service_metrics}}
COMMIT;

-- The counts by type are those of the events: without them each further event would be a player's first of its kind.
INSERT INTO player_states (player_id, game_id, pleasure, arousal, dominance, mood_at, affinity, type_counts,
                           total_events, total_memories, memory_version, last_active_at, version)
SELECT p.id, p.game_id, random() - 0.5, random() - 0.5, random() - 0.5, coalesce(e.latest, p.at), 20 + 60 * random(),
       coalesce(e.counts, '{}'), coalesce(e.events, 0), 10, 10, e.latest, coalesce(e.events, 0)
  FROM bench_player p
  LEFT JOIN (SELECT player_id, jsonb_object_agg(type, events) AS counts, sum(events)::int AS events, max(latest) AS latest
               FROM (SELECT player_id, type, count(*)::int AS events, max(occurred_at) AS latest
                       FROM game_events GROUP BY player_id, type) AS of_type
              GROUP BY player_id) e
    ON e.player_id = p.id;

-- What each has heard: without it PostgreSQL plans for an empty table, and reads through one that is filling.
INSERT INTO player_lines (player_id, line_id, game_id, times, last_said_at)
SELECT p.id, 'bench.line.' || line, p.game_id, 1 + line % 4, coalesce(s.last_active_at, p.at)
  FROM bench_player p JOIN player_states s ON s.player_id = p.id CROSS JOIN generate_series(1, 25) line;

DROP TABLE bench_player, bench_piece, bench_event_kind;
DROP FUNCTION bench_id;
