/** Passwords as better-auth keeps them (scrypt), and new ones that a person can type. */
import { randomInt } from 'node:crypto'
import { hashPassword, verifyPassword } from 'better-auth/crypto'
import type { Client } from '../postgres/pool.ts'

/** Without what looks alike (0 o, 1 l i). 16 of 31 are 79 bits. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'
export const newPassword = (): string =>
  Array.from({ length: 4 }, () => Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join('')).join(
    '-',
  )

export const hashOf = (password: string): Promise<string> => hashPassword(password)

export const isPassword = (hash: string, password: string): Promise<boolean> => verifyPassword({ hash, password })

// index: auth_account_provider_id_account_id_key
const SET = `
  insert into auth_account (user_id, account_id, provider_id, password) values ($1, $1, 'credential', $2)
  on conflict (provider_id, account_id) do update set password = excluded.password, updated_at = now()`

export const setPassword = async (tx: Client, userId: string, hash: string): Promise<void> => {
  await tx.query(SET, [userId, hash])
}
