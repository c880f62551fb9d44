import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { Design } from '../../components/design.tsx'

export const metadata: Metadata = { title: 'Parts' }

/** The parts that every page is made of, for whoever builds one. Development only. */
export default function DesignPage() {
  if (process.env.NODE_ENV === 'production') notFound()
  return <Design />
}
