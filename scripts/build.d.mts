import type { Progress } from './bootstrap/progress.mjs'
export function whatToBuild(): { bundles?: string; dashboard?: string }
export function buildBundles(stamp: string): Promise<void>
export function buildDashboard(stamp: string): Promise<void>
export function buildAll(progress: Progress, force?: boolean): Promise<void>
