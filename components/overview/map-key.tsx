const STEPS = ['in flight', 'open', 'closed', 'balanced', 'submitting', 'imported'] as const
/** What the colours of the map mean: the density ramp with its words. */
export function MapKey() {
  return (
    <g transform="translate(742 0)">
      <text x="0" y="16" style={{ fill: 'var(--ink-2)' }}>
        Denser is nearer to money
      </text>
      {STEPS.map((step, index) => (
        <g key={step}>
          <rect x={index * 80} y="24" width="79" height="7" fill={`var(--density-${index + 1})`} />
          <text x={index * 80} y="45">
            {step}
          </text>
        </g>
      ))}
      <text x="480" y="16" textAnchor="end">
        level: time lag by partition, dashed at 1 min; channel: rate
      </text>
    </g>
  )
}
