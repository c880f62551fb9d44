'use client'

import dynamic from 'next/dynamic'
import { Component, type ComponentType, type ReactNode } from 'react'
import { useAfterPaint } from './after-paint.ts'
import { Empty } from './states.tsx'

class Contained extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false }

  static getDerivedStateFromError() {
    return { isBroken: true }
  }

  override render() {
    if (!this.state.isBroken) return this.props.children
    return (
      <Empty title="This chart cannot be drawn in this browser">
        The figures beside it are right, and nothing was changed. Load the page again, or use another browser.
      </Empty>
    )
  }
}

/**
 * A chart, loaded after the first paint into the frame that the page keeps for it. Where it cannot be loaded or drawn, its
 * own frame says so: a page whose figures are there does not fail because of a picture of them.
 */
export const lateChart = <Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> => {
  const Chart = dynamic(load, { ssr: false })
  // biome-ignore lint/correctness/noComponentHookFactories: called once per chart, where its module is loaded, like dynamic()
  return function LateChart(props) {
    const isAfter = useAfterPaint()
    return <Contained>{isAfter && <Chart {...props} />}</Contained>
  }
}
