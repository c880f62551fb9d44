/** Whose is a message that can never work? What decodes far enough says so, whatever else is wrong with it. */
import { inspectMessage } from './inspect.ts'

/** `topic` is the one whose schema the value should follow. null: the value does not say. */
export const accountIn = (topic: string, value: Buffer | null): number | null => {
  const id = inspectMessage(topic, value).decoded?.account_id
  return typeof id === 'number' && id > 0 ? id : null
}
