-- What language models cost, a UTC day: a row for each game and kind, and one for all games together under the zero id.
-- Money is in nano-dollars, so that it adds up exactly. Spent and reserved together never pass the day's budget.
CREATE TABLE llm_budgets (
  day           date NOT NULL,
  game_id       uuid NOT NULL,
  kind          text NOT NULL CHECK (kind IN ('emotion', 'dialogue', 'all')),
  spent_nano    bigint NOT NULL DEFAULT 0 CHECK (spent_nano >= 0),
  -- The worst cases of the calls under way.
  reserved_nano bigint NOT NULL DEFAULT 0 CHECK (reserved_nano >= 0),
  calls         integer NOT NULL DEFAULT 0,
  -- The budget of which it was last said that it is used up, so that it is said once.
  used_up_nano  bigint,
  PRIMARY KEY (day, game_id, kind)
) WITH (fillfactor = 50);

-- Calls under way. Each is on the day it was begun on; one that is not settled by its end is counted as spent, whole.
CREATE TABLE llm_reservations (
  id         uuid PRIMARY KEY,
  day        date NOT NULL,
  game_id    uuid NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('emotion', 'dialogue')),
  worst_nano bigint NOT NULL CHECK (worst_nano >= 0),
  expires_at timestamptz(3) NOT NULL
);
CREATE INDEX llm_reservations_expires_at_idx ON llm_reservations (expires_at);
