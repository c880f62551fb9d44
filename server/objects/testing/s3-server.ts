/**
 * As much of S3 as the store speaks, over HTTP in path style: PUT, GET, HEAD and DELETE of objects. As S3 does, it keeps
 * only what has the SHA-256 and the length that the request says, gives that digest back, and unwraps `aws-chunked` bodies.
 */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type S3Server = {
  readonly url: string
  /** By `/bucket/key`. */
  readonly objects: Map<string, Buffer>
  /** `PUT /bucket/key`, in order, refused ones too. */
  readonly requests: string[]
  /** Changes what is sent (`up`) or given back (`down`) on its way, as a bad wire would. */
  spoil: { up?: (bytes: Buffer) => Buffer; down?: (bytes: Buffer) => Buffer }
  stop(): Promise<void>
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('base64')

/** `<hex length>[;chunk-signature=…]\r\n<bytes>\r\n` … `0…\r\n` and trailing headers. */
const unchunked = (body: Buffer): { bytes: Buffer; trailers: Map<string, string> } => {
  const parts: Buffer[] = []
  const trailers = new Map<string, string>()
  let at = 0
  for (;;) {
    const end = body.indexOf('\r\n', at)
    const size = Number.parseInt(body.toString('latin1', at, end).split(';')[0]!, 16)
    at = end + 2
    if (size === 0) break
    parts.push(body.subarray(at, at + size))
    at += size + 2
  }
  for (const line of body.toString('latin1', at).split('\r\n')) {
    const [name, value] = line.split(/:(.*)/)
    if (name && value !== undefined) trailers.set(name.toLowerCase(), value.trim())
  }
  return { bytes: Buffer.concat(parts), trailers }
}

const problem = (response: ServerResponse, status: number, code: string): void => {
  response.writeHead(status, { 'content-type': 'application/xml' })
  response.end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`)
}

export const startS3Server = async (): Promise<S3Server> => {
  const objects = new Map<string, Buffer>()
  const requests: string[] = []
  const put = (request: IncomingMessage, response: ServerResponse, path: string, body: Buffer) => {
    const isChunked = /aws-chunked/.test(String(request.headers['content-encoding'] ?? ''))
    const sent = isChunked ? unchunked(body) : { bytes: body, trailers: new Map<string, string>() }
    const bytes = server.spoil.up ? server.spoil.up(sent.bytes) : sent.bytes
    const wanted = request.headers['x-amz-checksum-sha256'] ?? sent.trailers.get('x-amz-checksum-sha256')
    const length = Number(request.headers[isChunked ? 'x-amz-decoded-content-length' : 'content-length'])
    // Real S3 takes a put without a digest; the store must never make one.
    if (!wanted) return problem(response, 400, 'InvalidRequest')
    if (wanted !== sha256(bytes)) return problem(response, 400, 'BadDigest')
    if (length !== bytes.length) return problem(response, 400, 'IncompleteBody')
    objects.set(path, bytes)
    response.writeHead(200, { etag: '"x"', 'x-amz-checksum-sha256': sha256(bytes) }).end()
  }
  const answer = (request: IncomingMessage, response: ServerResponse, body: Buffer) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://s3').pathname)
    requests.push(`${request.method} ${path}`)
    if (!/^AWS4-HMAC-SHA256 Credential=/.test(request.headers.authorization ?? ''))
      return problem(response, 403, 'AccessDenied')
    if (request.method === 'PUT') return put(request, response, path, body)
    if (request.method === 'DELETE') {
      objects.delete(path)
      return response.writeHead(204).end()
    }
    const bytes = objects.get(path)
    if (!bytes) return request.method === 'HEAD' ? response.writeHead(404).end() : problem(response, 404, 'NoSuchKey')
    response.writeHead(200, {
      'content-length': bytes.length,
      'content-type': 'application/octet-stream',
      ...(request.headers['x-amz-checksum-mode'] === 'ENABLED' && { 'x-amz-checksum-sha256': sha256(bytes) }),
    })
    if (request.method === 'HEAD') response.end()
    else response.end(server.spoil.down ? server.spoil.down(bytes) : bytes)
  }
  const http = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => answer(request, response, Buffer.concat(parts)))
  })
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done))
  const server: S3Server = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    objects,
    requests,
    spoil: {},
    stop: async () => {
      http.closeAllConnections()
      await new Promise((done) => http.close(done))
    },
  }
  return server
}
