-- Dead letters by cause, at 100,000 of them: counts and accounts in one pass over an index, first and last by looking at its
-- ends. A dead letter is rare, so that three more indexes cost nothing that anyone would notice.
create index dead_letter_cause on dead_letter (processor, fingerprint, account_id, state);
create index dead_letter_cause_origin on dead_letter (processor, fingerprint, origin_site, origin_topic);
create index dead_letter_cause_open on dead_letter (processor, fingerprint, origin_site, failed_at) where state = 'open';
