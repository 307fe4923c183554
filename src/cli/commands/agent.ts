import { Command } from 'commander'
import { examples } from '../help.ts'
import { type CollectedFlags, settingOptions } from './agent-flags.ts'

/** `hearsay agent`. What it runs is loaded only then, so that the other commands answer at once. */
export function agentCommand(): Command {
  const command = new Command('agent')
    .description('runs an agent: a member of the cluster that other programs can ask')
    .option('--config <FILE>', 'YAML or JSON with the same settings [HEARSAY_CONFIG]')
  for (const option of settingOptions()) command.addOption(option)
  command.action(async ({ config, ...flags }: { config?: string } & CollectedFlags) => {
    const { runAgent } = await import('./run-agent.ts')
    await runAgent(config, flags)
  })
  return examples(command, [
    'hearsay agent --name web-1 --bind 127.0.0.1:7946',
    'hearsay agent --bind 10.0.0.7:7946 --join 10.0.0.1 --tag role=web --key-file /etc/hearsay/key',
    'hearsay agent --config hearsay.yaml',
  ])
}
