import { useRef } from 'react'

/** True from the first time on: what closes must stay mounted, so that focus goes back to where it came from. */
export const useOnce = (now: boolean): boolean => {
  const was = useRef(now)
  was.current ||= now
  return was.current
}
