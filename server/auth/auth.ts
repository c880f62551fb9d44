/**
 * better-auth on our pool: passwords, sessions and their cookies. Its HTTP handler is not mounted: every way in is an
 * endpoint of ours (domain/api/endpoints.ts) with its right, its origin check and its audit row.
 * docs/decisions/0010-sign-in.md says what of it is used and what is not.
 */
import { apiKey } from '@better-auth/api-key'
import { betterAuth } from 'better-auth'
import { APIError } from 'better-auth/api'
import { PASSWORD_CHARS } from '../../domain/password-chars.ts'
import { SESSION_REFRESH_SECONDS, SESSION_SECONDS } from '../limits.ts'
import type { Pool } from '../postgres/pool.ts'

/** Columns are snake_case; better-auth's own names are not. */
const TIMES = { createdAt: 'created_at', updatedAt: 'updated_at' }

export type AuthSettings = {
  /** Signs the cookies. Whoever has it and a session's token is that person. */
  readonly secret: string
  /** Where people reach the dashboard: decides whether cookies are only sent over TLS. */
  readonly origin: string
}

export const makeAuth = (pool: Pool, { secret, origin }: AuthSettings) => {
  const secure = origin.startsWith('https:')
  return betterAuth({
    database: pool,
    secret,
    baseURL: origin,
    basePath: '/api/auth',
    logger: { disabled: true }, // wrong passwords are in the audit log; what fails is thrown
    telemetry: { enabled: false },
    rateLimit: { enabled: false }, // attempts.ts: by e-mail too, and for all dashboards together
    emailAndPassword: {
      enabled: true,
      disableSignUp: true, // an admin makes users
      minPasswordLength: PASSWORD_CHARS.min,
      maxPasswordLength: PASSWORD_CHARS.max,
    },
    session: {
      modelName: 'auth_session',
      fields: {
        userId: 'user_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        ...TIMES,
      },
      expiresIn: SESSION_SECONDS,
      updateAge: SESSION_REFRESH_SECONDS,
      cookieCache: { enabled: false }, // an ended session ends at once
    },
    user: {
      modelName: 'auth_user',
      fields: { emailVerified: 'email_verified', ...TIMES },
      additionalFields: {
        role: { type: 'string', required: true, input: false },
        disabledAt: { type: 'date', required: false, input: false, fieldName: 'disabled_at' },
      },
    },
    account: {
      modelName: 'auth_account',
      fields: {
        userId: 'user_id',
        accountId: 'account_id',
        providerId: 'provider_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        ...TIMES,
      },
    },
    verification: { modelName: 'auth_verification', fields: { expiresAt: 'expires_at', ...TIMES } },
    databaseHooks: {
      session: {
        create: {
          // The last gate before a session exists, whichever way led to it.
          before: async (session) => {
            const { rows } = await pool.query(ENABLED, [session.userId])
            if (rows.length === 0) throw new APIError('FORBIDDEN', { message: 'disabled', code: 'DISABLED' })
          },
        },
      },
    },
    advanced: {
      cookiePrefix: 'hydrometer',
      useSecureCookies: secure,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', secure, path: '/' },
      database: { generateId: () => crypto.randomUUID() },
    },
    plugins: [
      apiKey({
        defaultPrefix: KEY_PREFIX,
        rateLimit: { enabled: false },
        schema: {
          apikey: {
            modelName: 'auth_api_key',
            fields: {
              configId: 'config_id',
              referenceId: 'reference_id',
              refillInterval: 'refill_interval',
              refillAmount: 'refill_amount',
              lastRefillAt: 'last_refill_at',
              rateLimitEnabled: 'rate_limit_enabled',
              rateLimitTimeWindow: 'rate_limit_time_window',
              rateLimitMax: 'rate_limit_max',
              requestCount: 'request_count',
              lastRequest: 'last_request',
              expiresAt: 'expires_at',
              ...TIMES,
            },
          },
        },
      }),
    ],
  })
}
export type Auth = ReturnType<typeof makeAuth>

// index: auth_user_pkey
const ENABLED = 'select 1 from auth_user where id = $1 and disabled_at is null'

/** What a leaked key is found by. */
export const KEY_PREFIX = 'hydro_'
