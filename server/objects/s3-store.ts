import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { S3Client } from '@aws-sdk/client-s3'
import { bytesOf, checkKey, ObjectNotFound, type ObjectStore } from './object.ts'

type S3 = typeof import('@aws-sdk/client-s3')

/** The SDK costs 30 MB and half a second: only installations that use S3 load it. */
const load = async (): Promise<{ sdk: S3; client: S3Client }> => {
  const sdk = await import('@aws-sdk/client-s3')
  // Region, credentials and a custom endpoint come from the SDK's own chain (AWS_REGION, AWS_ENDPOINT_URL_S3, …).
  const client = new sdk.S3Client(process.env.AWS_S3_FORCE_PATH_STYLE === 'true' ? { forcePathStyle: true } : {})
  return { sdk, client }
}

const isMissing = (error: unknown): boolean => {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } }
  return name === 'NoSuchKey' || name === 'NotFound' || $metadata?.httpStatusCode === 404
}

/** A put of S3 is atomic by itself; the digest makes the server refuse bytes that changed on the way. */
export const openS3Store = (url: string): ObjectStore => {
  const match = /^s3:\/\/([^/]+)\/?(.*)$/.exec(url)
  if (!match?.[1]) throw new Error(`OBJECT_STORE is "${url}"; it must be s3://bucket/prefix`)
  const Bucket = match[1]
  const prefix = (match[2] ?? '').replace(/\/+$/, '')
  const keyOf = (key: string): string => (prefix === '' ? checkKey(key) : `${prefix}/${checkKey(key)}`)
  let loading: ReturnType<typeof load> | undefined
  const ready = () => {
    loading ??= load()
    return loading
  }

  return {
    put: async (key, chunks) => {
      const { sdk, client } = await ready()
      const Body = Buffer.concat(bytesOf(chunks))
      const ChecksumSHA256 = createHash('sha256').update(Body).digest('base64')
      await client.send(new sdk.PutObjectCommand({ Bucket, Key: keyOf(key), Body, ChecksumSHA256 }))
    },
    get: async (key) => {
      const { sdk, client } = await ready()
      try {
        const answer = await client.send(new sdk.GetObjectCommand({ Bucket, Key: keyOf(key) }))
        if (!answer.Body) throw new Error(`S3 answered for ${key} without a body`)
        return Buffer.from(await answer.Body.transformToByteArray())
      } catch (error) {
        throw isMissing(error) ? new ObjectNotFound(key, url) : error
      }
    },
    putFile: async (key, path) => {
      const { sdk, client } = await ready()
      const hash = createHash('sha256')
      await pipeline(createReadStream(path), hash)
      const ChecksumSHA256 = hash.digest('base64')
      const { size } = await stat(path)
      const put = { Bucket, Key: keyOf(key), Body: createReadStream(path), ContentLength: size, ChecksumSHA256 }
      await client.send(new sdk.PutObjectCommand(put))
    },
    fetchTo: async (key, path) => {
      const { sdk, client } = await ready()
      try {
        const answer = await client.send(new sdk.GetObjectCommand({ Bucket, Key: keyOf(key) }))
        if (!answer.Body) throw new Error(`S3 answered for ${key} without a body`)
        await pipeline(answer.Body as NodeJS.ReadableStream, createWriteStream(path))
      } catch (error) {
        throw isMissing(error) ? new ObjectNotFound(key, url) : error
      }
    },
    remove: async (key) => {
      const { sdk, client } = await ready()
      await client.send(new sdk.DeleteObjectCommand({ Bucket, Key: keyOf(key) }))
    },
    exists: async (key) => {
      const { sdk, client } = await ready()
      try {
        await client.send(new sdk.HeadObjectCommand({ Bucket, Key: keyOf(key) }))
        return true
      } catch (error) {
        if (isMissing(error)) return false
        throw error
      }
    },
  }
}
