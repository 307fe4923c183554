import type { HostMessage, HostRequest } from './host.ts'
import { NodeHost } from './node-host.ts'

// The body of a process with nodes in it: see ForkedHost.
const tell = (message: HostMessage): void => void process.send?.(message)
const host = new NodeHost((fact) => tell({ fact }))
process.on('message', ({ id, order }: HostRequest) => {
  host.answer(order).then(
    (answer) => tell({ id, answer }),
    (error: Error) => tell({ id, error: error.message }),
  )
})
process.on('disconnect', () => process.exit()) // nobody is left to measure for
