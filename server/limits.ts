/** Every bound of the product, with the reason for its number. What is not bounded here grows with volume: a defect. */

// ── Kafka ──────────────────────────────────────────────────────────────────────────────────────────────────────────
/** A dead worker's partitions wait at most this long if nobody sends LeaveGroup for it (R8). */
export const SESSION_TIMEOUT_MS = 20_000
export const HEARTBEAT_INTERVAL_MS = 2_000
/** Members that do not rejoin within this are left out. Below the session timeout, so that a zombie is known first. */
export const REBALANCE_TIMEOUT_MS = 10_000
/** How long a fetch waits for a first byte: what a resumed partition waits at most for the fetch that it is not in. */
export const FETCH_WAIT_MS = 500
/** … and of a consumer that had nothing in so many fetches. With a heartbeat after each it stays far below R8's times. */
export const FETCH_WAIT_IDLE_MS = 2_000
export const FETCHES_UNTIL_IDLE = 4
/**
 * … and of one that is at work while a partition is paused: its queue has room again in about the time of a batch, or it is
 * one that is being loaded, which takes seconds at most.
 */
export const FETCH_WAIT_BUSY_MS = 20
/** … the archiver's after it wrote a file. Asking 50 times a second in vain was an eighth of what it did with a backlog. */
export const FETCH_WAIT_UNHURRIED_MS = 250
export const FETCHES_UNTIL_USUAL = 250
/** The archiver reads every partition of its site: woken by each record it would cost more than what it copies. */
export const ARCHIVE_FETCH_WAIT_MS = 2_000
export const ARCHIVE_FETCH_BYTES_MIN = 256 * 1024
/** It reads some 90 partitions: while it waits for room each of them keeps what one fetch brought, not four. */
export const ARCHIVE_QUEUE = {
  records: 1_000,
  resume: 250,
  bytes: 256 * 1024,
  fetchBytes: 256 * 1024,
  fetchBytesInAll: 4 * 1024 * 1024,
} as const
/** kafkajs defaults to 10 MB a fetch and 1 MB a partition: 300 MB for two consumers of 24 partitions. */
export const FETCH_MAX_BYTES = 2 * 1024 * 1024
/** With 1 MB a relay held 202 MiB where it holds 173 (decision 35). A batch that is larger comes alone, as the first of a fetch. */
export const FETCH_MAX_BYTES_PER_PARTITION = 256 * 1024
/** Records waiting in memory per partition before its fetching is paused, and where it is resumed. */
export const QUEUE_RECORDS_MAX = 4_000
export const QUEUE_RECORDS_RESUME = 1_500
/** The same bound in bytes, for large records. */
export const QUEUE_BYTES_MAX = 4 * 1024 * 1024
/** The same bounds over all partitions of a process: a relay reads 24, and 96,000 records were a third of its memory. */
export const QUEUES_RECORDS_MAX = 12_000
export const QUEUES_BYTES_MAX = 24 * 1024 * 1024
/** … beyond which a partition still keeps so much: what it works on while the next records come. */
export const QUEUE_RECORDS_LEAST = 500
export const QUEUE_BYTES_LEAST = 384 * 1024
/** Records one decision takes: large enough to spread a transaction's cost, small enough for 15 s timeouts. */
export const BATCH_RECORDS_MAX = 2_500
/** What handlers of all partitions have in hand together: two full batches, of which one waits for its answer meanwhile. */
export const RECORDS_IN_HAND_MAX = 5_000
/**
 * The first batch of a partition, and twice as many each time after it: a process that has just started runs code that is
 * not compiled yet, and what it does first would take a second or two where it should be some tenths: twelve partitions at once
 * pay for each record of it. Where that is too few to tell a storm (STORM_RECORDS_MIN), more are taken before anything of it is
 * decided (partition-run.ts).
 */
export const BATCH_RECORDS_FIRST = 100
/** One produce request: below the broker's max.request size and small enough to be sent again whole. */
export const SEND_BYTES_MAX = 900 * 1024
export const SEND_RECORDS_MAX = 5_000
export const SEND_TIMEOUT_MS = 15_000
/** A send in doubt is repeated for this long; then the process exits and its supervisor starts it again (R1). */
export const SEND_DOUBT_MS = 120_000
/** Kafka offsets are committed this often: a crash replays at most this much, plus what is in flight. */
export const COMMIT_INTERVAL_MS = 100
/** The clock of a stream's partitions: ticks are multiples of it, and the relay's ledger moves at each beat (R28). */
export const BEAT_MS = 1_000
/** A handler gets this long to finish when the process is told to stop. */
export const SHUTDOWN_DEADLINE_MS = 10_000

// ── Dead letters ───────────────────────────────────────────────────────────────────────────────────────────────────
/** Too many dead letters mean that the code is wrong, not the data: more than 20 % of at least 500 in 60 s (design). */
export const STORM_WINDOW_MS = 60_000
export const STORM_RECORDS_MIN = 500
export const STORM_SHARE_MAX = 0.2
/** Bytes of an error's stack in a header (contract). */
export const ERROR_STACK_BYTES_MAX = 4_096
export const ERROR_MESSAGE_CHARS_MAX = 1_000

// ── Postgres ───────────────────────────────────────────────────────────────────────────────────────────────────────
/** R8: all below the session timeout, so that a stuck transaction ends before its partition moves. */
export const TRANSACTION_TIMEOUT_MS = 15_000
export const LOCK_TIMEOUT_MS = 5_000
/** Connections of one worker: partitions decide in parallel, but two cores gain nothing from more. */
export const POOL_CONNECTIONS_MAX = 8
export const CONNECT_TIMEOUT_MS = 5_000
/** Back-off while the world does not work: first and longest wait. */
export const BACKOFF_FIRST_MS = 250
export const BACKOFF_MAX_MS = 5_000
/** R14: never more range partitions than this; 800 make plans slow and exhaust locks. */
export const TIME_PARTITIONS_MAX = 100
export const HORIZON_MONTHS = 25
/** Dropping a month waits this long for its locks, half of Postgres' deadlock_timeout, and so many times. */
export const DROP_LOCK_MS = 500
export const DROP_TRIES_MAX = 60
/** It looks this often whether the archive has what is waited for. */
export const DROP_WAIT_STEP_MS = 5_000
/** Catalogue, sites and closed periods are read again when they are older. */
export const REFERENCE_MS = 5_000
/** Accounts a filter keeps in memory; 100 bytes each. Older than the age they are read again. */
export const ACCOUNT_CACHE_MAX = 50_000
export const ACCOUNT_CACHE_MS = 5_000

// ── Files ──────────────────────────────────────────────────────────────────────────────────────────────────────────
/** Rows in one RowsAppended event (design). */
export const ROWS_APPENDED_MAX = 10_000
/** The builder tells the bookkeeper of new rows at least this often. */
export const ANNOUNCE_INTERVAL_MS = 250

// ── Archive ────────────────────────────────────────────────────────────────────────────────────────────────────────
/** Records of one file in memory, as bytes: about a third of it as a Parquet file. */
export const ARCHIVE_FILE_BYTES_MAX = 16 * 1024 * 1024
/** A scan reads row groups of 65,536 rows; four of them are a good file and keep the counts of tiny records small. */
export const ARCHIVE_FILE_ROWS_MAX = 262_144
/** Records of all partitions in memory; the largest buffer is written when there are more. */
export const ARCHIVE_BUFFER_BYTES_MAX = 40 * 1024 * 1024
/** Memory of written files that is kept for the next ones: that of one full file and its blocks of growing size. */
export const ARCHIVE_FREE_BYTES_MAX = 8 * 1024 * 1024
/** What DuckDB may hold to write or compact a file: one row group and its compressed pages. */
export const ARCHIVE_DUCKDB_MB = 144
/** DuckDB is given up when there was nothing to write for this long: an idle archiver holds no memory for it. */
export const ARCHIVE_DUCKDB_IDLE_MS = 60_000
/** The first file of a partition comes sooner: a new installation has something to query. */
export const ARCHIVE_FIRST_AGE_SECONDS = 30
/** Compaction, manifests and removals are looked at this often by each process. */
export const ARCHIVE_UPKEEP_INTERVAL_MS = 30_000
/** A compacted file stays below this, so that it is read and copied in one piece. */
export const ARCHIVE_COMPACTED_BYTES_MAX = 256 * 1024 * 1024
/** Files in one compaction: the statement that names them stays small. */
export const ARCHIVE_COMPACTED_FILES_MAX = 500
/** Readers with an older list of files go on for this long after a compaction. */
export const ARCHIVE_REPLACED_KEPT_MS = 15 * 60_000
/** Copying a large table out of Postgres takes long and blocks nobody. */
export const SNAPSHOT_COPY_TIMEOUT_MS = 30 * 60_000
/** It has caught up when no record waited for room for this long. */
export const ARCHIVE_CALM_MS = 30_000
/** Snapshots, which need DuckDB too, wait until then, but no longer than this. */
export const SNAPSHOT_POSTPONED_MAX_MS = 15 * 60_000
/** Snapshots that someone asked for are looked for this often. */
export const SNAPSHOT_INTERVAL_MS = 5_000
/** Manifests written in one round. */
export const ARCHIVE_MANIFESTS_MAX = 50

// ── SQL ────────────────────────────────────────────────────────────────────────────────────────────────────────────
/** What one statement may hold; two of them fit beside the rest of the product. */
export const QUERY_MEMORY_MB = 384
export const QUERY_PROCESSES_MAX = 2
/** Statements that wait for a process. */
export const QUERY_WAITING_MAX = 20
/** Files of an object store elsewhere that are kept on this machine for queries. */
export const QUERY_CACHE_BYTES_MAX = 4_000_000_000
/** Rows of an answer on a screen, and of a download. */
export const QUERY_ROWS_MAX = 5_000
export const QUERY_DOWNLOAD_ROWS_MAX = 1_000_000

// ── Reports ────────────────────────────────────────────────────────────────────────────────────────────────────────
export const REPORT_INTERVAL_MS = 5_000
export const REPORT_STALE_MS = 15_000
export const LAG_SAMPLE_INTERVAL_MS = 10_000

// ── Lag ────────────────────────────────────────────────────────────────────────────────────────────────────────────
/** What one monitor looks at per site. 200 groups of 50 partitions take 10,000: five times that still fits a round. */
export const LAG_GROUPS_MAX = 2_000
export const LAG_PARTITIONS_MAX = 50_000
/** Groups in one request: an answer of 100 groups with 50 partitions each is some 250 kB. */
export const LAG_GROUPS_PER_REQUEST = 100
/** Partitions in one request for log ends: 20 bytes each. */
export const LAG_PARTITIONS_PER_REQUEST = 5_000
/** First unread records that are read in a round; a position that did not move costs nothing again. */
export const LAG_FIRST_UNREAD_MAX = 512
/** Partitions in one fetch of first records: with their share of bytes an answer stays below the limit after it. */
export const LAG_FIRST_UNREAD_PER_REQUEST = 128
export const LAG_FIRST_UNREAD_BYTES_MAX = 4 * 1024 * 1024
/** The default batch of producers is 16 kB; larger ones are read one by one, at most so many a round. */
export const LAG_FIRST_UNREAD_PARTITION_BYTES = 32 * 1024
export const LAG_LARGE_BATCHES_MAX = 8
/** Commits read in a round: 8 × 1 MiB are some 60,000. What is beyond is passed over, and read anew from the end. */
export const LAG_COMMITS_BYTES_MAX = 1024 * 1024
export const LAG_COMMITS_REQUESTS_MAX = 8
/** Samples in one statement: what it takes to write them (1 MB) is over with it, however large the site is. */
export const LAG_SAMPLES_PER_STATEMENT = 2_500
/** Settings of topics change rarely. */
export const LAG_TOPIC_SETTINGS_MS = 300_000
/** Rows of one answer of GET /api/v1/lag without a limit: some 6 MB. Larger sites page. */
export const LAG_ROWS_MAX = 10_000
/** Groups of one chart, the worst ones: more lines cannot be told apart. */
export const LAG_LINES_MAX = 40
/** An interruption of three rounds is one; what comes and goes within seconds is not. */
export const LAG_EVENT_AFTER_MS = 30_000
/** Interruptions and rebalances are shown on charts of 13 months. */
export const LAG_EVENTS_DAYS = 400
/** Minutes become rows soon after they are over, so that a chart of a day has no gap at its end. */
export const LAG_ROLL_UP_INTERVAL_MS = 20_000
/** Leaders are asked again when they are older, or when a log end is missing. */
export const LAG_LEADERS_MS = 60_000

// ── Alerts ─────────────────────────────────────────────────────────────────────────────────────────────────────────
/** Rules are asked as often as there are new samples. */
export const ALERTS_INTERVAL_MS = 10_000
/** Things that one rule may find at once; a rule that finds more is one big thing. */
export const ALERTS_OPEN_MAX = 200
/** More rules and channels than people can keep in mind. */
export const RULES_MAX = 200
export const CHANNELS_MAX = 50
export const DELIVERIES_PER_ROUND = 20
export const DELIVERY_TIMEOUT_MS = 10_000
/** 10 s, 20 s … up to an hour: twelve tries are some five hours, after which nobody listens. */
export const DELIVERY_TRIES_MAX = 12
export const DELIVERY_WAIT_FIRST_MS = 10_000
export const DELIVERY_WAIT_MAX_MS = 3_600_000

// ── HTTP ───────────────────────────────────────────────────────────────────────────────────────────────────────────
export const LIST_LIMIT_MAX = 200
/** One look at a topic: what two seconds of reading give at most, and what a browser shows without effort. */
export const LOOK_RECORDS_MAX = 20_000
export const LOOK_BYTES_MAX = 4 * 1024 * 1024
export const LOOK_MS_MAX = 3_000
/** A live tail asks again and again: it is one look in the audit log until this has passed. */
export const LOOK_REPEATED_MS = 10 * 60_000
/** Records that one question about unplaced events reads: a page of progress, well below a request's deadline. */
export const UNPLACED_RECORDS_MAX = 20_000
/** A line item with its headers must fit a topic of 1 MiB; the filter appends up to 600 bytes. */
export const LINE_ITEM_BYTES_MAX = 1_000_000
/** Placements of one transaction. */
export const PLACEMENTS_MAX = 10_000
/** Redrives and releases wait at most this long before they are sent. */
export const DESK_INTERVAL_MS = 1_000
/** What one transaction adds to the counts of dead letters: measured, a second for 20,000 letters of other accounts each. */
export const LETTER_DELTAS_MAX = 20_000
/** Throughput rows are a minute wide; added to more often, so that the newest one is fresh. */
export const ROLL_UP_INTERVAL_MS = 10_000
export const PARTITIONS_INTERVAL_MS = 3_600_000

// ── Sign-in ────────────────────────────────────────────────────────────────────────────────────────────────────────
/** A session ends a week after it was last used; being used is written down once an hour at most. */
export const SESSION_SECONDS = 7 * 24 * 3600
export const SESSION_REFRESH_SECONDS = 3600
/**
 * Failed sign-ins in five minutes. By e-mail: 2,880 guesses a day at most, and whoever is kept out by another's guessing
 * waits five minutes. By address: an office behind one address mistypes; a machine behind it gets 100 passwords hashed.
 */
export const SIGN_IN_WINDOW_SECONDS = 300
export const SIGN_IN_ATTEMPTS_MAX = { email: 10, address: 100 } as const
/** The time of a key's last use is as old as this at most. */
export const KEY_USE_NOTED_SECONDS = 60
export const KEYS_PER_USER_MAX = 20
/** Rows of one CSV of the audit log: some 20 MB. More are asked for by time. */
export const AUDIT_EXPORT_ROWS_MAX = 100_000
