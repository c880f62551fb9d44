import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** @type {import('next').NextConfig} */
export default {
  // Another folder lets a second build or dev server run beside the one that serves.
  distDir: process.env.NEXT_DIST_DIR ?? '.next',
  poweredByHeader: false,
  devIndicators: false, // it covers the foot
  // `tsc` checks all of the project in `npm test`; a build on a user's machine must not wait for it.
  typescript: { ignoreBuildErrors: true },
  reactStrictMode: true,
  // Native or dynamic inside: loaded from node_modules, not bundled.
  serverExternalPackages: [
    'kafkajs',
    'pg',
    'pino',
    'graphile-worker',
    'snappy',
    'lz4-napi',
    '@node-rs/crc32',
    '@aws-sdk/client-s3',
    'protobufjs',
    '@duckdb/node-api',
    '@duckdb/node-bindings',
  ],
  // Another lock file further up must not make the folder above the root.
  turbopack: { root: dirname(fileURLToPath(import.meta.url)) },
  headers: async () => [
    {
      source: '/:path*',
      headers: [
        { key: 'x-content-type-options', value: 'nosniff' },
        { key: 'x-frame-options', value: 'DENY' },
        { key: 'referrer-policy', value: 'same-origin' },
        { key: 'cross-origin-opener-policy', value: 'same-origin' },
        { key: 'cross-origin-resource-policy', value: 'same-origin' },
        { key: 'permissions-policy', value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=()' },
      ],
    },
    // What is no page runs nothing, wherever a browser opens it. Pages have their own policy (proxy.ts).
    {
      source: '/:path(api/.*|metrics)',
      headers: [{ key: 'content-security-policy', value: "default-src 'none'; frame-ancestors 'none'" }],
    },
  ],
}
