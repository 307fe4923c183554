import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { waitUntil } from '../../test/support/wait-until.ts'
import { StreamCodec } from '../codec/index.ts'
import { AddressBook } from '../core/address-book.ts'
import type { PeerId } from '../core/env.ts'
import type { Message } from '../core/message.ts'
import { SWIM_TAGS } from '../core/tags.ts'
import { StreamExchanges } from './stream-exchanges.ts'

const PING = { tag: SWIM_TAGS.streamPing, sequence: 7, node: 'b' } as Message
const PUSH_PULL = { tag: SWIM_TAGS.pushPull, join: true, members: [], state: undefined } as Message
const REPLY = { ...PUSH_PULL, tag: SWIM_TAGS.pushPullReply } as Message
const REFUSAL = { tag: SWIM_TAGS.refusal, reason: 'no key' } as Message

const servers: Server[] = []
const open: StreamExchanges[] = []

type Responder = (socket: Socket, bytes: Uint8Array) => void

/** Asks a peer that answers everything with `answer`; what the asker hears in the end. */
async function ask(
  question: Message,
  answer: Message,
  respond: Responder = (socket, bytes) => socket.end(bytes),
  timeoutMs = 5000,
): Promise<string> {
  const book = new AddressBook(1)
  const codec = new StreamCodec({ book, bindPort: () => 1 })
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => respond(socket, codec.encode(answer, 'acceptor')))
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const heard: string[] = []
  const exchanges = new StreamExchanges({
    book,
    codec,
    timeoutMs,
    listener: {
      onStreamMessage: (from, message) => heard.push(`${book.describe(from)} ${message.tag}`),
      onUndeliverable: (to, _message, reason) => heard.push(`${book.describe(to)} ${reason}`),
      onBadStream: () => {},
      onLink: () => {},
    },
  })
  open.push(exchanges)
  const { port } = server.address() as { port: number }
  const peer = book.internText('127.0.0.1', port) as PeerId
  exchanges.send(peer, question)
  for (let i = 0; i < 5; i++) book.internText(`10.0.0.${i}`, 1) // others are heard of meanwhile
  await waitUntil('there is an outcome', () => heard.length > 0)
  expect(heard).toHaveLength(1)
  const [address, ...rest] = (heard[0] as string).split(' ')
  expect(address).toBe(`127.0.0.1:${port}`)
  return rest.join(' ')
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((exchanges) => exchanges.close()))
  for (const server of servers.splice(0)) server.close()
})

describe('an exchange over a stream', () => {
  it('brings the answer to who asked', async () => {
    expect(await ask(PING, { tag: SWIM_TAGS.streamAck, sequence: 7 } as Message)).toBe(`${SWIM_TAGS.streamAck}`)
    expect(await ask(PUSH_PULL, REPLY)).toBe(`${SWIM_TAGS.pushPullReply}`)
    expect(await ask(PUSH_PULL, REFUSAL)).toBe(`${SWIM_TAGS.refusal}`)
  })

  it('has failed when what comes back is no answer, so that nobody waits for ever', async () => {
    expect(await ask(PING, { tag: SWIM_TAGS.streamAck, sequence: 8 } as Message)).toBe(
      'the answer is no ack of the ping',
    )
    expect(await ask(PING, REPLY)).toBe('the answer is no ack of the ping')
    expect(await ask(PING, REFUSAL)).toBe('refused: no key')
    expect(await ask(PUSH_PULL, { tag: SWIM_TAGS.streamAck, sequence: 7 } as Message)).toBe(
      'the answer is no member table',
    )
  })

  it('has failed when the answer never comes, or never comes to its end', async () => {
    expect(await ask(PING, REPLY, () => {}, 300)).toBe('no answer within 300 ms')
    const dribble: Responder = (socket, bytes) => {
      let at = 0
      const timer = setInterval(() => socket.write(bytes.subarray(at, ++at)), 50)
      socket.once('close', () => clearInterval(timer))
    }
    expect(await ask(PUSH_PULL, REPLY, dribble, 300)).toBe('no whole answer within 600 ms')
  })
})
