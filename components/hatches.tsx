/**
 * The hatches that drawings refer to, once a page and outside of whatever a screen size hides: a pattern inside of
 * something that is not shown paints nothing.
 */
export function Hatches() {
  return (
    <svg className="absolute" width="0" height="0" aria-hidden="true">
      <defs>
        <pattern id="reject-hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path d="M0 0V5" stroke="var(--rejected)" strokeWidth="2.6" />
        </pattern>
        <pattern id="missing-hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="4" height="4" fill="var(--missing)" />
          <path d="M0 0V4" stroke="var(--rule-2)" strokeWidth="1.6" />
        </pattern>
      </defs>
    </svg>
  )
}
