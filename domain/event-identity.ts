/** The id that the line item of an event has, without a catalogue: for finding it again, not for deciding about it (R13). */
import { lineItemId, uuidBytes, uuidText } from './line-item-id.ts'
import { occurredAtMs, type UsageEvent } from './usage.ts'

/** null: such an event has no line item, because its id is no UUID or its time is none. */
export const identityOf = (event: UsageEvent): string | null => {
  const at = occurredAtMs(event)
  const id = uuidBytes(event.eventId)
  if (at === null || id === undefined) return null
  try {
    return uuidText(lineItemId(id, at))
  } catch {
    return null // a time that no id can hold
  }
}
