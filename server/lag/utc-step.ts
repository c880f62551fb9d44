/** The step (SQL) in which a time lies: whole multiples of an interval from 1970 on, UTC, so that all that is rolled up agrees. */
export const utcStep = (interval: '1 minute' | '5 minutes' | '1 hour' | '1 day', at: string): string =>
  `date_bin('${interval}', ${at}, timestamptz '1970-01-01 00:00Z')`
