/** Numbers of the advisory locks in use, in one place so that no two mean different things. */
export const ADVISORY_LOCKS = {
  migrate: 7_301_001,
  makePartitions: 7_301_002,
  testTemplate: 7_301_003,
  keepHistory: 7_301_120,
  evaluateAlerts: 7_301_121,
  foldLetterCounts: 7_301_122,
} as const
