-- R20: a request that repairs a loss undoes an accepted decision whose row is proven to be lost. The offset of
-- billing.csv-files, in the partition of the claim, to which the books had been read when it was proven; null: an ordinary
-- release.
alter table release_request add column lost_books_to bigint;
