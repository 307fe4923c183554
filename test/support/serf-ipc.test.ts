import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { encode } from '@msgpack/msgpack'
import { expect, it } from 'vitest'
import { SerfIpc } from './serf-ipc.ts'

it('a connection that the agent has closed refuses every later call', async () => {
  const server = createServer((socket) => {
    socket.once('data', () => socket.end(encode({ Seq: 1, Error: '' })))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const ipc = await SerfIpc.open((server.address() as AddressInfo).port)
  await expect(ipc.members()).rejects.toThrow('closed')
  await expect(ipc.members()).rejects.toThrow('closed')
  ipc.close()
  server.close()
})
