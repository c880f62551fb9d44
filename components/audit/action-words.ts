/** Actions that code reads again have names of their own in the log, which the CSV keeps; people read words. */
const WORDS: Readonly<Record<string, string>> = {
  'archive.replay': 'replay from the archive',
  'line_items.drop_month': 'drop a month',
  'line_items.raise_horizon': 'raise the horizon',
  'log.trim': 'trim the log',
  'period.close': 'close a period',
  'query.remove': 'remove a query',
  'query.save': 'save a query',
  'warehouse.download': 'download a result',
  'warehouse.snapshot': 'ask for a snapshot',
}

export const actionWords = (action: string): string => WORDS[action] ?? action
