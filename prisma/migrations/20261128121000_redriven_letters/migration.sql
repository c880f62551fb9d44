-- Those that reconciliation asks for and no others: it need not look at each one's processor.
drop index dead_letter_redriven;
create index dead_letter_redriven on dead_letter (origin_timestamp) include (origin_site, origin_topic, product)
  where state = 'redriven' and processor in ('usage-relay', 'submission-filter');
