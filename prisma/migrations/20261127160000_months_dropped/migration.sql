-- Months of line items may be dropped when all that the log said by then is archived. "By then" is when the horizon rose
-- past them, because nothing of them is decided after that: the ends of the billing topics at that moment, by
-- `topic:partition`. Null: not noted since the horizon rose last.
alter table installation add column horizon_ends jsonb;
