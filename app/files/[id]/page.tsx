import type { Metadata } from 'next'
import { FileDetail } from '../../../components/files/file-detail.tsx'
import { Prefetched, read } from '../../prefetch.tsx'

export const metadata: Metadata = { title: 'File' }

export default async function FilePage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetched page="/files" what={/^\d{1,19}$/.test(id) ? [read.file(id)] : []}>
      <FileDetail id={id} />
    </Prefetched>
  )
}
