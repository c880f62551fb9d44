/** The hydrometer itself: a float with a graduated stem. */
export function Brand() {
  return (
    <>
      <svg width="14" height="22" viewBox="0 0 14 22" aria-hidden="true">
        <path
          d="M5.5 1h3v8.2c2 .7 3.300 2.400 3.300 4.500 0 2-1.300 3.700-3.100 4.400V20a1.700 1.700 0 0 1-3.400 0v-1.900a4.700 4.700 0 0 1-3.100-4.400c0-2.100 1.300-3.800 3.300-4.500Z"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.3"
        />
        <path d="M2.9 12.600h8.200c.6 3-1 4.600-2.900 5H5.800c-1.900-.4-3.500-2-2.900-5Z" fill="var(--density-6)" />
        <path d="M5.5 3.500H7M5.500 5.700h1.700M5.500 8H7" stroke="currentColor" />
      </svg>
      Hydrometer
    </>
  )
}
