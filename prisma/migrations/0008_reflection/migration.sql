-- When reflection last looked at a memory; null until then. A mark on the row and no watermark of the player: what is
-- told late, or written by another instance at the same moment, is never passed over.
ALTER TABLE memories ADD COLUMN reflected_at timestamptz(3);
