/**
 * Tells people: webhooks with a signature, mail. What was not taken is tried again with longer and longer waits; a
 * receiver knows a repeat by the id of the delivery.
 */
import { createHmac } from 'node:crypto'
import {
  DELIVERIES_PER_ROUND,
  DELIVERY_TIMEOUT_MS,
  DELIVERY_TRIES_MAX,
  DELIVERY_WAIT_FIRST_MS,
  DELIVERY_WAIT_MAX_MS,
} from '../limits.ts'
import type { Pool } from '../postgres/pool.ts'

// index: alert_delivery_waiting. A second process passes over what this one holds.
const TAKE = `
  update alert_delivery d set tries = d.tries + 1, next_try_at = $1::timestamptz + make_interval(secs => $2)
    from alert_channel c
   where c.id = d.channel_id and d.id in (
     select id from alert_delivery where state = 'waiting' and next_try_at <= $1 order by id limit $3 for update skip locked)
  returning d.id::text as id, d.what, d.body, d.tries, c.kind, c.target, c.secret`
const SENT = `update alert_delivery set state = 'sent', sent_at = now(), error = '' where id = $1`
const FAILED = `
  update alert_delivery set state = case when $3 then 'failed' else 'waiting' end, error = $2,
         next_try_at = $4::timestamptz + make_interval(secs => $5) where id = $1`

type Delivery = {
  id: string
  what: string
  body: Record<string, string | null>
  tries: number
  kind: 'webhook' | 'email'
  target: string
  secret: string
}
export type MailSettings = { readonly smtpUrl: string | undefined; readonly from: string; readonly dashboard: string }

/** `t=<unix seconds>,v1=<hex>`: HMAC-SHA-256 of `t.body`. The receiver refuses times that are too old. */
export const signature = (secret: string, body: string, atSeconds: number): string =>
  `t=${atSeconds},v1=${createHmac('sha256', secret).update(`${atSeconds}.${body}`).digest('hex')}`

const postWebhook = async (delivery: Delivery, settings: MailSettings, now: Date): Promise<void> => {
  const { path } = delivery.body
  const body = JSON.stringify({ id: delivery.id, ...delivery.body, url: `${settings.dashboard}${path ?? ''}` })
  const response = await fetch(delivery.target, {
    method: 'POST',
    redirect: 'error', // an address that moved is not where a person said to send it
    headers: {
      'content-type': 'application/json',
      'user-agent': 'hydrometer',
      'hydrometer-delivery': delivery.id,
      'hydrometer-signature': signature(delivery.secret, body, Math.floor(now.getTime() / 1000)),
    },
    body,
    signal: AbortSignal.timeout(DELIVERY_TIMEOUT_MS),
  })
  await response.body?.cancel()
  if (!response.ok) throw new Error(`${delivery.target} answered ${response.status}`)
}

const sendMail = async (delivery: Delivery, settings: MailSettings): Promise<void> => {
  if (!settings.smtpUrl) throw new Error('SMTP_URL is not set, so that no mail can be sent')
  const { default: nodemailer } = await import('nodemailer') // only once there is a mail: it takes memory from then on
  const transport = nodemailer.createTransport({
    url: settings.smtpUrl,
    connectionTimeout: DELIVERY_TIMEOUT_MS,
    socketTimeout: DELIVERY_TIMEOUT_MS,
  })
  const { title, detail, path, rule, severity } = delivery.body
  const word = { firing: 'FIRING', resolved: 'Resolved', test: 'Test' }[delivery.what] ?? delivery.what
  try {
    await transport.sendMail({
      from: settings.from,
      to: delivery.target,
      subject: `[Hydrometer ${word}] ${title}`,
      messageId: `<alert-delivery-${delivery.id}@hydrometer>`,
      text: [
        `${title}`,
        `${detail}`,
        '',
        `Rule: ${rule}`,
        `Severity: ${severity}`,
        `${settings.dashboard}${path ?? ''}`,
      ].join('\n'),
    })
  } finally {
    transport.close()
  }
}

/** Sends what is due; returns how many were sent and not. */
export const deliverAlerts = async (
  pool: Pool,
  settings: MailSettings,
  now = new Date(),
): Promise<{ sent: number; failed: number }> => {
  const hold = (2 * DELIVERY_TIMEOUT_MS) / 1000 // a process that dies here lets another one try after this
  const { rows } = await pool.query<Delivery>(TAKE, [now, hold, DELIVERIES_PER_ROUND])
  let sent = 0
  for (const delivery of rows) {
    try {
      if (delivery.kind === 'webhook') await postWebhook(delivery, settings, now)
      else await sendMail(delivery, settings)
      await pool.query(SENT, [delivery.id])
      sent++
    } catch (error) {
      const wait = Math.min(DELIVERY_WAIT_MAX_MS, DELIVERY_WAIT_FIRST_MS * 2 ** (delivery.tries - 1))
      const cause = (error as { cause?: { message?: string } }).cause?.message
      const words = `${(error as Error).message}${cause ? `: ${cause}` : ''}`.slice(0, 500)
      await pool.query(FAILED, [delivery.id, words, delivery.tries >= DELIVERY_TRIES_MAX, now, wait / 1000])
    }
  }
  return { sent, failed: rows.length - sent }
}
