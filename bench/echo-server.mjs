import { createSocket } from 'node:dgram'

// The floor of every packet path in Node: receives a datagram and sends it back. Plain JavaScript, so that it runs
// without a build: node echo-server.mjs PORT
const socket = createSocket('udp4')
socket.on('message', (bytes, remote) => socket.send(bytes, remote.port, remote.address))
socket.bind(Number(process.argv[2]), '127.0.0.1', () => socket.setRecvBufferSize(4 << 20))
