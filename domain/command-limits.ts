/** Ids in one command; more are selected by cause or by reason. No schemas here: pages have it, too. */
export const COMMAND_IDS_MAX = 1_000
