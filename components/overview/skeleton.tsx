/** The Overview before its first answer: bars in the shape and place of what comes. */
const Bar = ({ w, h = 8 }: { w: number | string; h?: number }) => (
  <span className="skeleton" style={{ width: w, height: h }} />
)

export function OverviewSkeleton() {
  return (
    <div aria-busy="true">
      <section className="readings" aria-label="The Reading">
        {[240, 280, 220].map((w) => (
          <div key={w} className="grid content-start gap-2">
            <Bar w={w} h={14} />
            <Bar w="90%" />
            <Bar w="60%" />
          </div>
        ))}
      </section>
      <div className="grid h-[330px] grid-cols-6 items-center gap-8 py-6 max-lg:h-[420px] max-lg:grid-cols-1">
        {['iad', 'relay', 'filter', 'builder', 'bookkeeper', 'zuora'].map((name) => (
          <Bar key={name} w="80%" h={72} />
        ))}
      </div>
      <div className="h-[104px] border-t border-rule-2 pt-3">
        <Bar w="100%" h={10} />
      </div>
      <section className="cols grid-cols-[314px_minmax(0,1fr)_364px]">
        {['latency', 'money', 'files'].map((name) => (
          <div key={name} className="grid gap-4 pt-3">
            {[80, 60, 70, 50, 65].map((w) => (
              <Bar key={w} w={`${w}%`} />
            ))}
          </div>
        ))}
      </section>
    </div>
  )
}
