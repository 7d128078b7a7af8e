-- Until when a process reflects on a player, so that no other pays a model for the same memories; null when none does.
-- Of a process that died the claim ends by itself.
ALTER TABLE player_states ADD COLUMN reflecting_until timestamptz(3);
