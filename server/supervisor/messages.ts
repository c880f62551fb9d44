/** What a worker tells its supervisor over the IPC channel, and what it may be told. */

/** R8: sent at each join of a consumer group, so that the supervisor can leave the group for a worker that died. */
export type JoinedMessage = {
  readonly type: 'joined'
  readonly site: string
  readonly groupId: string
  readonly memberId: string
}

/** Sent after a worker left its group by itself: nobody has to do it. */
export type LeftMessage = { readonly type: 'left'; readonly site: string; readonly groupId: string }

export type WorkerState = 'starting' | 'running' | 'waiting' | 'stopped'

export type StateMessage = {
  readonly type: 'state'
  readonly state: WorkerState
  /** For people: what it waits for, or why it stopped. */
  readonly message: string
}

/** Sent by a process that stands by (standby.ts) when it has loaded what every worker needs. */
export type ReadyMessage = { readonly type: 'ready' }

export type WorkerMessage = JoinedMessage | LeftMessage | StateMessage | ReadyMessage

/** The only thing that a supervisor says, and only to a process that stands by: be this instance from now on. */
export type RunMessage = { readonly type: 'run'; readonly instance: string }

const texts = (value: object, ...names: string[]): boolean =>
  names.every((name) => typeof (value as Record<string, unknown>)[name] === 'string')

/** Undefined for what is not one of these: other libraries may use the channel too. */
export const parseWorkerMessage = (value: unknown): WorkerMessage | undefined => {
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined
  switch (value.type) {
    case 'joined':
      return texts(value, 'site', 'groupId', 'memberId') ? (value as JoinedMessage) : undefined
    case 'left':
      return texts(value, 'site', 'groupId') ? (value as LeftMessage) : undefined
    case 'state':
      return texts(value, 'state', 'message') ? (value as StateMessage) : undefined
    case 'ready':
      return { type: 'ready' }
    default:
      return undefined
  }
}

const isRunMessage = (value: unknown): value is RunMessage =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'run' && texts(value, 'instance')

/** For a process that stands by: the name of its instance, once it is told; undefined when its supervisor is gone. */
export const toldToRun = (): Promise<string | undefined> =>
  new Promise((resolve) => {
    if (!process.connected) return resolve(undefined)
    process.channel?.ref() // waiting for this message is all that keeps the process alive
    const tell = (instance: string | undefined) => {
      process.off('message', hear)
      process.off('disconnect', leave)
      resolve(instance)
    }
    const hear = (value: unknown) => {
      if (isRunMessage(value)) tell(value.instance)
    }
    const leave = () => tell(undefined)
    process.on('message', hear)
    process.on('disconnect', leave)
  })

/** For workers: does nothing where there is no supervisor, such as a worker started by hand. */
export const tellSupervisor = (message: WorkerMessage): void => {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined)
}

/**
 * For workers: a supervisor that died hard leaves its channel closed, and a worker that nobody supervises must end,
 * before the next start starts it a second time. `stop` ends in order; the channel alone does not keep a process alive.
 */
export const stopWithSupervisor = (stop: () => void): void => {
  if (!process.send) return
  process.once('disconnect', stop)
  process.channel?.unref()
}
