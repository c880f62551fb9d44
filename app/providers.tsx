'use client'

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import { type ReactNode, useState } from 'react'
import { ClockProvider } from '../components/clock.tsx'
import { ApiProblem } from '../components/query.ts'
import { type Viewer, ViewerProvider } from '../components/viewer.tsx'

export function Providers({
  zone,
  renderedAt,
  viewer,
  children,
}: {
  zone: string
  renderedAt: number
  viewer: Viewer | null
  children: ReactNode
}) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: {
            staleTime: 2_000, // the promise of the dashboard: what is in Postgres shows within 2 s
            refetchOnWindowFocus: true,
            refetchIntervalInBackground: false, // a hidden tab asks nothing
            // what the server refused for good (unknown id, no right) is not asked again
            retry: (failures, error) =>
              failures < 2 && !(error instanceof ApiProblem && error.status >= 400 && error.status < 500),
            retryDelay: 1_000,
          },
        },
      }),
  )
  return (
    <NuqsAdapter>
      <QueryClientProvider client={client}>
        <ClockProvider zone={zone} renderedAt={renderedAt}>
          <ViewerProvider viewer={viewer}>{children}</ViewerProvider>
        </ClockProvider>
      </QueryClientProvider>
    </NuqsAdapter>
  )
}
