export type Progress = {
  /** A sentence between steps. */
  say(text: string): void
  /** Runs `work` as a step and shows its seconds, and `detail` of its result. `note` is told once when it takes long. */
  step<T>(name: string, work: () => Promise<T>, note?: string): Promise<T>
}
export function createProgress(out?: NodeJS.WriteStream): Progress
