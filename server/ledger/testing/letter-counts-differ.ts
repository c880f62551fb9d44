/** Counts of dead letters by cause that are not what counting the rows gives, in either direction (decision 30). */
export const LETTER_COUNTS_DIFFER = `
  with counted as (
    select s.scope, processor, fingerprint, count(*) filter (where state = 'open')::int as open,
           count(*) filter (where state = 'redriving')::int as redriving, count(*) filter (where state = 'redriven')::int as redriven,
           count(*) filter (where state = 'discarded')::int as discarded,
           case when left(s.scope, 1) <> '@' then count(distinct account_id)::int end as accounts
      from dead_letter d
     cross join lateral (values ('' collate "C"), ('@' || d.origin_site),
                                (d.source_topic || ':' || d.source_partition || '@' || d.source_site)) s (scope)
     group by 1, 2, 3
  )
  select count(*)::int as n from ((table counted except table dead_letter_count) union all (table dead_letter_count except table counted)) d`
