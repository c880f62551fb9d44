/**
 * Names and numbers of CSV files. A file's number is made of its partition and its place there, so that a replay into a
 * fresh database (R21) gives every file the number that it had.
 */

/** The sequence is multiplied by this: more partitions than Kafka clusters carry, and 2^37 files a partition stay exact. */
const PARTITIONS_MAX = 65_536
/** Zuora takes names of at most 50 characters. */
export const FILE_NAME_UNITS_MAX = 50
/** Eight digits in the name. */
export const SEQUENCE_MAX = 99_999_999

const assertWhole = (value: number, max: number, what: string): void => {
  if (!Number.isInteger(value) || value < 0 || value > max)
    throw new RangeError(`${what} ${value} is not in 0 … ${max}`)
}

export const fileIdOf = (sequence: number, partition: number): number => {
  assertWhole(sequence, SEQUENCE_MAX, 'sequence')
  assertWhole(partition, PARTITIONS_MAX - 1, 'partition')
  return sequence * PARTITIONS_MAX + partition
}
export const sequenceOf = (fileId: number): number => Math.floor(fileId / PARTITIONS_MAX)
export const partitionOf = (fileId: number): number => fileId % PARTITIONS_MAX

const suffix = (revision: number): string => (revision > 1 ? `-r${revision}` : '')
const place = (partition: number, sequence: number): string => `p${partition}-${`${sequence}`.padStart(8, '0')}`

/**
 * `usage-k3f9a2-p3-00000042.csv`; revision 1 is the file itself, later ones end in `-r<n>`.
 * The installation makes the name unique at one Zuora tenant. @throws RangeError when it would pass 50 characters
 */
export const fileName = (installation: string, partition: number, sequence: number, revision = 1): string => {
  if (!/^[0-9a-z]{6}$/.test(installation)) throw new RangeError(`installation ${installation} is not 6 of 0-9 and a-z`)
  fileIdOf(sequence, partition)
  assertWhole(revision, 999_999, 'revision')
  const name = `usage-${installation}-${place(partition, sequence)}${suffix(revision)}.csv`
  if (name.length > FILE_NAME_UNITS_MAX) throw new RangeError(`${name} has more than ${FILE_NAME_UNITS_MAX} characters`)
  return name
}

/** What screens, the API and the command line call a file where there is one installation: `p3-00000042`. */
export const publicFileId = (fileId: number, revision = 1): string =>
  `${place(partitionOf(fileId), sequenceOf(fileId))}${suffix(revision)}`

export type ParsedFileId = {
  readonly fileId: number
  readonly partition: number
  readonly sequence: number
  readonly revision: number
}

/** Reads a public id or a whole file name; undefined when it is neither. */
export const parsePublicFileId = (text: string): ParsedFileId | undefined => {
  const match = /^(?:usage-[0-9a-z]{6}-)?p(\d{1,5})-(\d{8})(?:-r(\d{1,6}))?(?:\.csv)?$/.exec(text.trim())
  if (match === null) return undefined
  const partition = Number(match[1])
  const sequence = Number(match[2])
  const revision = match[3] === undefined ? 1 : Number(match[3])
  if (partition >= PARTITIONS_MAX || revision < 1) return undefined
  return { fileId: fileIdOf(sequence, partition), partition, sequence, revision }
}
