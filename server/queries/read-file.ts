/** The books of one CSV file: what it says beside what the bookkeeper wrote down, and what happened to it. */
import { type CsvFileDetail, type SubmissionAttempt, submissionAttempt } from '../../domain/api/files.ts'
import type { FileState } from '../../domain/file-states.ts'
import { fileMomentWords, fileReading } from '../../domain/file-words.ts'
import { topicOfCode } from '../../domain/pipeline.ts'
import { notFound } from '../api/problem.ts'
import type { Pool } from '../postgres/pool.ts'
import { prismaOf } from '../postgres/prisma-client.ts'
import { type Codes, codesOf } from './catalogue.ts'
import { addDecimals, roundUsd } from './decimal.ts'
import { breakDownFile } from './file-breakdown.ts'
import { type SkuSum, sumsOfFiles } from './file-sums.ts'
import { FILE_COLUMNS, type FileRecord, toFile } from './list-files.ts'
import { iso, isoOrNull } from './time.ts'

// index: csv_file_pkey
const FILE = `select ${FILE_COLUMNS} from csv_file f where f.id = $1`
/** A file has some ten events and attempts; a defect that writes more must not fill memory. */
const LISTED_MAX = 1_000

export const readFileRecord = async (pool: Pool, id: string): Promise<FileRecord> => {
  const { rows } = await pool.query<FileRecord>(FILE, [id])
  if (!rows[0]) throw notFound(`There is no file ${id}.`)
  return rows[0]
}

const reasonsSchema = submissionAttempt.shape.reasons

export const readAttempts = async (pool: Pool, fileId: string): Promise<SubmissionAttempt[]> => {
  const rows = await prismaOf(pool).submissionAttempt.findMany({
    where: { fileId: BigInt(fileId) },
    orderBy: [{ revision: 'asc' }, { number: 'asc' }],
    take: LISTED_MAX,
  })
  return rows.map(({ fileId: _, statusPath: __, ...row }) => {
    const reasons = reasonsSchema.safeParse(row.reasons)
    return {
      ...row,
      startedAt: iso(row.startedAt),
      lastTriedAt: isoOrNull(row.lastTriedAt),
      answeredAt: isoOrNull(row.answeredAt),
      reasons: reasons.success ? reasons.data : [],
    }
  })
}

const readEvents = (pool: Pool, fileId: string) =>
  prismaOf(pool).csvFileEvent.findMany({ where: { fileId: BigInt(fileId) }, orderBy: { id: 'asc' }, take: LISTED_MAX })

const detailOf = (detail: unknown): Record<string, unknown> =>
  detail !== null && typeof detail === 'object' && !Array.isArray(detail) ? (detail as Record<string, unknown>) : {}

type Booked = {
  readonly rows: number
  readonly units: Readonly<Record<string, string>>
  readonly origins: CsvFileDetail['byOrigin']
}
/** Not balanced, or not for sure: what is booked may differ from what the file says, and is added up anew at each look. */
export const ADDED_UP_ANEW: readonly FileState[] = ['open', 'closing', 'closed', 'quarantined']

// index: csv_file_count_pkey
const ORIGINS = `
  select origin_site as site, origin_topic as topic, sum(rows)::int as rows from csv_file_count where file_id = $1 group by 1, 2`

const unitsOf = (lines: readonly { sku: number; quantity: string }[], codes: Codes): Record<string, string> => {
  const units: Record<string, string> = {}
  for (const { sku, quantity } of lines) {
    const unit = codes.sku(sku).unitOfMeasure
    units[unit] = addDecimals(units[unit] ?? '0', quantity)
  }
  return units
}

const addUpBookings = async (pool: Pool, record: FileRecord, codes: Codes): Promise<Booked> => {
  const lines = await breakDownFile(pool, record)
  const origins = new Map<string, { site: string; topic: string; rows: number }>()
  for (const line of lines) {
    const origin = { site: codes.site(line.originSite), topic: topicOfCode(line.originTopic).name }
    const key = `${origin.site} ${origin.topic}`
    origins.set(key, { ...origin, rows: (origins.get(key)?.rows ?? 0) + line.rows })
  }
  return {
    rows: lines.reduce((sum, line) => sum + line.rows, 0),
    units: unitsOf(lines, codes),
    origins: [...origins.values()],
  }
}

/**
 * Once a file balanced, its bookings never change: they were added up in that very transaction. 50,000 look-ups, a fifth of
 * a second, are made again only where the two could differ.
 */
const readBooked = async (
  pool: Pool,
  record: FileRecord,
  sums: SkuSum[] | undefined,
  codes: Codes,
): Promise<Booked> => {
  const rows = sums?.reduce((sum, line) => sum + line.rows, 0)
  if (!sums || rows !== record.rows || ADDED_UP_ANEW.includes(record.state)) return addUpBookings(pool, record, codes)
  const origins = await pool.query<Booked['origins'][number]>(ORIGINS, [record.id])
  return { rows, units: unitsOf(sums, codes), origins: origins.rows }
}

export const readFile = async (pool: Pool, id: string): Promise<CsvFileDetail> => {
  const record = await readFileRecord(pool, id)
  const [events, attempts, sums, codes] = await Promise.all([
    readEvents(pool, id),
    readAttempts(pool, id),
    sumsOfFiles(pool, [record]),
    codesOf(pool),
  ])
  const [file, booked] = await Promise.all([
    toFile(pool, record, sums.get(record.id)),
    readBooked(pool, record, sums.get(record.id), codes),
  ])
  const units = [...new Set([...Object.keys(booked.units), ...Object.keys(record.totals ?? {})])].sort()
  return {
    ...file,
    objectKey: record.objectKey,
    profile: record.profile,
    openingMarks: record.openingMarks,
    controlTotals: {
      rowsInFile: record.rows,
      rowsBooked: booked.rows,
      units: units.map((unit) => ({ unit, file: record.totals?.[unit] ?? null, booked: booked.units[unit] ?? '0' })),
    },
    bySku: (sums.get(record.id) ?? [])
      .map((sum) => {
        const names = codes.sku(sum.sku)
        return {
          ...names,
          rows: sum.rows,
          quantity: sum.quantity,
          estimate: sum.usd === null ? null : { usd: roundUsd(sum.usd), withoutPrice: [] },
        }
      })
      .sort((a, b) => a.product.localeCompare(b.product) || a.sku.localeCompare(b.sku)),
    byOrigin: [...booked.origins].sort((a, b) => a.site.localeCompare(b.site) || a.topic.localeCompare(b.topic)),
    timeline: events.map(({ at, what, actor, detail }) => ({
      at: iso(at),
      what,
      words: fileMomentWords(what, detailOf(detail)),
      actor,
      detail: detailOf(detail),
    })),
    attempts,
    reading: fileReading(file, attempts.at(-1)?.message ?? null),
  }
}
