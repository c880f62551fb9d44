import { createHash } from 'node:crypto'

/**
 * One file as multipart/form-data. The boundary comes from the file's digest (R23): the same file is the same request
 * byte for byte, whichever process sends it, so that an idempotency key is never seen with another body.
 */
export const usageForm = (fileName: string, bytes: Uint8Array): { contentType: string; body: Buffer } => {
  const boundary = `hydrometer-${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}`
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${fileName}"\r\nContent-Type: text/csv\r\n\r\n`
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  }
}
