/** What integration tests stand on: real servers, a database per file, waiting without sleeping. */
export { type EmbeddedBroker, startBroker } from '../../scripts/embedded/kafka.ts'
export { type EmbeddedPostgres, startPostgres } from '../../scripts/embedded/postgres.ts'
export { emptyDatabase, type FreshDatabase, freshDatabase, TEST_SITES } from './fresh-database.ts'
export { testSites } from './test-sites.ts'
export { awaitLeaders, createTopic, setTopicConfig } from './topics.ts'
export { until } from './until.ts'
