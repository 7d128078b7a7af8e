-- A game's own lines, a pack for each language: the document as it was put, and what is asked of it without reading it.
CREATE TABLE game_packs (
  game_id    uuid NOT NULL REFERENCES games (id) ON DELETE CASCADE,
  -- In canonical form, so that pt-br and pt-BR are one pack.
  language   text NOT NULL,
  document   text NOT NULL,
  lines      integer NOT NULL,
  personas   jsonb NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  PRIMARY KEY (game_id, language)
);

-- What every event has to know of them: a revision that moves with each change, and the game's own personas. It is read
-- with the game, so a game without packs (null) is known to have none without a look-up.
ALTER TABLE games ADD COLUMN packs jsonb;
