import { useEffect, useState } from 'react'

const AFTER_MS = 300

/**
 * False for the first view: what is not part of it is loaded and mounted then, closed, so that it opens at once and takes
 * the focus, and the keys, in the moment it is asked for.
 */
export const useAfterPaint = (): boolean => {
  const [isAfter, setIsAfter] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setIsAfter(true), AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
  return isAfter
}
