-- Who is at a request now, so that only they finish it; null when nobody is and anybody may try again.
ALTER TABLE idempotency_records ADD COLUMN claim uuid;
ALTER TABLE idempotency_records ADD COLUMN claimed_at timestamptz(3);

-- Whose data the answer holds: an erasure removes it.
ALTER TABLE idempotency_records ADD COLUMN player_id uuid;
CREATE INDEX idempotency_records_player_id_idx ON idempotency_records (player_id);

-- Every answer of a POST is JSON.
ALTER TABLE idempotency_records DROP COLUMN content_type;
