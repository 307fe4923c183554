import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { freePort, freePorts } from './free-ports.ts'

describe('free ports', () => {
  it('are neighbours', async () => {
    const ports = await freePorts(5)
    expect(ports).toEqual(ports.map((_, i) => (ports[0] as number) + i))
  })

  it('are never given out twice', async () => {
    const all = (await Promise.all([freePorts(3), freePorts(3), freePort().then((port) => [port])])).flat()
    expect(new Set(all).size).toBe(all.length)
  })

  it('leave out one that somebody listens on', async () => {
    const [port] = await freePorts(1)
    const next = (port as number) + 1
    const server = createServer()
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(next, '127.0.0.1', resolve)
    })
    expect(await freePorts(2)).not.toContain(next)
    server.close()
  })
})
