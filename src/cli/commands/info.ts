import { Command } from 'commander'
import type { InfoAnswer } from '../../agent/index.ts'
import { addClientOptions, type ClientOptions, contextOf } from '../command-context.ts'
import { examples } from '../help.ts'
import { describeTags } from '../output/describe.ts'

/** `hearsay info`. */
export function infoCommand(): Command {
  const command = new Command('info').description('what the agent is, and how it does').action(run)
  return examples(addClientOptions(command), ['hearsay info', 'hearsay info --json | jq .stats.health'])
}

async function run(options: ClientOptions): Promise<void> {
  const { client, output } = contextOf(options)
  const answer = await client.info()
  if (output.mode === 'json') output.json(answer)
  else output.rows([], factsOf(answer))
}

function factsOf(info: InfoAnswer): string[][] {
  const { stats } = info
  const dropped = Object.entries(stats.dropped).map(([reason, count]) => `${reason} ${count}`)
  return [
    ['name', info.name],
    ['address', info.address],
    ['http', info.http],
    ['version', info.version],
    ['pid', String(info.pid)],
    ['uptime', `${(info.uptimeMs / 1000).toFixed(0)} s`],
    ['profile', info.profile],
    ['dialect', info.dialect],
    ['encrypted', info.encrypted ? 'yes' : 'no'],
    ['label', info.label ?? 'none'],
    ['tags', describeTags(info.tags)],
    ['members', `${stats.liveMembers} live of ${stats.knownMembers} known`],
    ['incarnation', String(stats.incarnation)],
    ['health', stats.health === 0 ? '0 (well)' : `${stats.health} (doubts itself)`],
    ['event loop lag', `${stats.eventLoopLagMs.toFixed(1)} ms`],
    ['packets', `${stats.packetsSent} sent, ${stats.packetsReceived} received`],
    ['bytes', `${stats.bytesSent} sent, ${stats.bytesReceived} received`],
    ['streams', `${stats.streamsOpened} opened, ${stats.streamsAccepted} accepted, ${stats.streamsRefused} refused`],
    ['packets over links', `${stats.linkPacketsSent} sent, ${stats.linkPacketsReceived} received`],
    ['queued broadcasts', String(stats.queuedBroadcasts)],
    ['suspicions', String(stats.suspicions)],
    ['refutations', String(stats.refutations)],
    ['dropped', dropped.length === 0 ? 'nothing' : dropped.join(', ')],
  ]
}
