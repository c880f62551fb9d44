'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { RIGHTS, type Right, roleMay } from '../../domain/roles.ts'
import { Page } from '../frame/page.tsx'
import { Verdict } from '../overview/readings.tsx'
import { api, to } from '../paths.ts'
import { usePipeline } from '../pipeline-query.ts'
import { postJson, q } from '../query.ts'
import { useMay, useViewer } from '../viewer.tsx'
import { AllKeys } from './all-keys.tsx'
import { OwnKeys } from './own-keys.tsx'
import { Password } from './password.tsx'
import { Sessions } from './sessions.tsx'
import { Users } from './users.tsx'

/** The own account; for an admin, everybody's. */
export function Settings() {
  const viewer = useViewer()
  const may = useMay()
  const pipeline = usePipeline()
  const [leaving, setLeaving] = useState(false)
  const own = [useQuery(q(api.ownKeys)), useQuery(q(api.ownSessions))]
  if (!viewer) return null
  const rights = (Object.keys(RIGHTS) as Right[]).filter(
    (right) => right !== 'anyone' && right !== 'own' && roleMay(viewer.role, right),
  )
  return (
    <Page title="Settings" heardAt={pipeline.heardAt}>
      <Verdict
        reading={{
          glyph: 'ok',
          title: `You are ${viewer.email}, with the role ${viewer.role}`,
          detail: `You may ${rights.map((right) => RIGHTS[right].words).join('; ')}.`,
          action: may('operations') ? { href: to.audit({ actor: viewer.email }), words: 'What you did' } : undefined,
        }}
      >
        <button
          type="button"
          className="btn btn-big"
          disabled={leaving}
          onClick={() => {
            setLeaving(true)
            // Whatever comes of it, the next page asks who this is.
            postJson(api.signOut, {}).finally(() => location.assign('/sign-in'))
          }}
        >
          Sign out
        </button>
      </Verdict>
      <div className="cols grid-cols-[340px_minmax(0,1fr)]">
        <Password />
        <div className="min-w-0">
          <Sessions />
        </div>
      </div>
      <div className="border-t border-rule-2">
        <OwnKeys />
      </div>
      {/* Below lists of unknown length: shown before these have come, it would jump. */}
      {may('users') && own.every(({ data, error }) => data !== undefined || error) && (
        <>
          <div className="border-t border-ink">
            <Users />
          </div>
          <div className="border-t border-rule-2 pb-6">
            <AllKeys />
          </div>
        </>
      )}
    </Page>
  )
}
