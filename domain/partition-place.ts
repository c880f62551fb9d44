/** A partition as an address and a command name it: `usage.actions:3@iad`. No schemas here: pages have it, too. */
export type PartitionPlace = { readonly site: string; readonly topic: string; readonly partition: number }

export const PARTITION_PLACE = /^([^:@\s\0]{1,249}):(\d{1,6})@([^:@\s\0]{1,50})$/

export const placeText = ({ site, topic, partition }: PartitionPlace): string => `${topic}:${partition}@${site}`

export const readPlace = (text: string | null | undefined): PartitionPlace | undefined => {
  const [, topic, partition, site] = PARTITION_PLACE.exec(text ?? '') ?? []
  return topic && site ? { site, topic, partition: Number(partition) } : undefined
}
