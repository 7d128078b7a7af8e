-- The vectors of a player who is erased go from the vector database as well, however long it is away: one row says so.
ALTER TABLE memory_outbox DROP CONSTRAINT memory_outbox_operation_check;
ALTER TABLE memory_outbox ADD CONSTRAINT memory_outbox_operation_check CHECK (operation IN ('upsert', 'delete', 'erase'));
-- Set when a row was given up: its text, or its vector, is refused however often it is tried.
ALTER TABLE memory_outbox ADD COLUMN dead_at timestamptz(3);
-- A search asks what of the player is not in the vector database yet.
CREATE INDEX memory_outbox_player_id_idx ON memory_outbox (player_id);
