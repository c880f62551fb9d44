/** Times as the API writes them. */
export const iso = (at: Date): string => at.toISOString()
export const isoOrNull = (at: Date | null | undefined): string | null => at?.toISOString() ?? null
export const DAY_MS = 86_400_000
/** 00:00 UTC of the day of a moment. */
export const utcDay = (at: Date): Date => new Date(Math.floor(at.getTime() / DAY_MS) * DAY_MS)
