'use client'

import type { ApiKey } from '../../domain/api/users.ts'
import { Time } from '../clock.tsx'
import { dayMonthYear, timeOrDate } from '../format.ts'
import { Glyph } from '../glyph.tsx'
import { SkeletonRows } from '../states.tsx'

/** Keys as a ledger: what each is for, whose, when it was last used, and when it ends. */
export function KeyTable({
  label,
  keys,
  owners = false,
  revoke,
}: {
  label: string
  keys: readonly ApiKey[] | undefined
  owners?: boolean
  revoke: (key: ApiKey) => void
}) {
  return (
    <table className="tbl" aria-label={label} aria-busy={!keys}>
      <thead>
        <tr>
          <th scope="col">For</th>
          <th scope="col" className="max-md:hidden">
            Begins with
          </th>
          {owners && <th scope="col">Owner</th>}
          {owners && (
            <th scope="col" className="max-md:hidden">
              Role
            </th>
          )}
          <th scope="col" className="n max-md:hidden">
            Made
          </th>
          <th scope="col" className="n">
            Last used
          </th>
          <th scope="col" className="n max-md:hidden">
            Ends
          </th>
          <th scope="col" className="n">
            <span className="sr-only">Revoke</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {!keys && <SkeletonRows columns={[120, 80, 60, 60, 60, 40]} rows={2} />}
        {keys?.map((key) => {
          const works = !key.expired && !key.owner.disabled
          return (
            <tr key={key.id} className="roomy">
              <td className="cut max-w-[240px] font-medium max-md:max-w-[120px]" title={key.name}>
                <span className="st">
                  <Glyph name={works ? 'ok' : 'rejected'} />
                  {key.name}
                </span>
              </td>
              <td className="mono max-md:hidden">{key.start} …</td>
              {owners && (
                <td className="cut max-w-[240px] max-md:max-w-[110px]" title={key.owner.email}>
                  {key.owner.email}
                </td>
              )}
              {owners && <td className="max-md:hidden">{key.owner.role}</td>}
              <td className="n text-ink-3 max-md:hidden">
                <Time at={key.createdAt} show={(at, _, zone) => dayMonthYear(at, zone)} />
              </td>
              <td className="n">{key.lastUsedAt ? <Time at={key.lastUsedAt} show={timeOrDate} /> : 'never'}</td>
              <td className="n max-md:hidden">
                {key.owner.disabled ? (
                  'owner disabled'
                ) : key.expiresAt ? (
                  <Time at={key.expiresAt} show={(at, _, zone) => dayMonthYear(at, zone)} />
                ) : (
                  'when revoked'
                )}
              </td>
              <td className="n">
                <button type="button" className="link" onClick={() => revoke(key)}>
                  Revoke
                </button>
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** How long a key works. */
export const KEY_SPANS = [
  { words: '90 days', days: 90 },
  { words: '1 year', days: 365 },
  { words: 'until it is revoked', days: null },
] as const
