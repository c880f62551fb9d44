import Link from 'next/link'
import type { Pipeline } from '../../domain/api/pipeline.ts'
import { Time } from '../clock.tsx'
import { timeOrDate } from '../format.ts'
import { Glyph } from '../glyph.tsx'

/** What needs a person, worst first. Not there at all when nothing does. */
const SHOWN = 3

export function Attention({ alerts }: { alerts: Pipeline['alerts'] }) {
  if (alerts.length === 0) return null
  return (
    <>
      <div className="sec">
        <h3>Needs a look</h3>
        <span className="q">
          {alerts.length === 1
            ? '1'
            : alerts.length > SHOWN
              ? `the worst ${SHOWN} of ${alerts.length}`
              : `${alerts.length}, worst first`}
        </span>
      </div>
      <ul className="border-t border-rule-2">
        {alerts.slice(0, SHOWN).map((alert) => (
          <li
            key={`${alert.title} ${alert.since}`}
            className="grid h-(--row-s) grid-cols-[12px_minmax(0,1fr)_auto] items-center gap-2 border-b border-rule text-12 last:border-b-0"
          >
            <Glyph name={alert.status} />
            <p className="cut" title={`${alert.title}. ${alert.detail}`}>
              <Link href={alert.href} className="font-medium hover:underline" prefetch={false}>
                {alert.title}
              </Link>{' '}
              <span className="text-ink-2">{alert.detail}</span>
            </p>
            <Time at={alert.since} show={timeOrDate} className="text-ink-3" />
          </li>
        ))}
      </ul>
    </>
  )
}
