import type { Metadata } from 'next'
import { Settings } from '../../components/settings/settings.tsx'
import { Prefetched } from '../prefetch.tsx'

export const metadata: Metadata = { title: 'Settings' }

export default function SettingsPage() {
  return (
    <Prefetched page="/settings" what={[]}>
      <Settings />
    </Prefetched>
  )
}
