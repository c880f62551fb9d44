/** As much of ZIP as Zuora's calls need: results are handed out zipped, and a usage file may come in zipped. */
import { crc32, inflateRawSync } from 'node:zlib'

const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
/** 1980-01-01 00:00 in DOS form: the same bytes for the same file. */
const DOS_DATE = 0x0021

/** One file, stored without compression. */
export const zipOneFile = (name: string, bytes: Buffer): Buffer => {
  const nameBytes = Buffer.from(name, 'utf8')
  // The fields that local and central headers share: flags (UTF-8 name), method 0, time, date, CRC, sizes, lengths.
  const shared = Buffer.alloc(26)
  shared.writeUInt16LE(20, 0)
  shared.writeUInt16LE(0x0800, 2)
  shared.writeUInt16LE(DOS_DATE, 8)
  shared.writeUInt32LE(crc32(bytes), 10)
  shared.writeUInt32LE(bytes.length, 14)
  shared.writeUInt32LE(bytes.length, 18)
  shared.writeUInt16LE(nameBytes.length, 22)
  const local = Buffer.alloc(4)
  local.writeUInt32LE(LOCAL)
  const central = Buffer.alloc(46)
  central.writeUInt32LE(CENTRAL, 0)
  central.writeUInt16LE(20, 4)
  shared.copy(central, 6)
  const offsetOfCentral = local.length + shared.length + nameBytes.length + bytes.length
  const end = Buffer.alloc(22)
  end.writeUInt32LE(END, 0)
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length + nameBytes.length, 12)
  end.writeUInt32LE(offsetOfCentral, 16)
  return Buffer.concat([local, shared, nameBytes, bytes, central, nameBytes, end])
}

/** The only file of an archive. Throws a sentence where it is none, holds several or unpacks to more than `bytesMax`. */
export const unzipOneFile = (archive: Buffer, bytesMax: number): { name: string; bytes: Buffer } => {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0 || archive.length < end + 22) throw new Error('The file is not a ZIP archive.')
  if (archive.readUInt16LE(end + 10) !== 1) throw new Error('The archive must hold exactly one file.')
  const central = archive.readUInt32LE(end + 16)
  if (central + 46 > archive.length || archive.readUInt32LE(central) !== CENTRAL)
    throw new Error('The archive is damaged.')
  const method = archive.readUInt16LE(central + 10)
  const packed = archive.readUInt32LE(central + 20)
  const size = archive.readUInt32LE(central + 24)
  const nameLength = archive.readUInt16LE(central + 28)
  const local = archive.readUInt32LE(central + 42)
  if (size > bytesMax) throw new Error('The file in the archive is too large.')
  if (local + 30 > archive.length || archive.readUInt32LE(local) !== LOCAL) throw new Error('The archive is damaged.')
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
  const body = archive.subarray(start, start + packed)
  const bytes =
    method === 0 ? Buffer.from(body) : method === 8 ? inflateRawSync(body, { maxOutputLength: bytesMax }) : null
  if (bytes === null) throw new Error('The archive is packed in a way that is not supported.')
  if (bytes.length !== size || crc32(bytes) !== archive.readUInt32LE(central + 16))
    throw new Error('The archive is damaged.')
  return { name: archive.toString('utf8', central + 46, central + 46 + nameLength), bytes }
}
