'use client'

import type { TopicAt } from '../../domain/api/topics.ts'
import { bytes, count, duration } from '../format.ts'
import { Empty } from '../states.tsx'

const WORDS: Readonly<Record<string, string>> = {
  'cleanup.policy': 'Cleanup',
  'retention.ms': 'Keeps for',
  'retention.bytes': 'Keeps up to',
  'min.insync.replicas': 'In-sync replicas',
  'max.message.bytes': 'Largest message',
  'compression.type': 'Compression',
}

const settingWords = (name: string, value: string): string => {
  if (value === '') return '?'
  if (name === 'retention.ms') return value === '-1' ? 'ever' : duration(Number(value) / 1000)
  if (name === 'retention.bytes') return value === '-1' ? 'no limit' : bytes(Number(value))
  if (name === 'max.message.bytes') return bytes(Number(value))
  return value
}

/** What a topic is for, how it is kept, and where each of its partitions stands. */
export function TopicFacts({ at }: { at: TopicAt }) {
  return (
    <>
      <div className="sec">
        <h3>
          <span className="mono">{at.topic}</span> at {at.site}
        </h3>
        <span className="q">{at.purpose}</span>
      </div>
      <dl className="meta">
        {at.settings.map(({ name, value, isDefault }) => (
          <div key={name} title={`${name} = ${value}${isDefault ? ', the broker’s default' : ''}`}>
            <dt>{WORDS[name] ?? name}</dt>
            <dd className={isDefault ? 'font-normal!' : ''}>{settingWords(name, value)}</dd>
          </div>
        ))}
        <div>
          <dt>Written by</dt>
          <dd>{at.writtenBy.join(', ') || (at.topic.endsWith('.retry') ? 'dead-letter-desk' : 'producers')}</dd>
        </div>
        <div>
          <dt>Read by</dt>
          <dd>{at.readBy.join(', ') || 'nobody'}</dd>
        </div>
      </dl>
      {at.partitions === null ? (
        <Empty title={`${at.site} does not answer`}>
          Where its partitions stand is not known now. It keeps what it acknowledged; this page asks again by itself.
        </Empty>
      ) : (
        <table className="tbl" aria-label="Partitions">
          <thead>
            <tr>
              <th scope="col">Partition</th>
              <th scope="col" className="n">
                First offset
              </th>
              <th scope="col" className="n">
                Log end
              </th>
              <th scope="col" className="n max-md:hidden">
                Stable end
              </th>
              <th scope="col" className="n">
                Messages
              </th>
              <th scope="col" className="n">
                Size
              </th>
            </tr>
          </thead>
          <tbody>
            {at.partitions.map((p) => (
              <tr key={p.partition}>
                <td>{p.partition}</td>
                <td className="n mono">{count(p.low)}</td>
                <td className="n mono">{count(p.end)}</td>
                <td className={`n mono max-md:hidden ${p.stableEnd === p.end ? 'text-ink-3' : 'text-warn-ink'}`}>
                  {count(p.stableEnd)}
                </td>
                <td className="n">{count(BigInt(p.end) - BigInt(p.low))}</td>
                <td className="n">{p.bytes === null ? '?' : bytes(Number(p.bytes))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}
