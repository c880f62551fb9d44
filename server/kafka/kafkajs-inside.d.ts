/** What kafkajs has inside and does not declare; its version is pinned in package.json. */
declare module 'kafkajs/src/consumer/filterAbortedMessages.js' {
  /** Leaves out the records of aborted transactions, exactly as kafkajs' consumer does. */
  const filterAbortedMessages: <M extends { offset: number }>(fetched: {
    messages: M[]
    abortedTransactions: { producerId: string; firstOffset: string }[]
  }) => M[]
  export default filterAbortedMessages
}
