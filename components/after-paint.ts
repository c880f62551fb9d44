import { useEffect, useState } from 'react'

/**
 * Runs `what` once the first view is on the screen, `ms` later; gives what calls it off. Where scripts are ready before the
 * browser has painted, the end of hydration alone is too early.
 */
export const afterPaint = (what: () => void, ms = 0): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const frame = requestAnimationFrame(() => {
    timer = setTimeout(what, ms) // a frame's own callbacks run before it is painted
  })
  return () => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
  }
}

/** False for the first view. */
export const useAfterPaint = (): boolean => {
  const [isAfter, setIsAfter] = useState(false)
  useEffect(() => afterPaint(() => setIsAfter(true)), [])
  return isAfter
}
