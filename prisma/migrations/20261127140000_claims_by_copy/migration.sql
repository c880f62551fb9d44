-- Claims come by COPY, which takes no expressions: the time of the decision is the transaction's, as before.
alter table line_item alter column decided_at set default now();
