/**
 * Ctrl K before the page is alive: its HTML shows a second before its script hears keys. The layout notes the key, and the
 * search opens as soon as it can.
 */
type Noting = { hydrometerSearch?: 'asked' | 'alive' }

export const isSearchKey = (event: KeyboardEvent): boolean =>
  (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k' && !event.altKey && !event.shiftKey

export const EARLY_KEY_SCRIPT = `addEventListener('keydown',function(e){if(window.hydrometerSearch!=='alive'&&(e.ctrlKey||e.metaKey)&&e.key.toLowerCase()==='k'&&!e.altKey&&!e.shiftKey){e.preventDefault();window.hydrometerSearch='asked'}})`

/** From now on the search hears keys itself. Says whether it was asked for before. */
export const wasAskedEarly = (): boolean => {
  const noting = window as Noting
  const wasAsked = noting.hydrometerSearch === 'asked'
  noting.hydrometerSearch = 'alive'
  return wasAsked
}
