// Loaded into every process that the start command starts: when the start command dies hard, its channel closes, and
// nothing it started may stay for ever. Workers get some seconds to end in order.
const graceMs = Number(process.env.HYDROMETER_EXIT_GRACE_MS ?? 0)
if (process.send) {
  process.once('disconnect', () => setTimeout(() => process.exit(1), graceMs))
  process.channel?.unref()
}
