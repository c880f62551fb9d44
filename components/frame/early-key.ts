/**
 * Ctrl K before the page is alive: its HTML shows a second before its script hears keys. The layout notes the key, and the
 * search opens as soon as it can.
 */
type Noting = { hydrometerSearch?: 'asked' | 'alive' }

export const isSearchKey = (event: KeyboardEvent): boolean =>
  (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k' && !event.altKey && !event.shiftKey

/** The check is the one above, by its own text: it uses nothing from outside itself. */
export const EARLY_KEY_SCRIPT = `addEventListener('keydown',function(e){if(window.hydrometerSearch!=='alive'&&(${isSearchKey})(e)){e.preventDefault();window.hydrometerSearch='asked'}})`

/** From now on the search hears keys itself. Says whether it was asked for before. */
export const wasAskedEarly = (): boolean => {
  const noting = window as Noting
  const wasAsked = noting.hydrometerSearch === 'asked'
  noting.hydrometerSearch = 'alive'
  return wasAsked
}
