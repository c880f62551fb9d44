/** The topic whose schema a record's bytes follow: a dead letter or a retry has the bytes of where it came from. */
import { headerText } from '../kafka/headers.ts'
import type { LogRecord } from '../kafka/log-reader.ts'

export const schemaTopic = (topic: string, record: LogRecord): string => {
  const processor = /^(.+)\.(?:dead-letter|retry)$/.exec(topic)?.[1]
  if (processor === 'usage-relay') return headerText(record, 'hydro-origin-topic') ?? topic
  if (processor === 'submission-filter') return 'billing.line-items'
  if (processor === 'account-directory') return 'accounts.changed'
  return topic
}
