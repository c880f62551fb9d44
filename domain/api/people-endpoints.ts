/** Sign-in, the own account, users, keys and the audit log: a part of the table in endpoints.ts. */
import { z } from 'zod'
import * as audit from './audit.ts'
import { type Definition, get, post, v1 } from './define.ts'
import * as users from './users.ts'

export const peopleEndpoints = {
  // The paths that better-auth's own client uses.
  signIn: post('/api/auth/sign-in/email', 'people', 'anyone', 'Sign in: sets the session cookie', {
    body: users.signInCommand,
    answer: users.signInAnswer,
  }),
  signOut: post('/api/auth/sign-out', 'people', 'own', 'End the session that asks', {
    body: users.nothing,
    answer: users.done,
  }),
  me: get(`${v1}/me`, 'people', 'own', 'Who asks, with which role', { answer: users.me }),
  changePassword: post(`${v1}/me/password`, 'people', 'own', 'Change the own password; other sessions end', {
    body: users.changePasswordCommand,
    answer: users.ownAnswer,
  }),
  ownSessions: get(`${v1}/me/sessions`, 'people', 'own', 'Own sessions, newest first', {
    answer: users.sessionsAnswer,
  }),
  endSessions: post(`${v1}/me/sessions/end`, 'people', 'own', 'End an own session, or all but the one that asks', {
    body: users.endSessionsCommand,
    answer: users.ownAnswer,
  }),
  ownKeys: get(`${v1}/me/keys`, 'people', 'own', 'Own API keys, newest first', { answer: users.keysAnswer }),
  createOwnKey: post(`${v1}/me/keys/create`, 'people', 'own', 'Make an own API key; it is told once', {
    body: users.createOwnKeyCommand,
    answer: users.createKeyAnswer,
  }),
  revokeOwnKey: post(`${v1}/me/keys/revoke`, 'people', 'own', 'Revoke an own API key', {
    body: users.revokeOwnKeyCommand,
    answer: users.userAnswer,
  }),
  users: get(`${v1}/users`, 'people', 'users', 'Users by e-mail', {
    query: users.usersQuery,
    answer: users.usersAnswer,
  }),
  createUser: post(`${v1}/users/create`, 'people', 'users', 'Make a user; the password is told once', {
    body: users.createUserCommand,
    answer: users.createUserAnswer,
  }),
  changeRole: post(`${v1}/users/role`, 'people', 'users', 'Give a user another role', {
    body: users.changeRoleCommand,
    answer: users.userAnswer,
  }),
  disableUser: post(`${v1}/users/disable`, 'people', 'users', 'Keep a user out, at once', {
    body: users.userCommand,
    answer: users.userAnswer,
  }),
  enableUser: post(`${v1}/users/enable`, 'people', 'users', 'Let a user in again', {
    body: users.userCommand,
    answer: users.userAnswer,
  }),
  resetPassword: post(`${v1}/users/reset-password`, 'people', 'users', 'Make up a new password; sessions end', {
    body: users.userCommand,
    answer: users.resetPasswordAnswer,
  }),
  keys: get(`${v1}/keys`, 'people', 'users', "Everybody's API keys, newest first", {
    query: users.keysQuery,
    answer: users.keysAnswer,
  }),
  createKey: post(`${v1}/keys/create`, 'people', 'users', 'Make an API key for a user; it is told once', {
    body: users.createKeyCommand,
    answer: users.createKeyAnswer,
  }),
  revokeKey: post(`${v1}/keys/revoke`, 'people', 'users', 'Revoke an API key', {
    body: users.revokeKeyCommand,
    answer: users.userAnswer,
  }),
  audit: get(`${v1}/audit`, 'audit', 'operations', 'Who did what, when and why, newest first', {
    query: audit.auditQuery,
    answer: audit.auditAnswer,
  }),
  auditNames: get(`${v1}/audit/names`, 'audit', 'operations', 'Actors and actions that have a row', {
    answer: audit.auditNames,
  }),
  auditCsv: get(`${v1}/audit/csv`, 'audit', 'operations', 'The same as CSV, guarded against formulas', {
    query: audit.auditExportQuery,
    answer: z.string(),
    contentType: 'text/csv; charset=utf-8',
  }),
} as const satisfies Record<string, Definition>
