import { measureFlood } from './measure-flood.ts'

/** `npm run bench -- flood`: how many packets a second one agent absorbs while its cluster stays calm. */
for (const rate of [30_000, 45_000, 60_000]) {
  const figures = await measureFlood({ nodes: 5, seconds: 10, rate })
  process.stdout.write(
    `${rate} pings/s: ${figures.receivedPerSecond.toFixed(0)} received/s, ${(100 * figures.answeredShare).toFixed(1)} % answered, ` +
      `${figures.suspicions} suspicions, ${figures.notAlive} not alive, lag ${figures.eventLoopLagMs.toFixed(1)} ms\n`,
  )
}
